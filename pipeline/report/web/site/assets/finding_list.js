// The list of findings: filtered, searched and paged. It comes in chunks, and is shown while the rest is read.
"use strict";
(function (gouji) {
  const PAGE = 50;
  const FILTERS = ["severity", "rule", "status", "verdict", "department", "year"];
  const COLUMN = { rule: "rule_id", department: "department_id", year: "fiscal_year" };

  /** The row of the list that a finding has, or null; reads on until it is found. */
  gouji.findRow = async function (findingId) {
    const overview = await gouji.load("overview");
    for (let chunk = 1; chunk <= overview.chunks; chunk++) {
      const found = gouji.rows(await gouji.load(`findings/${chunk}`)).find((row) => row.finding_id === findingId);
      if (found) return found;
    }
    return null;
  };

  /** Rows of findings as a table. departments: names by id; rules: rows by id. */
  gouji.findingTable = function (rows, departments, rules, withDepartment) {
    const { element, say, printed } = gouji;
    const columns = [
      { head: say("severity"), cell: (row) => gouji.severity(row.severity) },
      { head: say("subject"), cell: (row) => element("a", { href: `#/finding/${row.finding_id}` }, row.subject ? printed(row.subject) : row.finding_id) },
      { head: say("rule"), cell: (row) => [element("b", {}, row.rule_id), " ", rules.has(row.rule_id) ? gouji.field(rules.get(row.rule_id), "name") : ""] },
      { head: say("stated"), number: true, cell: (row) => printed(row.stated) },
      { head: say("computed"), number: true, cell: (row) => row.computed || "–" },
      { head: say("verdict"), cell: (row) => say(row.verdict) },
      { head: say("status"), cell: (row) => gouji.status(row.status) },
    ];
    if (withDepartment) {
      columns.splice(2, 0, { head: say("department"), cell: (row) => gouji.departmentLink(row.department_id, row.fiscal_year, printed(departments.get(row.department_id) || ""), " ", gouji.year(row.fiscal_year)) });
    }
    return gouji.table(null, columns, rows, { class: "findings cards" });
  };

  /** The page of all findings; query: what the address says of filters, search and page. */
  gouji.showFindings = async function (query) {
    const { element, say } = gouji;
    const overview = await gouji.load("overview");
    const departments = new Map((overview.departments || []).map((one) => [one.department_id, one.name]));
    const rules = new Map((overview.rules || []).map((one) => [one.rule_id, one]));
    const years = [...new Set((overview.department_years || []).map((one) => one.fiscal_year))].sort().reverse();
    const chosen = Object.fromEntries(FILTERS.map((name) => [name, query.get(name) || ""]));
    let words = query.get("q") || "";
    let page = Math.max(0, Number(query.get("page") || 1) - 1);
    const results = element("div", { id: "results" });
    const count = element("p", { id: "count", "aria-live": "polite" });

    const choices = {
      severity: ["error", "warn", "info"].map((code) => [code, say(code)]),
      rule: [...rules.values()].map((rule) => [rule.rule_id, `${rule.rule_id} ${gouji.field(rule, "name")}`]).sort(),
      status: Object.keys(overview.statuses || {}).map((code) => [code, say(code)]),
      verdict: ["inconsistent", "ambiguous", "rounding", "not_evaluated"].map((code) => [code, say(code)]),
      department: [...departments].map(([id, name]) => [id, gouji.flat(name)]),
      year: years.map((year) => [String(year), gouji.year(year)]),
    };
    function picker(name) {
      const options = [["", say("any")], ...choices[name]].map(([value, text]) => {
        const option = element("option", { value }, text);
        option.selected = chosen[name] === value;
        return option;
      });
      return element("label", {}, element("span", {}, say(name)), element("select", { name, onchange: (event) => { chosen[name] = event.target.value; page = 0; show(); } }, options));
    }
    const box = element("input", { type: "search", name: "q", placeholder: say("search"), "aria-label": say("search"), oninput: (event) => { words = event.target.value; page = 0; show(); } });
    box.value = words;
    const form = element("form", { class: "filters", onsubmit: (event) => event.preventDefault() },
      element("label", { class: "wide" }, element("span", {}, say("search")), box), FILTERS.map(picker),
      element("a", { href: "#/findings", class: "button", onclick: (event) => { event.preventDefault(); location.hash = "#/findings"; gouji.open(); } }, say("clear")));

    function wanted(row) {
      if (!FILTERS.every((name) => !chosen[name] || String(row[COLUMN[name] || name]) === chosen[name])) return false;
      if (!words.trim()) return true;
      const rule = rules.get(row.rule_id) || {};
      const text = [row.finding_id, row.subject, row.stated, row.computed, row.rule_id, rule.name_zh, rule.name_en, departments.get(row.department_id), row.fiscal_year].join("\n").toLowerCase();
      return words.trim().toLowerCase().split(/\s+/).every((word) => text.includes(word));
    }

    let turn = 0;
    async function show() {
      const mine = ++turn;
      const kept = new URLSearchParams(Object.entries({ ...chosen, q: words, page: page ? page + 1 : "" }).filter(([, value]) => value));
      history.replaceState(null, "", "#/findings" + (kept.size ? "?" + kept : ""));
      const found = [];
      for (let chunk = 1; chunk <= overview.chunks; chunk++) {
        const rows = gouji.rows(await gouji.load(`findings/${chunk}`));
        if (mine !== turn) return;
        found.push(...rows.filter(wanted));
        const whole = chunk === overview.chunks;
        if (whole || found.length >= (page + 1) * PAGE) display(found, whole);
      }
      if (!overview.chunks) display(found, true);
    }
    function display(found, whole) {
      const pages = Math.max(1, Math.ceil(found.length / PAGE));
      if (whole) page = Math.min(page, pages - 1);
      count.replaceChildren(`${found.length.toLocaleString("en")} ${say("shown")}${whole ? "" : " · " + say("reading")}`);
      const rows = found.slice(page * PAGE, (page + 1) * PAGE);
      const go = (to) => { page = to; show(); document.getElementById("page").scrollIntoView(); };
      results.replaceChildren(
        rows.length ? gouji.findingTable(rows, departments, rules, true) : element("p", { class: "nothing" }, say("none")),
        pages < 2 ? "" : element("nav", { class: "pager" },
          element("button", { type: "button", disabled: page === 0 ? "" : null, onclick: () => go(page - 1) }, say("previous")),
          element("span", {}, `${page + 1} / ${pages}`),
          element("button", { type: "button", disabled: page >= pages - 1 ? "" : null, onclick: () => go(page + 1) }, say("next"))));
    }
    await show();
    return [element("h1", {}, say("title_findings")), form, count, results];
  };
})(window.gouji);
