// One department in one year: findings, budget, projects with their rates, what was not read, how far it was checked.
"use strict";
(function (gouji) {
  const STAGES = ["original_budget", "revised_budget", "budget", "outturn", "final_outturn", "unstated"];
  const PAGE = 30;

  gouji.showDepartment = async function (departmentId, year) {
    const { element, say, printed } = gouji;
    const [overview, name, shown] = await Promise.all([gouji.load("overview"), gouji.departmentName(departmentId), gouji.load(`departments/${departmentId}-${year}`)]);
    const rules = new Map((overview.rules || []).map((rule) => [rule.rule_id, rule]));
    const measure = (code) => ((overview.measures || {})[code] || {})[gouji.language()] || code;
    const years = (overview.department_years || []).filter((one) => one.department_id === departmentId).map((one) => one.fiscal_year).sort();
    return [
      element("h1", {}, printed(name), " ", gouji.year(Number(year))),
      years.length > 1 ? element("nav", { class: "years" }, years.map((one) => (String(one) === year ? element("b", {}, gouji.year(one)) : gouji.departmentLink(departmentId, one, gouji.year(one))))) : null,
      section("findings", gouji.paged(gouji.rows(shown.findings), PAGE, (part) => gouji.findingTable(part, new Map(), rules, false))),
      section("budget_title", budget(shown.budget || [], measure)),
      projects(shown.projects || []),
      section("other_rates", rates(shown.rates || [])),
      section("changes", changes(shown.changes || [], measure)),
      section("coverage", coverage(shown.quality || [])),
      section("documents", documents(shown.documents || [])),
      section("unread_figures", unread(shown.unread || [])),
    ];
  };

  const section = (title, ...content) => gouji.element("section", {}, gouji.element("h2", {}, gouji.say(title)), content);

  function item(row, measure) {
    const { printed } = gouji;
    return row.breakdown === "total" ? measure(row.measure) : [gouji.element("span", { class: "part" }, printed(row.item)), row.item_code ? ` ${row.item_code}` : ""];
  }

  function budget(rows, measure) {
    const { say } = gouji;
    const stages = STAGES.filter((stage) => rows.some((row) => stage in row.amounts));
    return gouji.table(null, [
      { head: say("item"), cell: (row) => item(row, measure) },
      { head: "", cell: (row) => (row.breakdown === "total" ? "" : measure(row.measure)) },
      ...stages.map((stage) => ({ head: say(stage), number: true, cell: (row) => gouji.grouped(row.amounts[stage]) })),
    ], rows, { id: "budget" });
  }

  function projects(rows) {
    const { element, say, printed } = gouji;
    const page = (part) => element("div", {},
      gouji.rateChart(say("projects"), part.map((row) => ({ ...row, label: row.name }))),
      gouji.table(null, [
        { head: say("name"), cell: (row) => printed(row.name) },
        { head: say("revised_budget") + say("yuan"), number: true, cell: (row) => gouji.grouped(row.budget) },
        { head: say("outturn") + say("yuan"), number: true, cell: (row) => gouji.grouped(row.outturn) },
        { head: say("unspent") + say("yuan"), number: true, cell: (row) => gouji.grouped(row.unspent) },
        { head: say("stated") + " %", number: true, cell: (row) => gouji.percent(row.stated) },
        { head: say("computed") + " %", number: true, cell: (row) => (row.rate === null ? say(row.reason || "") || "–" : gouji.percent(row.rate)) },
        { head: say("interval"), number: true, cell: (row) => (row.rate === null ? "–" : gouji.interval(row.lower, row.upper)) },
        { head: say("score"), number: true, cell: (row) => row.score ?? "–" },
      ], part, { id: "projects" }));
    return section("projects", rows.length ? [element("p", { class: "note" }, say("projects_note")), gouji.paged(rows, 20, page)] : element("p", { class: "nothing" }, say("nothing")));
  }

  function rates(rows) {
    const { say, printed } = gouji;
    return gouji.table(null, [
      { head: say("subject"), cell: (row) => (row.level === "department" ? say(row.basis === "projects_total" ? "projects_total" : "own_accounts") : printed(row.subject)) },
      { head: say("budget") + say("yuan"), number: true, cell: (row) => gouji.grouped(row.budget) },
      { head: say("outturn") + say("yuan"), number: true, cell: (row) => gouji.grouped(row.outturn) },
      { head: say("stated") + " %", number: true, cell: (row) => gouji.percent(row.stated) },
      { head: say("computed") + " %", number: true, cell: (row) => (row.rate === null ? say(row.reason || "") || "–" : gouji.percent(row.rate)) },
      { head: say("interval"), number: true, cell: (row) => (row.rate === null ? "–" : gouji.interval(row.lower, row.upper)) },
    ], rows);
  }

  function changes(rows, measure) {
    const { say } = gouji;
    return gouji.table(null, [
      { head: say("item"), cell: (row) => item(row, measure) },
      { head: "", cell: (row) => (row.breakdown === "total" ? "" : measure(row.measure)) },
      { head: say("this_year") + say("yuan"), number: true, cell: (row) => gouji.grouped(row.this) },
      { head: say("last_year") + say("yuan"), number: true, cell: (row) => gouji.grouped(row.last) },
      { head: say("change") + say("yuan"), number: true, cell: (row) => gouji.grouped(row.change) },
      { head: say("stated"), number: true, cell: (row) => gouji.grouped(row.stated_change) },
      { head: say("change_rate") + " %", number: true, cell: (row) => (row.rate === null ? say(row.reason || "") || "–" : gouji.percent(row.rate)) },
      { head: say("stated") + " %", number: true, cell: (row) => gouji.percent(row.stated) },
    ], rows);
  }

  function coverage(rows) {
    const { say, printed } = gouji;
    const count = (name) => ({ head: say(name), number: true, cell: (row) => gouji.grouped(row[name]) });
    return gouji.table(null, [
      { head: say("department"), cell: (row) => printed(row.department) },
      ...["documents_read", "documents_quarantined", "figures_read", "figures_ignored", "figures_unread", "checks", "consistent", "rounding", "inconsistent", "ambiguous", "not_evaluated"].map(count),
      { head: say("evaluated") + " %", number: true, cell: (row) => gouji.percent(row.coverage) },
    ], rows, { id: "coverage" });
  }

  function documents(rows) {
    const { element, say, printed } = gouji;
    return gouji.table(null, [
      { head: say("file"), cell: (row) => [printed(row.path), row.status === "quarantined" ? element("p", { class: "remark" }, printed(gouji.half(row.reason)), " ", printed(gouji.half(row.remedy))) : null, (row.warnings || []).map((warning) => element("p", { class: "remark" }, printed(gouji.half(warning))))] },
      { head: say("kind"), cell: (row) => say(row.kind || "") },
      { head: say("figures_read"), number: true, cell: (row) => row.fact_count ?? "–" },
      { head: say("figures_ignored"), number: true, cell: (row) => row.ignored_count ?? "–" },
      { head: say("figures_unread"), number: true, cell: (row) => row.unread_count ?? "–" },
      { head: say("read_share") + " %", number: true, cell: (row) => gouji.percent(row.read_share) },
    ], rows, { id: "documents" });
  }

  function unread(rows) {
    const { say, printed } = gouji;
    return gouji.paged(rows, PAGE, (part) => gouji.table(null, [
      { head: say("figure"), cell: (row) => printed(row.text) },
      { head: say("reason"), cell: (row) => printed(row.reason) },
      { head: say("place"), cell: (row) => printed(gouji.place(row)) },
      { head: say("file"), cell: (row) => printed(row.path) },
    ], part));
  }
})(window.gouji);
