// The overview: what was read, where the findings are, by department, year, rule and severity; rates and changes.
"use strict";
(function (gouji) {
  const DEPARTMENTS = 40;
  const BARS = 15;
  const STEPS = [1, 3, 6, 11]; // Errors and warnings from which a cell is a step darker.

  gouji.showOverview = async function () {
    const { element, say } = gouji;
    const [release, overview] = await Promise.all([gouji.load("release"), gouji.load("overview")]);
    const names = new Map((overview.departments || []).map((one) => [one.department_id, one.name]));
    return [
      element("h1", {}, say("title_overview")),
      figures(release, overview),
      statuses(overview),
      heatMap(overview, names),
      byRule(overview),
      rates(overview, names),
      changes(overview, names),
      waivers(overview),
      quarantined(overview),
    ];
  };

  function figures(release, overview) {
    const { element, say } = gouji;
    const findings = release.findings || {};
    const tell = (name, value, href, kind) => element("li", { class: kind }, element(href ? "a" : "span", { href }, element("b", {}, Number(value || 0).toLocaleString("en")), " ", name));
    return element("ul", { class: "figures", id: "figures" },
      ["error", "warn", "info"].map((severity) => tell(gouji.severity(severity), findings[severity], `#/findings?severity=${severity}`, severity)),
      tell(say("checks"), Object.values(release.checks || {}).reduce((sum, number) => sum + number, 0)),
      tell(say("facts"), release.facts),
      tell(say("documents_read"), (release.documents || {}).read),
      tell(say("documents_quarantined"), (release.documents || {}).quarantined),
      tell(say("figures_unread"), (overview.figures || {}).unread));
  }

  function statuses(overview) {
    const { element, say } = gouji;
    return element("p", { id: "statuses" }, say("status"), " ", Object.entries(overview.statuses || {}).map(([status, number]) => [" ", element("a", { href: `#/findings?status=${status}` }, gouji.status(status), ` ${number.toLocaleString("en")}`), " "]));
  }

  function heatMap(overview, names) {
    const { element, say, printed } = gouji;
    const cells = overview.department_years || [];
    const years = [...new Set(cells.map((cell) => cell.fiscal_year))].sort();
    const byDepartment = new Map();
    for (const cell of cells) {
      if (!byDepartment.has(cell.department_id)) byDepartment.set(cell.department_id, { id: cell.department_id, name: names.get(cell.department_id) || cell.department_id, weight: 0, cells: new Map() });
      const row = byDepartment.get(cell.department_id);
      row.cells.set(cell.fiscal_year, cell);
      row.weight += 1e6 * cell.error + 1e3 * cell.warn + cell.info;
    }
    const rows = [...byDepartment.values()].sort((a, b) => b.weight - a.weight || a.name.localeCompare(b.name));
    const holder = element("div");
    const show = (word) => holder.replaceChildren(gouji.paged(rows.filter((row) => row.name.includes(word)), DEPARTMENTS, table));
    function table(part) {
      if (!part.length) return element("p", { class: "nothing" }, say("nothing"));
      return element("div", { class: "frame" }, element("table", { class: "heat", id: "heat" },
        element("thead", {}, element("tr", {}, element("th", { scope: "col" }, say("department")), years.map((year) => element("th", { scope: "col" }, gouji.year(year))))),
        element("tbody", {}, part.map((row) => element("tr", {}, element("th", { scope: "row" }, printed(row.name)), years.map((year) => heat(row, year)))))));
    }
    function heat(row, year) {
      const cell = row.cells.get(year);
      if (!cell) return element("td", { class: "empty" });
      const step = STEPS.filter((from) => cell.error + cell.warn >= from).length;
      const words = `${row.name} ${gouji.year(year)}: ${cell.error} ${say("error")}, ${cell.warn} ${say("warn")}, ${cell.info} ${say("info")}`;
      return element("td", { class: "heat" + step }, element("a", { href: `#/department/${encodeURIComponent(row.id)}/${year}`, title: gouji.flat(words), "aria-label": gouji.flat(words) },
        element("span", {}, "✖ ", element("b", {}, cell.error)), element("span", {}, "▲ ", cell.warn), element("span", {}, "● ", cell.info)));
    }
    show("");
    return element("section", {}, element("h2", {}, say("heat_map")), element("p", { class: "note" }, say("heat_note")),
      rows.length > 8 ? element("p", { class: "screen" }, element("input", { type: "search", placeholder: say("find_department"), "aria-label": say("find_department"), oninput: (event) => show(event.target.value.trim()) })) : null,
      holder);
  }

  function byRule(overview) {
    const { element, say } = gouji;
    const rules = overview.rules || [];
    const count = (rule, severity) => (rule[severity] ? element("a", { href: `#/findings?severity=${severity}&rule=${rule.rule_id}` }, rule[severity]) : "0");
    const table = (part) => gouji.table(null, [
      { head: say("rule"), cell: (rule) => [element("a", { href: `#/findings?rule=${rule.rule_id}` }, rule.rule_id), " ", gouji.field(rule, "name")] },
      ...["error", "warn", "info"].map((severity) => ({ head: gouji.severity(severity), number: true, cell: (rule) => count(rule, severity) })),
      { head: say("total"), number: true, cell: (rule) => rule.error + rule.warn + rule.info },
    ], part, { id: "rules" });
    const chart = (part) => gouji.severityChart(say("by_rule"), part.map((rule) => ({ ...rule, label: `${rule.rule_id} ${gouji.field(rule, "name")}` })));
    return element("section", {}, element("h2", {}, say("by_rule")), rules.length
      ? gouji.paged(rules, BARS, (part) => element("div", { class: "beside" }, chart(part), table(part)))
      : element("p", { class: "nothing" }, say("nothing")));
  }

  /** A section whose bars are those of one year, chosen above them; at first the latest. */
  function ofAYear(title, note, rows, order, columns) {
    const { element, say } = gouji;
    const years = [...new Set(rows.map((row) => row.fiscal_year))].sort().reverse();
    const holder = element("div");
    const show = (year) => holder.replaceChildren(gouji.paged(rows.filter((row) => row.fiscal_year === year).sort(order), BARS,
      (part) => gouji.charted(gouji.rateChart(title, part), gouji.table(null, columns, part))));
    if (years.length) show(years[0]);
    return element("section", {}, element("h2", {}, title), element("p", { class: "note" }, note),
      years.length > 1 ? element("label", { class: "screen" }, say("year"), " ", element("select", { onchange: (event) => show(Number(event.target.value)) }, years.map((year) => element("option", { value: year }, gouji.year(year))))) : element("p", {}, years.map(gouji.year)),
      years.length ? holder : element("p", { class: "nothing" }, say("nothing")));
  }

  function rates(overview, names) {
    const { say, printed } = gouji;
    const several = names.size > 1;
    const rows = (overview.rates || []).map((rate) => {
      const what = say(rate.basis === "projects_total" ? "projects_total" : "own_accounts");
      return { ...rate, name: names.get(rate.department_id), what, label: several ? `${names.get(rate.department_id)} · ${what}` : what };
    });
    return ofAYear(say("rates"), say("rates_note"), rows, (a, b) => Number(a.rate) - Number(b.rate), [
      { head: say("department"), cell: (row) => gouji.departmentLink(row.department_id, row.fiscal_year, printed(row.name)) },
      { head: "", cell: (row) => row.what },
      { head: say("computed"), number: true, cell: (row) => gouji.percent(row.rate) },
      { head: say("interval"), number: true, cell: (row) => gouji.interval(row.lower, row.upper) },
      { head: say("stated"), number: true, cell: (row) => gouji.percent(row.stated) },
    ]);
  }

  function changes(overview, names) {
    const { say, printed } = gouji;
    const measure = (code) => ((overview.measures || {})[code] || {})[gouji.language()] || code;
    const rows = (overview.changes || []).map((change) => ({ ...change, name: names.get(change.department_id), label: names.size > 1 ? `${names.get(change.department_id)} · ${measure(change.measure)}` : measure(change.measure) }));
    return ofAYear(say("changes"), say("changes_note"), rows, (a, b) => Math.abs(Number(b.rate)) - Math.abs(Number(a.rate)), [
      { head: say("department"), cell: (row) => gouji.departmentLink(row.department_id, row.fiscal_year, printed(row.name)) },
      { head: "", cell: (row) => measure(row.measure) },
      { head: say("computed"), number: true, cell: (row) => gouji.percent(row.rate) },
      { head: say("interval"), number: true, cell: (row) => gouji.interval(row.lower, row.upper) },
      { head: say("stated"), number: true, cell: (row) => gouji.percent(row.stated) },
    ]);
  }

  function waivers(overview) {
    const { element, say, printed } = gouji;
    if (!(overview.waivers || []).length) return null;
    return element("section", { id: "waivers" }, element("h2", {}, say("waivers_to_review")), gouji.table(null, [
      { head: say("waiver"), cell: (row) => (row.finding_id ? element("a", { href: `#/finding/${row.finding_id}` }, row.finding_id) : [row.rule_id, " ", printed(row.department), " ", row.fiscal_year]) },
      { head: say("state"), cell: (row) => printed(gouji.field(row, "message")) },
      { head: say("reason"), cell: (row) => printed(row.reason) },
      { head: say("owner"), cell: (row) => printed(row.owner) },
      { head: say("expires"), cell: (row) => row.expires_on },
    ], overview.waivers, { class: "cards" }));
  }

  function quarantined(overview) {
    const { element, say, printed } = gouji;
    if (!(overview.quarantined || []).length) return null;
    return element("section", {}, element("h2", {}, say("quarantined")), gouji.paged(overview.quarantined, 50, (part) => gouji.table(null, [
      { head: say("file"), cell: (row) => printed(row.path) },
      { head: say("reason"), cell: (row) => printed(gouji.half(row.reason)) },
      { head: say("remedy"), cell: (row) => printed(gouji.half(row.remedy)) },
    ], part)));
  }
})(window.gouji);
