// One finding: its arithmetic, each operand marked in its passage, the rule, its history and its waiver.
"use strict";
(function (gouji) {
  const CONTEXT = 400; // Characters kept on either side of a mark in a long paragraph.

  gouji.showFinding = async function (findingId) {
    const { element, say } = gouji;
    const row = await gouji.findRow(findingId);
    if (!row) return [element("h1", {}, say("not_found")), element("p", {}, say("no_finding"), gouji.printed(findingId))];
    const [overview, rules, part, department] = await Promise.all([
      gouji.load("overview"), gouji.load("rules"), gouji.load(`details/${row.department_id}-${row.fiscal_year}-${row.part}`), gouji.departmentName(row.department_id),
    ]);
    const finding = part.findings[findingId];
    const rule = rules[finding.rule_id] || {};
    const operands = (finding.operands || []).map((operand, n) => ({ ...operand, number: n + 1 }));
    return [
      element("nav", { class: "screen" }, element("a", { href: "#/findings", class: "button", onclick: (event) => { event.preventDefault(); history.length > 1 ? history.back() : (location.hash = "#/findings"); } }, "← ", say("back"))),
      element("article", { id: "finding" },
        element("p", { class: "badges" }, gouji.severity(finding.severity), " ", gouji.status(finding.status), " ", element("span", { class: "verdict" }, say(finding.verdict)), " ", element("code", {}, finding.finding_id)),
        element("h1", {}, finding.rule_id, " ", gouji.field(rule, "name")),
        element("p", {}, gouji.printed(finding.subject), " · ", gouji.departmentLink(row.department_id, row.fiscal_year, gouji.printed(department), " ", gouji.year(row.fiscal_year))),
        finding.is_present ? null : element("p", { class: "message" }, say("gone_note")),
        arithmetic(finding),
        finding.is_present ? [passages(operands, part), operandTable(operands, part, overview)] : quotes(finding),
        plainRule(rule),
        history_(finding), waiver(finding), note(finding)),
    ];
  };

  function arithmetic(finding) {
    const { element, say, printed } = gouji;
    const known = finding.computed !== null;
    return element("section", { id: "arithmetic" }, element("h2", {}, say("arithmetic")),
      element("p", { class: "message" }, printed(finding["message_" + gouji.language()])),
      element("dl", {},
        pair("stated", printed(finding.stated)),
        known ? pair("computed", `${gouji.grouped(finding.computed)} ${finding.unit || ""}`) : null,
        known ? pair("interval", `${gouji.interval(finding.lower, finding.upper)} ${finding.unit || ""}`) : null,
        finding.difference !== null ? pair("difference", `${gouji.grouped(finding.difference)} ${finding.unit || ""}`) : null,
        finding.suggested ? pair("suggested", `${finding.suggested} ${finding.unit || ""}`) : null,
        finding.assumption ? pair("assumption", printed(gouji.half(finding.assumption))) : null,
        (finding.corrections || []).length ? pair("misprint", finding.corrections.map((one) => gouji.element("p", {}, printed(one.quote), ` ${one.printed} → ${one.corrected} ${one.unit || ""} · `, say("mended"), ` ${one.mended}`, one.broken ? ["，", say("newly_broken"), ` ${one.broken}`] : null))) : null,
        (finding.follows || []).length ? pair("follows", finding.follows.map((id) => [element("a", { href: `#/finding/${id}` }, id), " "])) : null));
  }

  const pair = (name, ...content) => gouji.element("div", {}, gouji.element("dt", {}, gouji.say(name)), gouji.element("dd", {}, content));

  // --- passages -------------------------------------------------------------------------------------------------------

  function passages(operands, part) {
    const { element, say } = gouji;
    const kept = new Map((part.passages || []).map((passage) => [passage.document_id + "/" + passage.block, passage]));
    const groups = new Map();
    for (const operand of operands) {
      const key = operand.document_id + "/" + operand.block;
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(operand);
    }
    return element("section", { id: "passages" }, element("h2", {}, say("in_document")), [...groups].map(([key, inside]) => figure(kept.get(key), inside, part.documents || {})));
  }

  function figure(passage, operands, documents) {
    const { element, say, printed } = gouji;
    const document_ = documents[operands[0].document_id] || {};
    const first = operands[0];
    const where = gouji.place(passage && passage.kind === "cell" ? { ...first, row: undefined } : first);
    const body = !passage ? element("p", {}, say("no_passage"), operands.map((operand) => mark(operand, gouji.visible(operand.quote))))
      : passage.kind === "cell" ? tableOf(passage, operands) : paragraph(passage.cells[0].text, operands);
    return element("figure", { class: "passage" }, element("figcaption", {}, printed(document_.path || ""), " · ", printed(where)), body);
  }

  const mark = (operand, content) => gouji.element("mark", { class: "operand" + (String(operand.quote ?? "").length > 12 ? "" : " short"), "data-operand": operand.number }, content, gouji.element("sup", {}, operand.number));

  /** A text with its operands marked where they stand; an operand without a place in it marks the whole text. */
  function marked(text, operands) {
    const placed = operands.filter((one) => one.start !== null && one.end !== null && one.end <= text.length && one.start < one.end).sort((a, b) => a.start - b.start || b.end - a.end);
    const pieces = [];
    let at = 0;
    for (const operand of placed) {
      if (operand.start < at) { // The same figure twice: one mark, both numbers.
        if (pieces.length) pieces[pieces.length - 1].append(gouji.element("sup", { "data-operand": operand.number }, ",", operand.number));
        continue;
      }
      pieces.push(gouji.element("span", {}, gouji.visible(text.slice(at, operand.start))), mark(operand, gouji.visible(text.slice(operand.start, operand.end))));
      at = operand.end;
    }
    pieces.push(gouji.element("span", {}, gouji.visible(text.slice(at))));
    const whole = operands.filter((one) => !placed.includes(one));
    return whole.length ? mark({ number: whole.map((one) => one.number).join(",") }, pieces) : pieces;
  }

  function paragraph(text, operands) {
    const starts = operands.filter((one) => one.start !== null).map((one) => one.start);
    const from = starts.length ? Math.max(0, Math.min(...starts) - CONTEXT) : 0;
    const to = starts.length ? Math.min(text.length, Math.max(...operands.map((one) => one.end || 0)) + CONTEXT) : text.length;
    const moved = operands.map((one) => (one.start === null ? one : { ...one, start: one.start - from, end: one.end - from }));
    const gap = () => gouji.element("span", { class: "gap", title: gouji.say("text_left_out") }, " ⋯ ");
    return gouji.element("blockquote", {}, gouji.element("bdi", { class: "printed" }, from > 0 ? gap() : null, marked(text.slice(from, to), moved), to < text.length ? gap() : null));
  }

  /** The rows of a table that matter to the finding, with its heads; where rows are left out a line says so. */
  function tableOf(passage, operands) {
    const { element, say } = gouji;
    const wanted = new Set([0, 1, 2]);
    for (const operand of operands) for (const shift of [-1, 0, 1]) wanted.add(operand.row + shift);
    const cells = passage.cells;
    const rows = [...wanted].filter((row) => row >= 0 && cells.some((cell) => covers(cell, row))).sort((a, b) => a - b);
    const width = Math.max(...cells.map((cell) => cell.col + cell.colspan));
    const lines = [];
    rows.forEach((row, n) => {
      const gap = n > 0 && row > rows[n - 1] + 1;
      if (gap) lines.push(element("tr", { class: "gap" }, element("td", { colspan: width + 1 }, "⋯ ", say("rows_left_out"))));
      const run = rows.slice(n).findIndex((other, k) => k > 0 && other !== row + k);
      const rest = run === -1 ? rows.length - n : run;
      lines.push(line(cells, row, width, n === 0 || gap, rest, operands));
    });
    return element("div", { class: "frame" }, element("table", { class: "source" }, element("tbody", {}, lines)));
  }

  const covers = (cell, row) => cell.row <= row && row < cell.row + cell.rowspan;

  /** One row as printed. fresh: the row above is not shown, so a cell that reaches down into this one begins here. rest: rows until the next gap. */
  function line(cells, row, width, fresh, rest, operands) {
    const { element } = gouji;
    const here = cells.filter((cell) => covers(cell, row));
    const made = [];
    for (let col = 0; col < width; ) {
      const cell = here.find((one) => one.col <= col && col < one.col + one.colspan);
      if (!cell) { made.push(element("td", {})); col += 1; continue; }
      if (cell.row === row || fresh) {
        const inside = operands.filter((operand) => operand.row === cell.row && operand.col === cell.col);
        made.push(element("td", { colspan: cell.colspan > 1 ? cell.colspan : null, rowspan: Math.min(cell.row + cell.rowspan - row, rest) > 1 ? Math.min(cell.row + cell.rowspan - row, rest) : null, class: cell.text.length > 12 ? "long" : null },
          element("bdi", { class: "printed" }, marked(cell.text, inside))));
      }
      col = cell.col + cell.colspan;
    }
    return element("tr", { class: operands.some((operand) => operand.row === row) ? "hit" : null }, element("th", { scope: "row" }, row + 1), made);
  }

  // --- the rest -------------------------------------------------------------------------------------------------------

  function operandTable(operands, part, overview) {
    const { element, say, printed } = gouji;
    const measure = (code) => ((overview.measures || {})[code] || {})[gouji.language()] || code;
    const meaning = (operand) => {
      if (!operand.measure) return "–";
      const words = [gouji.year(operand.fiscal_year), operand.stage ? say(operand.stage) : null, measure(operand.measure), gouji.aspect(operand.aspect)].filter(Boolean).join(" ");
      return [words, operand.item && operand.item !== "total" ? [" · ", printed(operand.item)] : null];
    };
    return element("section", {}, element("h2", {}, say("operands")), gouji.table(null, [
      { head: "", cell: (operand) => element("b", {}, operand.number) },
      { head: say("quote"), cell: (operand) => printed(operand.quote) },
      { head: say("meaning"), cell: meaning },
      { head: say("base"), number: true, cell: (operand) => (operand.base === null ? "–" : gouji.grouped(operand.base)) },
      { head: say("interval"), number: true, cell: (operand) => (operand.base === null ? "–" : gouji.interval(operand.lower, operand.upper)) },
      { head: say("place"), cell: (operand) => printed(gouji.place(operand)) },
      { head: say("file"), cell: (operand) => printed(((part.documents || {})[operand.document_id] || {}).path) },
    ], operands, { id: "operands", class: "cards" }));
  }

  /** Of a finding that is gone only the quotes are left: its document may be, too. */
  function quotes(finding) {
    const { element, say } = gouji;
    return element("section", {}, element("h2", {}, say("quote")), element("ul", {}, (finding.quotes || []).map((quote) => element("li", {}, gouji.printed(quote)))));
  }

  function plainRule(rule) {
    const { element, say } = gouji;
    return element("section", { id: "rule" }, element("h2", {}, say("plain_rule")), element("dl", {},
      ["asks", "why", "remedy"].map((name) => (gouji.field(rule, name) ? pair(name, gouji.field(rule, name)) : null)),
      rule.source ? pair("source", rule.source.split("; ").map((source) => gouji.element("p", {}, gouji.half(source)))) : null));
  }

  function history_(finding) {
    const { element, say } = gouji;
    // What still goes on carries no release: it has come as far as this one.
    const release = (id) => (id ? element("code", {}, id) : say("this_release"));
    return element("section", { id: "history" }, element("h2", {}, say("history")),
      element("dl", {}, pair("first_release", release(finding.first_release_id)), pair("last_release", release(finding.last_release_id))),
      gouji.table(null, [
        { head: say("status"), cell: (span) => gouji.status(span.status) },
        { head: say("from_release"), cell: (span) => release(span.from_release_id) },
        { head: say("to_release"), cell: (span) => release(span.to_release_id) },
        { head: say("releases"), number: true, cell: (span) => span.release_count || "–" },
        { head: say("severity"), cell: (span) => gouji.severity(span.severity) },
        { head: say("verdict"), cell: (span) => say(span.verdict) },
        { head: say("resolution"), cell: (span) => (span.resolution ? say(span.resolution) : "–") },
      ], finding.spans, { class: "cards" }));
  }

  function waiver(finding) {
    const { element, say, printed } = gouji;
    const waivers = finding.waivers || [];
    return element("section", { id: "waiver" }, element("h2", {}, say("waiver")), !waivers.length ? element("p", { class: "nothing" }, say("no_waiver")) : waivers.map((one) => element("dl", {},
      pair("state", element("b", {}, say(one.state)), " ", printed(gouji.field(one, "message"))),
      pair("reason", printed(one.reason)), pair("owner", printed(one.owner)), pair("dated", one.dated_on), pair("expires", one.expires_on))));
  }

  function note(finding) {
    const { element, say, printed } = gouji;
    const told = ["decision", "opinion", "reply", "owner"].filter((name) => finding.note && finding.note[name]);
    if (!told.length) return null;
    return element("section", { id: "note" }, element("h2", {}, say("note")), element("dl", {},
      told.map((name) => pair(name, name === "decision" ? say(finding.note[name]) : printed(finding.note[name]))), finding.note.dated_on ? pair("dated", finding.note.dated_on) : null));
  }
})(window.gouji);
