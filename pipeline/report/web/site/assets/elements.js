// Elements of a page. Every text goes in as a text node: what a document says can never become markup.
"use strict";
(function (gouji) {
  // Characters that would reorder or hide what stands beside them: shown by their code, kept for copying.
  const CONTROLS = /([\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff])/;

  /** An element with attributes (on… is a listener) and children: elements, texts, lists, or null for nothing. */
  gouji.element = function (name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value);
    }
    append(made, children);
    return made;
  };

  function append(parent, children) {
    for (const child of children.flat(Infinity)) {
      if (child === null || child === undefined) continue;
      parent.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
  }

  /** A document's own text: its direction is kept to itself, characters that cannot be seen are named. */
  gouji.printed = function (text) {
    return gouji.element("bdi", { class: "printed" }, gouji.visible(text));
  };

  /** The pieces of a document's text: plain texts, and one element for each character that cannot be seen. */
  gouji.visible = function (text) {
    return String(text ?? "").split(CONTROLS).map((piece, position) => {
      if (position % 2 === 0) return piece;
      const code = "U+" + piece.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
      return gouji.element("bdi", { class: "control", "data-code": code, title: code }, piece);
    });
  };

  /** A document's text for a canvas, where nothing isolates it: what cannot be seen becomes a dot. */
  gouji.flat = (text) => String(text ?? "").split(CONTROLS).map((piece, n) => (n % 2 ? "·" : piece)).join("").replace(/\s+/g, " ");

  const MARKS = { error: "✖", warn: "▲", info: "●" };

  /** A severity by colour, sign and word. */
  gouji.severity = (severity) =>
    gouji.element("span", { class: "severity " + severity }, gouji.element("span", { "aria-hidden": "true" }, MARKS[severity] || ""), " ", gouji.say(severity));

  gouji.status = (status) => gouji.element("span", { class: "status " + status }, gouji.say(status));

  /**
   * A table. columns: [{head, cell(row), number}], rows: any. It scrolls inside its own frame where it is too wide; with
   * class "cards" each row becomes a card on a narrow screen, its cells labelled by their heads.
   */
  gouji.table = function (caption, columns, rows, attributes) {
    const { element, say } = gouji;
    if (!rows || !rows.length) return element("p", { class: "nothing" }, say("nothing"));
    return element("div", { class: "frame" }, element("table", attributes || {},
      caption ? element("caption", {}, caption) : null,
      element("thead", {}, element("tr", {}, columns.map((column) => element("th", { scope: "col", class: column.number && "number" }, column.head)))),
      element("tbody", {}, rows.map((row) => element("tr", {}, columns.map((column) => element("td", { class: column.number && "number", "data-head": typeof column.head === "string" ? column.head : null }, element("div", {}, column.cell(row)))))))));
  };

  /** A list in pages of ``size``: ``show(rows)`` makes one page, which the buttons replace. */
  gouji.paged = function (rows, size, show, start) {
    const { element, say } = gouji;
    const holder = element("div", { class: "paged" });
    const pages = Math.max(1, Math.ceil(rows.length / size));
    function turn(page) {
      const pager = pages < 2 ? null : element("nav", { class: "pager" },
        element("button", { type: "button", disabled: page === 0 ? "" : null, onclick: () => turn(page - 1) }, say("previous")),
        element("span", {}, `${page + 1} / ${pages}`),
        element("button", { type: "button", disabled: page === pages - 1 ? "" : null, onclick: () => turn(page + 1) }, say("next")));
      holder.replaceChildren(show(rows.slice(page * size, (page + 1) * size)), ...(pager ? [pager] : []));
    }
    turn(Math.min(start || 0, pages - 1));
    return holder;
  };

  /** An amount's digits with a comma every three, exactly as many decimals as they have; "–" for none. */
  gouji.grouped = function (digits) {
    if (digits === null || digits === undefined) return "–";
    const [whole, decimals] = String(digits).split(".");
    const commas = whole.replace(/\B(?=(\d{3})+$)/g, ",").replace("-", "−");
    return decimals === undefined ? commas : commas + "." + decimals;
  };

  /** Percent points to four decimals, for reading; the page of a finding has all digits. */
  gouji.percent = (digits) => (digits === null || digits === undefined ? "–" : String(Math.round(Number(digits) * 1e4) / 1e4).replace("-", "−"));

  gouji.interval = (lower, upper) => `[${lower === null || lower === undefined ? "−∞" : gouji.grouped(lower)}, ${upper === null || upper === undefined ? "+∞" : gouji.grouped(upper)}]`;

  gouji.year = (year) => (year ? String(year) : gouji.say("no_year"));

  /** Page or sheet, then the table with row and column, or the paragraph; all counted from 1. */
  gouji.place = function (place) {
    const zh = gouji.language() === "zh";
    const parts = [];
    if (place.page) parts.push(zh ? `第${place.page}页` : `page ${place.page}`);
    if (place.sheet) parts.push(place.sheet);
    if (place.table) parts.push(zh ? `表${place.table}` : `table ${place.table}`);
    else parts.push(zh ? `第${place.block + 1}段` : `paragraph ${place.block + 1}`);
    if (place.row !== null && place.row !== undefined) parts.push(zh ? `第${place.row + 1}行第${place.col + 1}列` : `row ${place.row + 1}, column ${place.col + 1}`);
    return parts.join(gouji.language() === "zh" ? "，" : ", ");
  };
})(window.gouji);
