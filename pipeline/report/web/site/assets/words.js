// What the report says by itself, in both languages. Texts of documents are never here and never translated.
"use strict";
window.gouji = window.gouji || {};
(function (gouji) {
  const WORDS = {
    overview: ["总览", "Overview"],
    findings: ["发现", "Findings"],
    quality_gate: ["质量检查", "Quality gate"],
    workbook: ["审计底稿", "Working paper"],
    language: ["English", "中文"],
    release: ["版本", "Release"],
    back: ["返回", "Back"],
    not_found: ["没有这一页。", "There is no such page."],
    no_finding: ["本版本没有这个发现：", "This release has no such finding: "],
    load_failed: ["数据文件没有读出，报告可能没有复制完整：", "A data file could not be read; the report may not have been copied whole: "],
    title_overview: ["核对总览", "Overview"],
    documents_read: ["已读文件", "Documents read"],
    documents_quarantined: ["隔离文件", "Quarantined"],
    facts: ["数据", "Facts"],
    checks: ["核对", "Checks"],
    figures_unread: ["未读数字", "Figures unread"],
    error: ["错误", "Error"],
    warn: ["警告", "Warning"],
    info: ["提示", "Note"],
    consistent: ["相符", "Consistent"],
    rounding: ["舍入", "Rounding"],
    inconsistent: ["不一致", "Inconsistent"],
    ambiguous: ["存疑", "Ambiguous"],
    not_evaluated: ["未核算", "Not evaluated"],
    new: ["新出现", "New"],
    open: ["未解决", "Open"],
    waived: ["已豁免", "Waived"],
    resolved: ["已解决", "Resolved"],
    reopened: ["重新出现", "Reopened"],
    unread: ["未能读取", "Not read"],
    heat_map: ["各部门、各年度的发现", "Findings by department and year"],
    heat_note: ["颜色越深，错误和警告越多；每格是错误、警告、提示的个数。", "The darker, the more errors and warnings; each cell counts errors, warnings and notes."],
    department: ["部门", "Department"],
    year: ["年度", "Year"],
    no_year: ["年度不明", "No year"],
    find_department: ["查找部门", "Find a department"],
    by_rule: ["按规则和严重程度", "By rule and severity"],
    rule: ["规则", "Rule"],
    severity: ["严重程度", "Severity"],
    status: ["状态", "Status"],
    verdict: ["判定", "Verdict"],
    subject: ["对象", "Subject"],
    stated: ["文中", "Stated"],
    computed: ["复算", "Recomputed"],
    interval: ["区间", "Interval"],
    total: ["合计", "Total"],
    rates: ["预算执行率（%）", "Execution rates (%)"],
    rates_note: ["条形为复算的执行率，深色段为舍入区间，菱形为文中印出的执行率。最低的在前。", "Bars show the recomputed rate, the dark end its rounding interval, the diamond the rate as printed. The lowest come first."],
    changes: ["比上年增减（%）", "Change on the year before (%)"],
    changes_note: ["条形为复算的增减率，菱形为文中印出的增减率。变化最大的在前。", "Bars show the recomputed change, the diamond the change as printed. The largest come first."],
    as_table: ["以表格查看", "As a table"],
    own_accounts: ["部门", "Department"],
    projects_total: ["项目合计", "All projects"],
    revised_budget: ["调整后预算", "Revised budget"],
    original_budget: ["年初预算", "Original budget"],
    budget: ["预算", "Budget"],
    outturn: ["执行数", "Outturn"],
    final_outturn: ["决算数", "Final outturn"],
    unstated: ["未注明阶段", "Stage not told"],
    outturn_plus_unspent: ["执行数加结余", "Outturn + unspent"],
    quarantined: ["没有读出的文件", "Files that were not read"],
    reason: ["原因", "Reason"],
    remedy: ["处理", "Remedy"],
    file: ["文件", "File"],
    title_findings: ["发现", "Findings"],
    any: ["全部", "All"],
    search: ["搜索对象、部门、规则、数字或编号", "Search subject, department, rule, figure or id"],
    shown: ["个发现", "findings"],
    reading: ["正在读取……", "reading …"],
    none: ["没有符合条件的发现。", "No finding matches."],
    nothing: ["无", "None"],
    page: ["页", "Page"],
    previous: ["上一页", "Previous"],
    next: ["下一页", "Next"],
    clear: ["清除筛选", "Clear filters"],
    coverage: ["读取与核对范围", "What was read and checked"],
    documents: ["文件", "Documents"],
    kind: ["文种", "Kind"],
    self_evaluation: ["整体绩效自评", "Self-evaluation"],
    project_self_evaluation: ["项目自评表", "Project self-evaluation"],
    final_accounts: ["决算", "Final accounts"],
    project_execution: ["项目执行情况", "Project execution"],
    execution_report: ["执行情况报告", "Execution report"],
    other: ["其他", "Other"],
    figures_read: ["采用的数字", "Figures read"],
    figures_ignored: ["忽略的数字", "Figures ignored"],
    read_share: ["读取率", "Read share"],
    evaluated: ["核算率", "Evaluated"],
    budget_title: ["收支与结余（元）", "Revenue, expenditure and balances (yuan)"],
    item: ["项目", "Item"],
    projects: ["项目执行情况", "Projects"],
    projects_note: ["条形为复算的执行率，深色段为舍入区间，菱形为文中印出的执行率。", "Bars show the recomputed rate, the dark end its rounding interval, the diamond the rate as printed."],
    name: ["名称", "Name"],
    unspent: ["结余", "Unspent"],
    score: ["自评得分", "Self-score"],
    yuan: ["（元）", " (yuan)"],
    other_rates: ["部门和功能科目的执行率（%）", "Rates of the department and its functions (%)"],
    this_year: ["本年", "This year"],
    last_year: ["上年", "Last year"],
    change: ["增减额", "Change"],
    change_rate: ["增减率", "Rate"],
    unread_figures: ["没有读出的数字", "Figures that were not read"],
    place: ["位置", "Place"],
    figure: ["数字", "Figure"],
    arithmetic: ["算式", "The arithmetic"],
    difference: ["差额", "Difference"],
    operands: ["依据的数字", "What it rests on"],
    quote: ["原文", "Quote"],
    meaning: ["含义", "Meaning"],
    base: ["基本单位", "In base units"],
    in_document: ["文件中的样子", "As the documents print it"],
    no_passage: ["原文段落没有保存，只有引文：", "The passage was not kept; its quote: "],
    rows_left_out: ["略去若干行", "rows left out"],
    text_left_out: ["略去一段", "text left out"],
    plain_rule: ["规则说明", "The rule in plain words"],
    asks: ["问什么", "Asks"],
    why: ["为什么", "Why"],
    source: ["依据", "Source"],
    assumption: ["假设", "Assumes"],
    follows: ["源自", "Follows from"],
    history: ["历史", "History"],
    first_release: ["首次出现", "First seen"],
    last_release: ["最近一次出现", "Last seen"],
    waiver: ["豁免", "Waiver"],
    no_waiver: ["没有豁免。", "Not waived."],
    owner: ["负责人", "Owner"],
    dated: ["登记日期", "Dated"],
    state: ["状态", "State"],
    in_force: ["有效", "In force"],
    expired: ["已到期", "Expired"],
    changed: ["数字已变", "Figures changed"],
    out_of_scope: ["不在范围内", "Out of scope"],
    gone: ["发现已不在", "Finding gone"],
    waivers_to_review: ["需要处理的豁免", "Waivers that need attention"],
    note: ["审计意见", "Auditor's note"],
    decision: ["处理结论", "Decision"],
    opinion: ["意见", "Opinion"],
    reply: ["部门答复", "Department's reply"],
    misprint: ["或为一处印错", "May be one misprint"],
    mended: ["则成立的核对", "checks it would mend:"],
    newly_broken: ["则不再成立的核对", "checks it would break:"],
    suggested: ["建议更正为", "Suggested"],
    from_release: ["自版本", "From release"],
    to_release: ["至版本", "To release"],
    this_release: ["本版本", "This release"],
    releases: ["版本数", "Releases"],
    resolution: ["消除方式", "Resolution"],
    corrected: ["文件已更正", "Corrected"],
    restated: ["改印为另一数字", "Restated"],
    not_checked: ["文件中不再有此项", "No longer claimed"],
    withdrawn: ["文件已移走", "File withdrawn"],
    gone_note: ["本版本中已没有这个发现，以下是最后一次看到的内容。", "This release no longer has the finding; this is what was seen last."],
    expires: ["到期", "Expires"],
    missing: ["缺少运算数", "an operand is missing"],
    zero_base: ["分母为零", "the base is zero"],
    negative_base: ["分母为负数", "the base is negative"],
    spent_without_budget: ["无预算支出", "spent without a budget"],
    out_of_range: ["数字超出范围", "a figure is out of range"],
    foot: ["本报告由勾稽（Gouji）从已发布的数据生成；不改动任何数字，区间取自印出的位数。", "Made by Gouji from the published data. No figure is corrected; intervals come from the printed digits."],
    rate: ["比率", "rate"],
    share: ["占比", "share"],
  };
  const MEASURE_ASPECTS = { change: ["增减额", "change"], change_rate: ["增减率", "rate of change"], share: ["占比", "share"], rate: ["比率", "rate"] };
  const KEY = "gouji.language";

  let language = remembered();

  function remembered() {
    try {
      return localStorage.getItem(KEY) === "en" ? "en" : "zh";
    } catch (refused) {
      return "zh"; // A browser may refuse storage to pages from the disk; the report then opens in Chinese.
    }
  }

  gouji.language = () => language;

  gouji.switchLanguage = function () {
    language = language === "zh" ? "en" : "zh";
    try {
      localStorage.setItem(KEY, language);
    } catch (refused) {
      // The choice holds until the page is closed.
    }
  };

  /** A word of the report in the reader's language; a code without a word is shown as it is. */
  gouji.say = (word) => (WORDS[word] ? pick(WORDS[word]) : String(word ?? ""));

  /** The half of a text "Chinese / English" in the reader's language; a text of one language whole. */
  gouji.half = function (text) {
    const halves = String(text ?? "").split(" / ");
    if (halves.length !== 2) return String(text ?? "");
    return pick(halves);
  };

  /** The field of a row in the reader's language: name_zh or name_en for "name". */
  gouji.field = (row, name) => row[name + "_" + language] || row[name + "_zh"] || "";

  /** What kind of figure a measure's aspect is; a plain level needs no word. */
  gouji.aspect = (aspect) => (MEASURE_ASPECTS[aspect] ? pick(MEASURE_ASPECTS[aspect]) : "");

  function pick(pair) {
    return pair[language === "zh" ? 0 : 1];
  }
})(window.gouji);
