"""Running text → mentions: each figure with its subject, measure, year, stage and the figures that it refers to.

The reader goes through a section figure by figure and keeps what offices carry over from one clause to the next: the year,
the subject, the whole whose parts are being listed, the figure that a change, share or rate belongs to. Nothing is
computed here; which identities follow is the binding's question (binding/).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice, takewhile

from pipeline.extract.elapsed import is_of_one_month, months_elapsed
from pipeline.extract.facts import Fact, Operand
from pipeline.extract.figures import VALUE_KINDS, Token, declared, split_glued, tokens
from pipeline.extract.governments import Account, is_heading
from pipeline.extract.lead import AMONG, BY_CRITERION, COMPARE, Lead, read_lead, strip_label
from pipeline.extract.ledger import GLUED, Ledger, Place
from pipeline.extract.listed import ListedChange, listed_changes, listed_shares, listed_words, shared_units
from pipeline.extract.mention import ADJUSTS, Mention, adds_up, difference, key_of, reproduces
from pipeline.extract.parts import SIDES, brings_nearer, is_part, owned_by
from pipeline.extract.products import per_words, state_products, totals
from pipeline.extract.recall import Recall
from pipeline.extract.scope import Bracket, Scope
from pipeline.extract.terms import (
    BALANCES,
    BUDGET_STAGES,
    STAFF,
    Term,
    account_of,
    classify,
    context_term,
    function_path,
    of_one_partition,
    split_stage,
)
from pipeline.extract.view import View, normalise
from pipeline.extract.wholes import list_head, whole_announced, whole_announced_in_words

_QUOTE_REACH = 60
_YEAR = re.compile(r"((?:19|20)\d\d)年")
# Where no year is known, this year is 0 and last year -1: figures still relate to each other. Facts carry no such year.
_THIS_YEAR = 0
# The subject of a department's own figures where the document does not name the department.
_NAMELESS = "本部门"
_KIND_MEASURE = {
    "amount": "amount", "price": "price", "percent": "percent", "points": "points", "times": "times",
    "score": "score", "count": "count", "number": "count",
}  # fmt: skip
_COUNTED = frozenset(
    {"count", "establishment", "on_board_staff", "retired", "retired_veteran", "budget_unit", "self_score"}
)
#: 「特困供养：…」: a name that a sentence begins with.
_OF_ITEM = re.compile("(?:^|[。;\n])[\u4e00-\u9fff]{2,16}:[^。;:]*$")
_SUMMED_UP = re.compile(r"(?:共计|共|合计|累计|总共)(?:支出|收入)(?:为|了)?$")
_GENERIC_PROCUREMENT = re.compile(r"(?:政府)?采购(?:项目)?(?:预算)?金额")
_GENERIC = re.compile(r"(?:总)?金额|数额|资金|总额")
# Words that stand for what was last spoken of when a change is told (「费用支出较年初预算数减少…」).
_SAME_THING = re.compile(
    r"(?:费用|经费|资金|实际|累计)(?:支出|收入|费用|经费|金额)?(?:数|额|总额|总数)?|金额|数额|相比|比较|相较"
)
# 「…减少285.14万元。主要原因：基本支出增加118.40万元，项目支出减少403.54万元」
_BECAUSE = re.compile("主要(?:原因)?(?:是|为|:|由于)|原因(?:是|为|:)")
_GIVEN_BEHIND = re.compile(r"[)）][^，,。；;、（()）]*\d分")
_APART = re.compile(r"\([^()]*(?:不(?:包)?[含括]|未[含计]|不计)")
_SCHEDULE = re.compile("(?:序时|时间)进度")
_PURPOSE = re.compile(r"^(?:主要|全部)?用于")
_SECTION = re.compile(r"^[一二三四五六七八九十]{1,3}、")
_ENUMERATED = re.compile(
    r"^(?:[(]?[一二三四五六七八九十\d]{1,2}[)、.](?!\d)|(?:[-—]{1,2}|[●◆■▲★·•])(?=[\u4e00-\u9fff])|[1-5]\d{2}[-—]?[\u4e00-\u9fff])"
)
_LINE_LABEL = re.compile(r"(?:[(]?[一二三四五六七八九十\d]{1,2}[)、.](?!\d)|[-—●◆■▲★·•]{1,2})([^:,;。\d]{2,24})")
_PAID = re.compile(r"(?:全年|共|共计|合计|实际)*(?:发放|兑付|支付|拨付|补助|小计|计|支出|安排)?")
_OPEN_END = re.compile(r"(?:其中|如下|包括|具体为|分别是|分别为|情况|方面)?:$|(?:如下|其中)。?$")
_COMPARES = re.compile(
    r"决算(?:支出)?数?(?P<word>大于|小于|等于|与)(?P<budget>(?:年初|全年|调整)?预算)数?(?:持平|相等|一致)?"
)
_LABEL_LENGTH = 40
#: Names that end in so many of the same characters measure the same thing.
_NAME_LENGTH = 4
_SHORTEST_NAME = 3
# Words by which a total in a fund's own section is of the whole department, and in a sentence about the fund.
_WHOLE_DEPARTMENT = re.compile("全部|部门|单位|总收入|总支出|收入总计|支出总计")
_DEPARTMENT = re.compile("全部|部门|单位")
# Whose total a report of a government tells: of all its departments and divisions, or of its own level alone.
_REACH = re.compile(
    r"全[国省市州县区旗镇乡](?=[\u4e00-\u9fff])|(?:省|市|州|县|区|旗|镇|乡)(?:本)?级(?=[一收支总政国])|地方(?=(?:财政|一般|公共|级)*(?:预算)?(?:性)?收入)"
)
#: 「社会保障17.4%，1.12亿元」: what may stand between a percent and the amount that it is of.
_BESIDE_A_PERCENT = frozenset({",", "、", "(", ",即", "即", ",为"})
_CLOSING = re.compile("(?:以上|上述|各项|全部|[两二三四五六七八]项)?(?:资金|经费)?(?:合计|共计|总计|总共)(?:为|达|是)?")
# Rates that are of something else than completion; two of them are no prints of one figure.
_OTHER_RATES = re.compile("(?:调整|结转|结余|到位|控制|得分|收缴)率$")
_DONE = re.compile("完成|实现|执行|实际")
_SPENT = re.compile("(?:实际|已|全年)?(?:支出|使用|执行|支付)")
_BARE_SIDE = re.compile("(?:实际)?(?:支出|收入)?")
_HEADS = re.compile("(?:人员|编制|人)数$")
_SUM_WORDS = re.compile("合计|总计|共计")
_LONGEST_SUM = 10
# Receipts that a report tells of several levels of government: 财政总收入, and 地方收入 within it.
_OF_LEVELS = ("税收收入", "非税收入")
_ALL_POINTS = 100
_GIVEN = re.compile("(?:实际|自评|评价|最终)?(?:得分|得)")
_FULL = re.compile("(?:满分|分值|权重分?|标准分|总分值)(?:为|是)?(?=[\\d.]*分?$)")
# 「二、“三公”经费安排：2024年预算安排68.50万元」: the words before the colon are what is told of.
_TITLE = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\)|(?P<item>\(\d{1,2}\)|\d{1,2}[.、]))(?P<label>[^\d,;。:]{3,20})[:。](?=.)"
)
# 「（1）信息化运维项目，预算186.00万元，支出178.50万元」: a line that begins with the name of what it is of.
_ITEM_LINE = re.compile(
    r"(?:\(\d{1,2}\)|\d{1,2}[.、])(?P<name>[^\d,;。:]{2,28}(?:项目|工程|经费|补助|补贴|资金|专项|费)),(?=(?:年初|全年|安排|批复)*(?:预算|资金|支出|安排))"
)
# A title by such a word is of the department's money, or of no money.
_OF_ALL = re.compile("预算|决算|资金|支出|收入|执行|管理|情况|整体|部门|财务|单位|指标|原因")
_OF_A_TITLE = re.compile("(?:执行|使用|总体)*(?:情况|说明|方面)+$")
_BARE_FLOW = re.compile("(?:全年|当年|本年|实际|共)*(?:支出|收入|预算)?")
# 「因公出国（境）经费0万元，和年初预算持平」
_UNCHANGED = re.compile(
    r"[,(]?(?:与|和|同|较|比)[^,;。\d]{0,4}(?:\d{4}年)?[^,;。\d]{0,10}(?:(?<!基本)(?<!大体)(?<!大致)持平|一致|无增减|无变化|相同|相等)"
)
# 「人民陪审员补助38.46万元，与上年38.46万元持平」
_AS_BEFORE = re.compile("(?:的)?(?:支出|收入)?(?:数|水平)?(?:持平|一致|相同|相等)")
_WITH = re.compile("^,?(?:与|和|同|较|比)")
# 「其余为其他收入16.00万元」, 「其余为就业培训和无障碍改造，计88.30万元」
_THE_REST = re.compile("(?:^|[,;。])(?:其余|余下|剩下|剩余)(?!资金|额度)[^,;。\\d]{0,24}(?:,[计共合]{1,2})?$")
# 「账上还剩12.39万元」, 「没用完的3.36万元」, 「空编3名」; 「还有8.27万元没动」
_LEFT_OVER = re.compile(
    "(?:剩|[结节]余(?!分配)|结转|(?<![其业])余|缺口|缺编|空编|空缺|空着|[账帐][上面](?:还|仍|尚)?有|趴着|沉淀|闲置|节约|节省|还需|尚需"
    "|(?:未|没有?|尚未)(?:支付|支出|使用|兑付|拨付|执行|动用|[用花付支动])[完掉出去]*)的?(?:资金|经费|款项?)?[^,;。:\\d]{0,6}$"
)
_STILL_THERE = re.compile("(?:还|尚|仍)有$")
_NOT_USED = re.compile("(?:还)?(?:没有?|未|尚未)(?:动|用|花|支|付|拨|使用|支付)")
_COUNTED_BY = re.compile(
    r"(?:(?P<what>[\u4e00-\u9fff]{2,10}))?按(?:照)?(?P<who>[\u4e00-\u9fff]{2,8}?)(?:人数|数)?(?:计|算|核算|测算)(?=[,:]|$)"
)
_REST_ALONE = re.compile("^(?:其余|余下|剩下)(?:的|为|是)?$")
# 「公务接待费降幅最大，2015年决算数2352万元」
_RANKED = re.compile("(?:降幅|增幅|涨幅|占比|比重|金额|数额)?(?:最[大高多小少低]|次之|其次|居[首前])$")
# 「减少了“三公”经费342.74万元」: what was cut or added of it, and no print of it.
_MOVED = re.compile("(?:减少|增加|压减|节约|压缩|新增)了?[\u4e00-\u9fff“]{2}")
# 「少了4.70万元，不到百分之一，0.4%」: right behind a change, and before its rate.
_SAME_CHANGE = re.compile(
    "[(,、]|,(?:[增降涨减跌]幅)?(?:不到|不足|接近|将近|近|约|超过)(?:百分之[一二三四五六七八九十]+|[一二三四五六七八九]成),(?:(?:准确|确切|具体)(?:地|的)?[说讲]?是?)?"
)
# 「如果剔除这一因素，…减少了933.78万元」
_WITHOUT = re.compile("剔除|扣除|不考虑")
_OPERATORS = ("=", "÷", "/", "×")
_COMMAS = ("、", ",", "和", "及", "与")
_NOUN_BEHIND = re.compile("[\u4e00-\u9fff]{2,8}")
_SPENT_IN_ALL = re.compile("(?:决算|执行)支出(?:数|总额|总计|合计)?|支出(?:决算|执行)(?:数|总额)?")
# 「收入包括：…；支出包括：…」: two lists of one whole.
_ONE_SIDE = re.compile("[;。](?:收入|支出)(?:主要)?(?:包括|来源|构成|分为)")
_THIS_YEARS = re.compile("本年|当年")
_LABEL_OR_FIGURE = re.compile(r"[^,;。]{0,40}|-?[\d,.]+%?")


@dataclass(frozen=True, slots=True)
class Setting:
    """What the document says about every paragraph: whose figures, of which year, in which part of the report."""

    department: str | None
    aliases: tuple[str, ...]
    fiscal_year: int | None
    stage: str | None
    section: str = ""
    side: str | None = None
    fund: str | None = None
    named_fund: str | None = None
    subject: str | None = None
    measure: str | None = None
    breakdown: str | None = None
    record_id: str | None = None
    governments: bool = False


class ProseReader:
    """Reads the paragraphs of one document in order; ``mentions`` is what was found."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._scope = Scope(None)
        self._paragraph = 0
        self._sentence = 0
        self._open_list: Mention | None = None
        self._announced = False
        self._list_depth = 0
        self._listed: dict[int, str] = {}
        self._shares: dict[int, tuple[int, int]] = {}
        self._changes: dict[int, ListedChange] = {}
        self._first_change: Lead | None = None
        self._listed_parts: list[Mention] = []
        self._texts: list[str] = []
        self._made_total: set[tuple[object, ...]] = set()
        self._account = Account()
        self.mentions = Recall()
        #: (the figure before the words, the relation of outturn to budget, the budget that they name)
        self.comparisons: list[tuple[Mention, str, str]] = []

    def read(
        self, source: str, place: Place, setting: Setting, *, default_unit: str = "", carry: bool = False
    ) -> list[Mention]:
        """Reads one paragraph (or cell text). ``carry`` keeps subject and list of the paragraph before."""
        view = normalise(source)
        found = shared_units(tokens(view), view)
        if default_unit:
            found = [_with_unit(t, default_unit, setting) for t in found]
        first = len(self.mentions)
        self._sentence += 1
        before_scope = self._scope
        self._scope = Scope(setting.fiscal_year or _THIS_YEAR)
        if setting.governments and is_heading(view.text):
            self._account = self._account.under(view.text)
        if carry and before_scope.year is not None and AMONG.match(view.text):
            self._scope = replace(before_scope, lists=[], in_base_year=False)
        elif carry and before_scope.year is not None:
            self._scope.year = before_scope.year_after(setting.fiscal_year)
            self._scope.subject, self._scope.subject_label = before_scope.subject, before_scope.subject_label
            part = before_scope.last_level
            if part is not None and part.head is not None and part.term == before_scope.subject:
                # A list has ended with its paragraph: what follows is again told of the whole.
                while part.head is not None and part.head.role == "level":
                    part = part.head
                self._scope.subject, self._scope.subject_label = part.term, part.fact.subject
            self._scope.last_level = before_scope.last_level
        self._scope.account = self._account if setting.governments else None
        if not _LABEL_OR_FIGURE.fullmatch(view.text):
            self._paragraph += 1
        enumerated = carry and self._open_list is not None and self._goes_on(view.text, setting)
        if enumerated and self._open_list is not None:
            if len(self._open_list.parts) > 1 and reproduces(self._open_list, self._open_list.parts):
                # 「包括人员经费…和公用经费…。其中：」, then 1. 2. on lines of their own: the list is told again.
                self._open_list.told.append(self._open_list.parts)
                self._open_list.parts = []
            self._scope.lists = [self._open_list]
            self._scope.one_part = True
            self._scope.year = self._open_list.year
            named = _LINE_LABEL.match(view.text)
            self._scope.line_label = strip_label(named.group(1), setting.aliases) if named is not None else ""
        if (titled := _TITLE.match(view.text)) is not None:
            title = _OF_A_TITLE.sub("", titled["label"])
            if self._name_subject(title, setting) and self._scope.subject is not None:
                self._scope.title = self._scope.subject, self._scope.subject_label
            elif titled["item"] and not _OF_ALL.search(title):
                self._scope.title = Term("amount", "other", title, known=False), title
        elif (item := _ITEM_LINE.match(view.text)) is not None:
            self._scope.subject = Term("amount", "other", item["name"], known=False)
            self._scope.subject_label = item["name"]
            self._scope.title = self._scope.subject, item["name"]
        before = 0
        self._listed = listed_words(view, found)
        self._shares = listed_shares(view, found)
        self._changes = listed_changes(view, found)
        ends: list[int] = []
        for token in found:
            if token.kind in VALUE_KINDS:
                if self._figure(token, view, before, place, setting):
                    before = token.end
                    ends.append(token.end)
            elif token.kind == "glued":
                self._glued(token, view, before, place, setting, default_unit)
                before = token.end
            else:
                self._ledger.ignore(token, view, place)
        self._close_brackets(_brackets(view.text[before:])[0])
        if setting.measure is None:
            self._comparisons(view.text, ends, first)
        self._carry_subject(view.text[before:])
        self._texts.append(view.text)
        within = (
            self._announced and _ENUMERATED.match(view.text) is not None and _depth(view.text) > self._list_depth > 0
        )
        if not enumerated and view.text and not within:
            so_far = self._scope, self.mentions, view.text, setting.aliases, setting.side
            if not any(t.kind in VALUE_KINDS for t in found):
                head = whole_announced_in_words(*so_far)
            else:
                head = whole_announced(*so_far) if _OPEN_END.search(view.text) is not None else None
            opens = head is not None
            begun = [whole for whole in self._scope.lists if whole.parts]
            unfinished = begun[-1] if begun and not opens else None
            if unfinished is not None and unfinished.parts and difference(unfinished, unfinished.parts) > 0 and not (
                len(unfinished.parts) > 1 and adds_up(unfinished, unfinished.parts)
            ):  # fmt: skip
                head = unfinished  # the list may go on in the lines below
            self._announced, self._list_depth = opens, 0
            self._open_list = (
                head.head if head is not None and head.head is not None and head.head.role == "level" else head
            )
        if not found and setting.measure is None and len(view.text) <= _LABEL_LENGTH:
            self._name_subject(view.text, setting)
        return self.mentions[first:]

    def _comparisons(self, text: str, ends: list[int], first: int) -> None:
        """「决算数小于预算数的主要原因」: a comparison of the outturn and the budget told before it, in words alone."""
        for m in _COMPARES.finditer(text):
            count = sum(end <= m.start() for end in ends)
            if count:
                relation = {"大": "ge", "小": "le"}.get(m.group("word")[0], "eq")
                if relation == "eq" and not m.group().endswith(("持平", "相等", "一致")) and m.group("word") != "等于":
                    continue
                self.comparisons.append((self.mentions[first + count - 1], relation, m.group("budget")))

    def _goes_on(self, text: str, setting: Setting) -> bool:
        """Is this line another part of the list that a line above announced (「其中：」, 「如下：」)?"""
        if self._announced and _ENUMERATED.match(text):
            depth = _depth(text)
            self._list_depth = self._list_depth or depth
            if depth < self._list_depth:
                self._announced, self._open_list = False, None  # 「（1）…（2）…」, then 3.: the list has ended
            return depth == self._list_depth
        if _SECTION.match(text):
            return False
        head = self._open_list
        if head is None or head.term is None:
            return False
        label = re.match(r"[^\d,;。:]{2,24}", text)
        term = classify(strip_label(label.group(), setting.aliases), SIDES.get(head.term.measure)) if label else None
        siblings = [p.term for p in head.parts if p.term is not None]
        if term is None or not term.known or term.is_total:
            return False
        alike = any(
            term.kind == s.kind and (self._announced or of_one_partition(term.item, s.item.rpartition("/")[2]))
            for s in siblings
        )
        return not siblings or alike

    def _name_subject(self, text: str, setting: Setting) -> bool:
        """A label that stands alone (a title, a line of a form flattened to text) names what the figures behind it are of, if it is known."""
        label = strip_label(text, setting.aliases)
        side = setting.side or ("expenditure" if "支出" in label else None)
        term = classify(label, side)
        if term is None or not term.known:
            return False
        self._scope.subject, self._scope.subject_label = term, label
        return True

    def read_cell(self, source: str, place: Place, setting: Setting, *, default_unit: str = "") -> list[Fact]:
        """Reads the text of a table cell on its own: nothing is carried in or out, and its mentions are bound to nothing."""
        scope, mentions, account = self._scope, self.mentions, self._account
        self.mentions = Recall()
        found = self.read(source, place, setting, default_unit=default_unit)
        state_products(self._ledger, found)
        facts = [m.fact for m in found]
        self._scope, self.mentions, self._account = scope, mentions, account
        return facts

    def _glued(self, token: Token, view: View, before: int, place: Place, setting: Setting, default_unit: str) -> None:
        """Cells of a self-evaluation sheet run together: parted where only one reading reproduces the printed rate."""
        parts = split_glued(view.text[token.start : token.end])
        if parts is None:
            self._ledger.leave_unread(token, view, place, GLUED)
            return
        kind, unit, scale, _ = declared(default_unit, token.end)
        name = strip_label(view.text[before : token.start], setting.aliases) or setting.subject or _NAMELESS
        facts = []
        at = token.start
        for value, measure in zip(parts, ("revised_budget", "outturn", "execution_rate"), strict=True):
            is_rate = measure == "execution_rate"
            end = at + len(value)
            piece = Token(
                "percent" if is_rate else kind,
                at,
                end,
                end,
                value,
                "%" if is_rate else unit,
                Decimal(1) if is_rate else scale,
            )
            facts.append(
                self._ledger.enter(
                    piece,
                    view,
                    place,
                    subject=name,
                    measure=measure,
                    aspect="rate" if is_rate else "level",
                    fiscal_year=setting.fiscal_year,
                    stage=None if is_rate else measure,
                    breakdown="project",
                    item=name,
                    section=setting.section,
                )
            )
            at = end
        budget, outturn, rate = facts
        self._ledger.state(
            "R02", name, setting.fiscal_year,
            [
                Operand("stated", rate.fact_id, stated_weight=1),
                Operand("part", outturn.fact_id, numerator_weight=1),
                Operand("base", budget.fact_id, denominator_weight=1),
            ],
            scale=100, denominator_constant=Decimal(0),
        )  # fmt: skip

    # --- one figure -----------------------------------------------------------------------------------------------

    def _figure(self, token: Token, view: View, before: int, place: Place, setting: Setting) -> bool:
        """Reads one figure; False when it was left unread and its words still belong to the figure behind it."""
        scope = self._scope
        previous = scope.last
        follows_budget = previous is not None and (
            previous.fact.stage in BUDGET_STAGES or self._is_outturn_of_an_item(previous)
        )
        lead = read_lead(
            view.text, before, token.start, token.kind, setting.aliases, follows_budget, scope.rate_base is not None,
            previous.aside if previous is not None else None, view.text[token.end : token.end + 16],
        )  # fmt: skip
        if lead.base_year is not None and lead.base_year == setting.fiscal_year and lead.base_stage in BUDGET_STAGES:
            # 「与2024年度预算相比」 in the report of 2024: against the budget, not against a year.
            lead = replace(lead, base_year=None, base_relative=False, base_budget="预算")
        if token.start in self._listed and lead.role == "level":
            item = self._listed[token.start]
            year = re.search(r"((?:19|20)\d\d)年?", item)
            label = strip_label(re.sub(r"(?:19|20)\d\d(?:年度|年)?", "", item), setting.aliases)
            lead = replace(lead, label=label, year=int(year.group(1)) if year else None, aside=None, opens_list=False)
        part: Mention | None = None
        if (
            previous is not None
            and previous.role == "change"
            and token.kind == "percent"
            and _SAME_CHANGE.fullmatch(view.text[before : token.start])
        ):
            lead = replace(
                lead, role="change_rate", direction=previous.direction, label=""
            )  # 「减少18.50万元(65.37%)」
        compares = lead.base_year is not None or lead.base_relative or lead.base_budget is not None
        if lead.role == "change_rate" and previous is not None and previous.role == "change" and not compares:
            lead = replace(
                lead, base_budget=previous.base_budget
            )  # 「比年初预算减少3万元，下降10%」: of one comparison
        listed = self._changes.get(token.start)
        if listed is not None:
            part = self._listed_part(listed.place, listed.count) if not listed.item else None
            self._first_change = lead if listed.place == 0 else self._first_change
            lead = replace(
                self._first_change or lead, label=listed.item, new_sentence=lead.new_sentence, opens_list=False
            )
        if token.start in self._shares:
            part = self._listed_part(*self._shares[token.start])
            whole = lead.whole or (previous.whole if previous is not None else None)
            label = part.fact.subject if part is not None else lead.label
            lead = replace(lead, role="share", label=label, whole=whole)
        words = view.text[before : token.start]
        if not lead.label and lead.role == "level" and token.kind == "amount" and words in _BESIDE_A_PERCENT:
            last = self._scope.last
            is_percent = last is not None and last.role == "level" and last.fact.unit == "%"
            lead = replace(lead, label=last.fact.subject) if last is not None and is_percent else lead
        per = self._per(words, token, lead)
        if per and "均" not in per and token.unit == "元" and token.exactness == "printed":
            token = replace(token, exactness="exact")  # 「每人每月50元」: a price is no rounded figure
        self._move(lead, words, setting)
        if _APART.match(words) and lead.role == "level" and lead.aside is None:
            lead = replace(lead, aside="mark")  # 「（不含开发区36.4亿元）」: no part of what is told
        elif token.unit == "分" and words.endswith(("(", "（")) and _GIVEN_BEHIND.match(view.text, token.end):
            lead = replace(lead, aside="mark")  # 「预算执行（10分）按执行率计9.54分」: the points that were to be had
        mention = self._mention(
            lead, token, view, place, setting, words, part,
            of_nothing=part is None and (token.start in self._shares or (listed is not None and not listed.item)),
        )  # fmt: skip
        if mention is None:
            self._ledger.leave_unread(token, view, place, "no unit and no known subject / 无单位且无法识别所指")
            return False
        if listed is not None:
            changed = (m for m in reversed(self.mentions) if m.role == "change" and m.key == mention.key)
            nearby = next((m for m in changed if m.paragraph == self._paragraph and m.key is not None), None)
            mention.of = nearby if nearby is not None and mention.role == "change_rate" else part
        elif token.start in self._shares:
            mention.of = part
            mention.base = mention.base or (previous.base if previous is not None else None)
        if mention.role == "gap" and _SCHEDULE.search(lead.clause):
            told = (months_elapsed(text) for text in (view.text[: token.start], *reversed(self._texts)))
            mention.months = next((n for n in told if n is not None), None)
        mention.of_one_month = mention.role == "level" and is_of_one_month(view.text[: token.start])
        mention.opens_list = lead.opens_list or (token.unit == "分" and words.startswith(":"))
        mention.is_rest = mention.role == "level" and _THE_REST.search(words) is not None
        mention.is_left = mention.role == "level" and (
            _LEFT_OVER.search(lead.clause) is not None
            or (_STILL_THERE.search(lead.clause) is not None and _NOT_USED.match(view.text, token.end) is not None)
        )
        mention.unchanged = mention.role == "level" and _UNCHANGED.match(view.text, token.end) is not None
        mention.as_before = (
            mention.role == "level"
            and _WITH.match(lead.clause) is not None
            and _AS_BEFORE.match(view.text, token.end) is not None
        )
        counted = _COUNTED_BY.search(words)
        if counted is not None:
            mention.counted_by, mention.divided = counted["who"], counted["what"] or ""
        mention.mark = words[:1] if words[:1] in tuple("×xX*=(") else ""
        mention.divides = words[:1] in ("/", "÷")
        mention.flat = token.end == token.digits_end and token.kind == "amount"
        self.mentions.append(mention)
        scope.last, scope.part_label = mention, lead.part_label
        if lead.starts_from and lead.label:
            scope.subject, scope.subject_label = mention.term, lead.label
        if mention.role == "level" and mention.aside is not None:
            if scope.in_base_year:
                scope.base_level = mention
            by_name = self.mentions.last_level(mention.key, year=mention.year) if mention.aside == "budget" else None
            if by_name is not None and lead.label and by_name.aside is None:
                # 「本级收入完成年初预算3100万元的103.75%，较上年的2984.60万元增长7.77%」: so it is of this that the rest is told
                scope.last_level, scope.subject, scope.subject_label = by_name, by_name.term, by_name.fact.subject
        elif mention.role == "level":
            scope.last_level = mention
        elif mention.role == "change":
            head = scope.change_list
            if head is not None and head.year == mention.year and head.key != mention.key:
                mention.head = head
                head.parts.append(mention)
            scope.last_change = mention
        return True

    def _move(self, lead: Lead, words: str, setting: Setting) -> None:
        """Moves the scope over the words: new sentence, new year, a list that opens, closes or is rejoined."""
        scope = self._scope
        self._sentence += lead.new_sentence
        closes, opens = _brackets(words)
        self._close_brackets(closes)
        told_year = _YEAR.findall(words.rpartition("(")[0]) if opens else []
        outside = int(told_year[-1]) if told_year else scope.year
        if lead.new_sentence:
            scope.in_base_year, scope.rate_base = False, None
            scope.year, scope.sentence_years = scope.year_after(setting.fiscal_year), ()
            self._carry_subject(words)
        if scope.account is not None:
            self._account = scope.account = scope.account.after(words)
        for m in () if setting.governments else _REACH.finditer(words):
            scope.reach = "" if m.group().startswith("全") else m.group()
        self._carry_subject(lead.earlier)
        if lead.reached_year is not None:
            scope.year, scope.in_base_year = lead.reached_year, False
        if lead.year is not None and lead.aside == "prior":
            scope.base_year = lead.year
        elif lead.year is not None:
            scope.year, scope.in_base_year = lead.year, False
            scope.sentence_years += (lead.year,)
        if lead.base_year is not None:
            scope.base_year = lead.base_year
        elif lead.base_relative:
            scope.base_year = None
        if lead.is_base_level and lead.label and not lead.label_in_front and not _SAME_THING.fullmatch(lead.label):
            # 「相比2023年支出6202.69万元，…；其中公共安全支出…」: the list that follows is last year's.
            scope.in_base_year = True
        holder: Mention | None = None
        if _APART.match(words):
            pass  # 「境外捐赠144万元（不含援建项目款639万元）」
        elif words.startswith("(") and opens and scope.last is not None and scope.last is scope.last_level:
            # 「公务用车购置及运行费20万元（购置费0万元，运行费20万元）」: brackets behind a figure hold its parts.
            if scope.last.parts:
                scope.last.told.append(scope.last.parts)
                scope.last.parts = []
            scope.lists.append(scope.last)
            holder = scope.last
        elif lead.rejoins_list and len(scope.lists) > 1:
            scope.lists.pop()
        elif lead.opens_list and (
            head := list_head(scope, self.mentions, words, lead, setting.aliases, setting.side, self._paragraph)
        ) is not None:  # fmt: skip
            is_open = bool(scope.lists) and head is scope.lists[-1]
            if head.parts and (not is_open or BY_CRITERION.search(words) or _ONE_SIDE.search(words)):
                head.told.append(head.parts)
                head.parts = []
            if not scope.lists or scope.lists[-1] is not head:
                scope.lists.append(head)
            if re.search(r"[(](?:其中|包括)", words):
                holder = head
            if scope.last is not None and scope.last.role in ("change", "change_rate"):
                # 「增加85.61万元，其中…增加…」: the parts may be told as levels or as changes; their own words decide.
                scope.change_list = scope.last_change
        elif scope.last is not None and scope.last.role in ("change", "change_rate") and _BECAUSE.search(words):
            scope.change_list = scope.last_change
        scope.brackets += [Bracket(holder, outside, scope.subject, scope.subject_label)] * min(opens, 1)

    def _close_brackets(self, closes: int) -> None:
        """「基本支出890万元（其中人员经费…、公用经费…），增加…」: the list inside brackets and the year named there end with
        them, and what follows is again told of the figure before them."""
        scope = self._scope
        for _ in range(min(closes, len(scope.brackets))):
            bracket = scope.brackets.pop()
            whole, scope.year = bracket.whole, bracket.year
            if whole is not None:
                while whole in scope.lists and scope.lists.pop() is not whole:
                    continue
                scope.last = scope.last_level = whole
                scope.subject, scope.subject_label = bracket.subject, bracket.subject_label

    def _carry_subject(self, words: str) -> None:
        """A numbered heading without a figure (「…（类）…（款）…（项）。主要用于：…」) names the subject of what follows."""
        path = function_path(words)
        if path is not None:
            self._scope.subject, self._scope.subject_label = path, path.item.rpartition("/")[2]

    # --- meaning --------------------------------------------------------------------------------------------------

    def _mention(
        self, lead: Lead, token: Token, view: View, place: Place, setting: Setting, words: str,
        part: Mention | None = None, *, of_nothing: bool = False,
    ) -> Mention | None:  # fmt: skip
        """part: what a figure of a list is of; of_nothing: of a list whose parts cannot be told."""
        scope = self._scope
        year = self._year(lead, setting)
        term: Term | None
        if setting.measure is not None:
            # Inside a record every figure is of the record (a quantity of a task, a target of an indicator).
            term, label, stage = (
                Term(setting.measure, setting.breakdown or "other", setting.subject or "", known=False),
                setting.subject or "",
                None,
            )
        elif lead.role == "level":
            behind = _NOUN_BEHIND.match(view.text, token.end)
            if behind is not None and not lead.label and scope.subject is not None and scope.subject.measure in STAFF:
                lead = replace(
                    lead, label=behind.group()
                )  # 「在职人员159人，由于14名新招聘教师未入职」: others than those before
            term, label, stage = self._level_term(lead, token, setting, view)
            if term is None:
                return None
            last = scope.last
            if (
                words in _COMMAS and not lead.label and token.start not in self._listed
                and last is not None and last.role == "level" and last.fact.unit == token.unit
            ):  # fmt: skip
                # 「四项得分依次为19.24、28.50、27.60、18.00」: as many things as figures, of which the words name none
                term, stage = Term(_KIND_MEASURE[token.kind], "other", label, known=False), None
            term = self._of_fund(term, label, lead, setting)
            if token.kind == "number" and words.endswith(_OPERATORS):
                term = Term("amount", "other", label, known=False)  # 「控制率=42.18÷56.00×100%」: of no name of its own
        elif of_nothing:
            term, label, stage = None, "", None
        elif part is not None:
            term, label, stage = part.term, part.fact.subject, part.fact.stage
        else:
            if lead.role == "change":
                self._look_past_average(token)
            term, label, stage = self._referred_term(lead, setting)
            without = _WITHOUT.search(f"{lead.earlier}{lead.clause}")
            if lead.role == "change" and without is not None:
                label = f"{label}（{without.group()}）"
                term = Term("amount", "other", label, known=False)
        if term is not None and scope.reach and setting.measure is None and term.measure in SIDES:
            if term.is_total:
                term = replace(term, item=scope.reach)
            elif term.item in _OF_LEVELS:
                term = replace(term, item=f"{scope.reach}/{term.item}")
        if term is not None and setting.measure is None and (lead.role == "level" or not term.account):
            term = replace(term, account=scope.account_name)
        if term is not None and lead.role == "level" and self._adds_up(term, lead):
            term = replace(term, measure=f"{term.measure}_total")
        of_budget = split_stage(lead.rate_base)[1] if lead.rate_base else None
        if lead.role == "rate" and of_budget in ("original_budget", "revised_budget"):
            stage = of_budget  # 完成年初预算的… and 完成调整预算的… are two rates
        printed = term
        if lead.role == "rate" and term is not None and lead.rate_name and _OTHER_RATES.search(lead.rate_name):
            printed = replace(term, breakdown="other", item=lead.rate_name)
        fact = self._enter(lead, token, view, place, setting, printed, label, stage, year)
        is_money = lead.role == "level" and token.kind in ("amount", "price")
        mention = Mention(
            fact, lead.role, term, len(self.mentions), self._paragraph, year, self._sentence,
            base_year=self._base_year(lead, year), base_budget=lead.base_budget, direction=lead.direction,
            whole=lead.whole, rate_base=lead.rate_base, rate_name=lead.rate_name, aside=lead.aside, adds=lead.adds,
            per=self._per(words, token, lead) if is_money else "", totals=lead.role == "level" and self._totals(words),
        )  # fmt: skip
        if mention.role == "rate" and lead.rate_name is None:
            mention.rate_base = scope.rate_base = lead.rate_base or scope.rate_base or ""
        if lead.role == "level" and (mention.key, year, fact.value_base) in self._made_total:
            self._make_total(mention)
        self._attach(mention, lead)
        if lead.role == "level" and lead.aside is None:
            self._list_part(mention, lead)
            self._qualify(mention)
        named = lead.role == "level" and lead.aside in (None, "mark") and bool(label)
        begins = lead.new_sentence or re.search("[;。]", lead.earlier) is not None
        anew = begins and term is not None and not term.known and fact.stage in BUDGET_STAGES
        if named and term is not None and (term.known or scope.subject is None or anew):
            scope.subject, scope.subject_label = term, label
        return mention

    def _adds_up(self, term: Term, lead: Lead) -> bool:
        """「收入15.39亿元，加上上级补助收入13.36亿元、…，收入合计32.39亿元」: the total holds all that was added."""
        if not term.is_total or term.measure not in ("revenue", "expenditure") or not _SUM_WORDS.search(lead.clause):
            return False
        return any(m.adds and m.sentence == self._sentence for m in self.mentions[-_LONGEST_SUM:])

    def _per(self, words: str, token: Token, lead: Lead) -> str:
        """What a price is per; "" for what is none."""
        last = self._scope.last
        counted = last.fact.unit.lstrip("万亿") if last is not None and last.unit_family != "amount" else ""
        return per_words(words, token.unit, counted) if lead.role == "level" else ""

    def _totals(self, words: str) -> bool:
        """Do words of totalling lead to this figure, or to the count that it stands beside (「共发放3210人、192.60万元」)?"""
        last = self._scope.last
        beside = words in ("", "、", ",") and last is not None and last.totals and last.unit_family != "amount"
        return totals(words) or beside

    def _of_fund(self, term: Term, label: str, lead: Lead, setting: Setting) -> Term:
        """「政府性基金预算财政拨款年初结转1万元，本年收入3万元，…」: totals told after one fund, or in its section, are the fund's."""
        scope = self._scope
        if term.measure in BALANCES and term.is_total and "财政拨款" in label:
            return replace(term, breakdown="fund_source", item=setting.named_fund or "财政拨款")
        first = lead.new_sentence or scope.last is None or scope.last.paragraph != self._paragraph
        flows = term.measure in SIDES or term.measure in BALANCES
        if first or lead.year is not None:
            scope.fund = None
        if flows and term.breakdown == "fund_source" and (first or ";" in lead.earlier):
            # 「财政拨款本年收入1948.36万元，…；本年支出1966.20万元」: both sides of the fund.
            scope.fund = term.item if _THIS_YEARS.search(lead.clause) else account_of(label)
        fund = scope.fund or setting.fund
        whole = _DEPARTMENT if scope.fund is not None else _WHOLE_DEPARTMENT
        is_own = flows and term.is_total and lead.aside != "whole" and not whole.search(lead.clause)
        return replace(term, breakdown="fund_source", item=fund) if is_own and fund is not None else term

    def _year(self, lead: Lead, setting: Setting) -> int | None:
        scope = self._scope
        if setting.measure is not None:
            return (
                setting.fiscal_year
            )  # a year inside a record's text (「2021年6月到期续约」) dates an event, not the figure
        if lead.role in ("change", "change_rate") and scope.year is not None and scope.year == scope.base_year:
            # 「2023年…；相比2023年增加…」: what has changed since a year is this year's figure.
            own = setting.fiscal_year
            if own == scope.year:
                scope.base_year = scope.year - 1  # a report that compares with its own year means the year before
                return own
            return own if own is not None and own > scope.year else scope.year + 1
        if lead.role in ("change", "change_rate") and self._told_backwards(lead):
            scope.base_year = scope.year
            return _minus(scope.year, -1)
        if lead.aside == "prior":
            return lead.year if lead.year is not None else _minus(scope.year, 1)
        if lead.aside in ("budget", "whole"):
            return scope.year
        if lead.is_base_level and lead.base_budget is not None:
            return scope.year
        if lead.is_base_level or scope.in_base_year:
            if lead.role == "level":
                return scope.base_year if scope.base_year is not None else _minus(scope.year, 1)
            return scope.year
        # 「去年（2022年）收入…」: the year is told, not how long ago it was.
        return _minus(scope.year, -lead.relative_year) if lead.relative_year and lead.year is None else scope.year

    def _told_backwards(self, lead: Lead) -> bool:
        """「2023年…。2022年这一数字为…，多了…」: this year's figure first, last year's second, then the change."""
        scope = self._scope
        last = scope.last_level
        listed = len(scope.sentence_years) > 1 and scope.sentence_years[-2] == scope.sentence_years[-1] + 1
        if (
            lead.base_year is not None
            or (lead.base_relative and not listed)
            or last is None
            or last.year is None
            or scope.base_year is not None
        ):
            return False
        told = takewhile(lambda m: m.paragraph >= last.paragraph, reversed(self.mentions))
        return any(
            m.role == "level" and m.key == last.key and m.year == last.year + 1 and m.paragraph == last.paragraph
            for m in told
        )

    def _base_year(self, lead: Lead, year: int | None) -> int | None:
        if lead.role not in ("change", "change_rate") or lead.base_budget:
            return None
        return self._scope.base_year if self._scope.base_year is not None else _minus(year, 1)

    def _level_term(
        self, lead: Lead, token: Token, setting: Setting, view: View
    ) -> tuple[Term | None, str, str | None]:
        """(term, label, stage). A label of stage words alone speaks of the carried subject."""
        scope = self._scope
        head = scope.lists[-1] if scope.lists else None
        group = head.term.measure if head is not None and head.term is not None else None
        side = SIDES.get(group or "") or setting.side or (SIDES.get(scope.subject.measure) if scope.subject else None)
        if lead.new_sentence and head is not None and group not in STAFF:
            side = side or SIDES.get(group or "")
        label = lead.label
        reserved = context_term(lead.earlier, token.kind) if _GENERIC_PROCUREMENT.fullmatch(label) else None
        if reserved is not None:
            return reserved, reserved.item, None
        if scope.one_part and scope.line_label and token.kind == "amount" and _PAID.fullmatch(label):
            # 「1.低产林改造3250亩，每亩补助120元，兑付39.00万元」: the amount of the line is of what the line names.
            label = scope.line_label
        if _GENERIC.fullmatch(label):
            label = self._label_before(lead, setting, side) or label
        told_here = scope.last is not None and scope.last.paragraph == self._paragraph
        if (
            told_here
            and lead.aside is None
            and re.fullmatch(r"(?:共计|共|合计|累计|总共|全年|当年|实际)*(?:支出|收入)", label)
            and (
                _SUMMED_UP.search(lead.clause)
                or (scope.last is not None and scope.last.is_price)
                or self._is_of_item(view, token)
            )
        ):
            # 「国内公务接待32批次，共计支出3万元」: the sum of what the sentence tells, not the department's expenditure.
            named = scope.subject is not None and scope.subject.known and not scope.subject.is_total
            item = scope.subject if named else None
            return item or Term("amount", "other", label, known=False), scope.subject_label or label, None
        if (
            told_here and token.kind == "amount" and lead.aside is None and re.fullmatch("(?:全年|当年|年)共?", label)
            and scope.last is not None and scope.last.is_price and scope.last.sentence == self._sentence
        ):  # fmt: skip
            return Term("amount", "other", label, known=False), label, None  # 「8人，每人每月500元，全年4.80万元」
        if (
            told_here and token.kind == "amount" and lead.aside is None and label in ("资金", "总资金", "金额", "总金额")
            and scope.last is not None and scope.last.fact.measure == "count" and scope.last.sentence == self._sentence
        ):  # fmt: skip
            return Term("amount", "other", label, known=False), label, None  # 「共安排项目7个，资金1196.04万元」
        last = scope.last
        if (
            told_here and token.kind == "amount" and lead.aside is None and not label and not lead.clause.strip("，,")
            and last is not None and last.role == "level" and last.fact.measure == "count" and last.sentence == self._sentence
            and last.head is None
        ):  # fmt: skip
            # 「接待19批152人次，1.56万元」: of what was counted right before it
            return Term("amount", "other", last.fact.subject, known=False), last.fact.subject, None
        if token.kind == "amount" and lead.aside is None and not label and _REST_ALONE.search(lead.clause):
            return Term("amount", "other", lead.clause, known=False), lead.clause, None
        if token.kind == "amount" and lead.aside is None and _MOVED.match(label):
            return Term("amount", "other", label, known=False), label, None
        term = classify(label, side, group) if label else None
        bare, stage = split_stage(label)
        spoken_of = self._level_changed() or scope.last_level
        named_item = (
            term is not None
            and term.known
            and (
                # 「本级收入完成年初预算3100万元的103.75%」: of what was told by that name
                not term.is_total or (not _BARE_SIDE.fullmatch(bare) and bool(self.mentions.last_level(key_of(term))))
            )
        )
        if lead.aside == "budget" and not named_item and spoken_of is not None and spoken_of.term is not None:
            return spoken_of.term, spoken_of.fact.subject, stage
        if lead.aside in ("base", "prior") and not (lead.starts_from and label):
            # The item is the one it names, if that was told before; else the one last spoken of.
            told = self.mentions.told_as(label)
            base_stage = lead.base_stage if lead.aside == "base" else stage
            spoken = self._spoken_of(lead)
            target = spoken.term if spoken is not None else scope.subject
            if told is not None and (term is None or not term.known):
                return told.term, told.fact.subject, base_stage
            last = scope.last_level
            side_alone = term is not None and term.is_total and _BARE_SIDE.fullmatch(split_stage(label)[0]) is not None
            same_breath = ";" not in lead.earlier or COMPARE.match(lead.clause) is not None
            beside = last is not None and last.sentence == self._sentence and last.head is None and same_breath
            of_it = side_alone and beside and not (last is not None and last.term is not None and last.term.is_total)
            if target is not None and (term is None or not term.known or of_it or _SAME_THING.fullmatch(label)):
                back = spoken is not None and spoken is not scope.last_level
                return target, spoken.fact.subject if spoken is not None and back else scope.subject_label, base_stage
        own_total = scope.subject is not None and scope.subject.is_total and scope.subject.measure in SIDES
        carries = term is not None and term.is_total and scope.subject is not None and not own_total
        if (
            term is not None and term.is_total and scope.title is not None and lead.aside is None and not lead.year
            and not (scope.title[0].is_total and scope.title[0].measure.startswith(("revenue", "expenditure")))
            and _BARE_FLOW.fullmatch(bare)
        ):  # fmt: skip
            # 「2.“三公”经费。全年支出15.86万元，预算21.00万元」
            return *scope.title, stage or ("outturn" if bare.endswith("支出") else None)
        beside = (
            scope.last is not None
            and scope.last.fact.stage in BUDGET_STAGES
            and scope.last.paragraph == self._paragraph
        )
        named = scope.last is None or scope.last.paragraph != self._paragraph
        if (
            carries
            and (beside or named)
            and stage in ("final_outturn", "outturn")
            and bare in ("支出", "")
            and not lead.year
        ):
            # 「年初预算为…，支出决算为…」 after a named item: the words name the stage, the item is carried over.
            last = scope.last
            if beside and last is not None and last.term is not None and not last.term.known:
                return last.term, last.fact.subject, stage
            if not ("支出" in label and scope.subject is not None and SIDES.get(scope.subject.measure) == "revenue"):
                return scope.subject, scope.subject_label, stage
        if (
            told_here and lead.aside is None and scope.last is not None and scope.last.sentence == self._sentence
            and not lead.new_sentence and scope.last.fact.stage in BUDGET_STAGES and label and _SPENT.fullmatch(label)
            and scope.last.term is not None and not scope.last.term.known
        ):  # fmt: skip
            return scope.last.term, scope.last.fact.subject, "outturn"  # 「规划服务年初预算20.00万元，支出19.00万元」
        if (
            told_here and lead.aside is None and lead.clause == "为" and not lead.label and token.kind == "count"
            and scope.last is not None and scope.last.role == "share" and scope.last.sentence == self._sentence
        ):  # fmt: skip
            # 「在职人员中公务员占72.73%，为104人」: of what the share is of, and of nothing told before.
            return Term("count", "other", lead.clause, known=False), lead.clause, None
        if told_here and lead.aside is None and _CLOSING.fullmatch(lead.clause) and scope.last is not None and (
            scope.last.sentence == self._sentence
        ):  # fmt: skip
            # 「…工资120万元，奖金30万元，合计150万元」: of none of the figures before it.
            return Term(_KIND_MEASURE[token.kind], "other", lead.clause, known=False), lead.clause, None
        uncounted = token.kind == "number" and not (
            term is not None and term.measure in STAFF and _HEADS.search(lead.clause)
        )
        if uncounted and "." not in (token.value or "") and setting.subject is None:
            return None, label, None
        is_flat = (
            token.kind == "amount" and token.end == token.digits_end and not f"{lead.earlier}{lead.clause}".strip()
        )
        last = scope.last
        if is_flat and setting.subject is None and last is not None and last.flat and last.fact.value != token.value:
            return None, label, None  # columns run together in a text: what the next figure is of cannot be known
        if token.kind == "score" and _GIVEN.fullmatch(label) and self._is_full_mark(scope.last, token):
            # 「决策指标满分20分，得分18分」: the points of the item, not of the whole.
            _leave_list(scope.last)
            points_of = (_FULL.sub("", scope.last.fact.subject) if scope.last is not None else "") or label
            return Term("score", "other", points_of, known=False), points_of, None
        if term is not None and not term.known and token.kind not in ("amount", "percent", "points"):
            return Term(_KIND_MEASURE[token.kind], "other", label, known=False), label, None
        if (
            term is None
            and stage == "revised_budget"
            and scope.last is not None
            and ADJUSTS.search(scope.last.fact.quote)
        ):
            # 「年初预算22180万元，其中…。年中追加3120万元，调整后预算25300万元」: of what the original budget was of.
            moved = next(
                (m for m in self.mentions.levels() if m.fact.stage == "original_budget" and m.head is None), None
            )
            if moved is not None and moved.paragraph == self._paragraph and moved.term is not None:
                return moved.term, moved.fact.subject, stage
        if term is None:
            heading = self._label_before(lead, setting, side, any_sentence=True) if stage is not None else None
            if heading is not None:
                return classify(heading, side, group), heading, stage
            root = scope.last_level
            if stage is not None and lead.new_sentence and root is not None and root.paragraph == self._paragraph:
                while root.head is not None and root.head.role == "level":
                    root = root.head
                if root is not scope.last_level and root.term is not None:
                    # Behind a list a sentence of stage words alone goes back to what the list was of.
                    return root.term, root.fact.subject, stage
            received = (
                scope.subject is not None and scope.subject.is_total and SIDES.get(scope.subject.measure) == "revenue"
            )
            if received and stage in ("outturn", "final_outturn") and "支出" in label:
                return Term("expenditure", "total", stage=stage), label, stage
            countable = scope.subject is not None and scope.subject.measure in _COUNTED
            if (
                scope.subject is not None
                and (stage is not None or not label)
                and not (countable and token.kind == "amount")
            ):
                return scope.subject, scope.subject_label, stage
            if setting.subject is None and token.kind == "number":
                return None, label, None
            if (
                stage in BUDGET_STAGES
                and token.kind == "amount"
                and setting.subject is None
                and len(lead.clause) > len(label) + 3
            ):
                # 「某某局2023年年初预算6402.00万元」: the clause names the office, so the budget is the office's.
                return Term("expenditure", "total"), label, stage
            if (
                stage is not None
                and token.kind == "amount"
                and setting.subject is None
                and _SPENT_IN_ALL.fullmatch(label)
            ):
                return Term("expenditure", "total", stage=stage), label, stage
            measure = setting.measure or _KIND_MEASURE[token.kind]
            return Term(measure, setting.breakdown or "other", setting.subject or label, known=False), label, stage
        if token.kind == "number" and not term.known and setting.subject is None:
            return None, label, None
        return term, label, term.stage

    def _is_full_mark(self, m: Mention | None, given: Token) -> bool:
        """Are these the most points that an item can be given, where the whole is given more? By their words, or because what was
        given of them stands right behind: 「决策指标20分，得18分」."""
        if m is None or m.sentence != self._sentence or m.fact.unit != "分" or m.fact.value_base is None:
            return False
        told = _FULL.search(m.fact.quote) is not None
        implied = m.term is not None and not m.term.known and m.fact.value_base >= (given.base or 0)
        return (told or implied) and m.fact.value_base != _ALL_POINTS

    def _label_before(
        self, lead: Lead, setting: Setting, side: str | None, *, any_sentence: bool = False
    ) -> str | None:
        """「…为基本支出结转结余，列…科目，金额107335.48元」: the clause that names what the amount is of.

        any_sentence: also a heading without a figure (「1.因公出国（境）费。预算数10万元」), but no total.
        """
        words = lead.earlier if any_sentence else lead.earlier.rpartition("。")[2]
        for clause in reversed(re.split("[,;:。]", words)):
            if _PURPOSE.match(clause):
                continue  # 「…（项）7.66万元，主要用于事业单位离退休。当年预算执行数为…」
            label = strip_label(_RANKED.sub("", clause), setting.aliases)
            term = classify(label, side) if 2 <= len(label) <= 30 else None
            if term is not None and term.known and not (any_sentence and term.is_total):
                return label
        return None

    def _referred_term(self, lead: Lead, setting: Setting) -> tuple[Term | None, str, str | None]:
        """The term that a change, share or rate speaks of: its own label, else what was last spoken of."""
        scope = self._scope
        head = scope.lists[-1] if scope.lists else None
        group = head.term.measure if head is not None and head.term is not None else None
        label = lead.label
        if lead.role == "rate" and lead.rate_name and not label and re.search("进度", lead.rate_name):
            return Term("execution_progress", "total"), lead.rate_name, None
        told = scope.last_change
        compares = lead.base_year is not None or lead.base_relative or lead.base_budget is not None
        if (
            lead.role == "change" and label in ("", "共", "共计", "合计", "总计", "累计") and not compares
            and _BECAUSE.search(lead.earlier)
            and told is not None and told.sentence == self._sentence
        ):  # fmt: skip
            # 「…增加399.45万元，主要原因是考核奖纳入年初预算等，共计增加336.1万元」: what a reason adds is not the change again.
            return Term("amount", "other", lead.clause, known=False), lead.clause, None
        if lead.role in ("change", "change_rate") and not label:
            label = self._compared_before(lead, setting)
        carried = scope.last_change if lead.role == "change_rate" and scope.last is scope.last_change else None
        aside = scope.last if scope.last is not None and scope.last.aside in ("base", "prior") else None
        target = carried or aside or self._spoken_of(lead)
        if label and not (
            lead.role in ("change", "change_rate") and target is not None and _SAME_THING.fullmatch(label)
        ):
            side = (
                SIDES.get(group or "")
                or setting.side
                or (SIDES.get(target.term.measure) if target and target.term else None)
            )
            term = classify(label, side, group)
            if target is not None and target.term is not None and self._calls_total(target, term, lead):
                return target.term, target.fact.subject, target.fact.stage
            if term is not None and (term.known or lead.role in ("change", "change_rate")):
                return self._of_told_fund(term, lead, setting), label, term.stage
        if self._is_rate_of_its_own(lead):
            # 「完成年初预算95.00%，其中规划服务完成年初预算的92%」: of something whose amounts need not be told.
            told = self.mentions.told_as(label)
            own = told.term if told is not None else None
            return own or Term("amount", "other", label, known=False), label, None
        if target is not None and target.term is not None:
            return target.term, target.fact.subject, target.fact.stage
        return (scope.subject, scope.subject_label, None) if scope.subject else (None, label, None)

    def _of_told_fund(self, term: Term, lead: Lead, setting: Setting) -> Term:
        """「八、政府性基金预算支出 本年支出29万元，…。本年支出与2022年相比，减少12万元」: in a section about one fund it is the fund's that
        has changed, if the words do not say whose."""
        fund = setting.fund
        flows = term.measure in SIDES or term.measure in BALANCES
        if fund is None or not (flows and term.is_total) or _DEPARTMENT.search(lead.clause):
            return term
        return replace(term, breakdown="fund_source", item=fund)

    def _calls_total(self, target: Mention, term: Term | None, lead: Lead) -> bool:
        """「收入总计1256.40万元，与上年相比，收入增加76.20万元」: is this side of the account the total that the sentence has told?"""
        if term is None or target.term is None or not target.term.is_total or target.sentence != self._sentence:
            return False
        told = self.mentions.last_level(key_of(term, self._scope.account_name))
        apart = told is not None and told.sentence == self._sentence
        changes = lead.role in ("change", "change_rate") and bool(lead.label)
        one_side = SIDES.get(term.measure) == SIDES.get(target.term.measure) is not None
        return changes and one_side and term.is_total and not apart and _BARE_SIDE.fullmatch(lead.label) is not None

    def _look_past_average(self, change: Token) -> None:
        """「支出1.62万元，人均188.37元；较上年减少0.28万元」: what was divided has changed, where the change is told in its unit."""
        average = self._scope.last_level
        if average is None or not average.is_average or average.fact.unit == change.unit:
            return
        divided = (m for m in self.mentions.levels() if m.sentence == average.sentence and not m.is_average)
        self._scope.last_level = next((m for m in divided if m.fact.unit == change.unit), average)

    def _is_outturn_of_an_item(self, m: Mention) -> bool:
        """「规划服务年初预算20.00万元，支出19.00万元」: does this stand right behind the budget of the same unknown item?"""
        before = self.mentions[m.order - 1] if m.order else None
        return (
            before is not None and before.fact.stage in BUDGET_STAGES and before.sentence == m.sentence
            and m.fact.stage == "outturn" and m.key == before.key and m.term is not None and not m.term.known
        )  # fmt: skip

    def _is_rate_of_its_own(self, lead: Lead) -> bool:
        """Is this completion rate of something else than what was last spoken of: of what it names, told before or not?"""
        own = lead.role == "rate" and lead.rate_name is None and len(lead.label) >= _SHORTEST_NAME
        return own and not _SAME_THING.fullmatch(lead.label)

    def _compared_before(self, lead: Lead, setting: Setting) -> str:
        """「公务接待费支出决算比预算无增减变化，比去年增加0.5万元」: the subject named where the sentence began to compare."""
        for clause in reversed(re.split("[,;:。]", lead.earlier.rpartition("。")[2])):
            compare = COMPARE.search(clause)
            label = strip_label(clause[: compare.start()], setting.aliases) if compare is not None else ""
            term = classify(label, setting.side) if label else None
            if term is not None and term.known:
                return label
        return ""

    def _is_of_item(self, view: View, token: Token) -> bool:
        """「特困供养：集中供养120人，分散供养560人，全年支出816万元」: behind a name with a colon and a count, of what is named."""
        last = self._scope.last
        counted = last is not None and last.sentence == self._sentence and last.unit_family not in ("amount", "%")
        return counted and _OF_ITEM.search(view.text[: token.start]) is not None

    def _level_changed(self) -> Mention | None:
        """「…，年末结转3万元。本年支出比上年减少5万元；完成全年预算30万元的94%」: the level whose change the sentence tells, if it tells no level."""
        level, change = self._scope.last_level, self._scope.last_change
        told_here = level is not None and level.sentence == self._sentence
        if told_here or change is None or change.sentence != self._sentence or change.key is None:
            return None
        return self.mentions.last_level(change.key, year=change.year)

    def _spoken_of(self, lead: Lead) -> Mention | None:
        """The level that a change, share or rate without a label is of: the last one told.

        A new sentence that compares and names nothing (「与上年相比增加…」) goes back from a list to what the list was of.
        """
        level = self._scope.last_level
        compares = lead.base_year is not None or lead.base_relative or lead.base_budget is not None
        unnamed = not lead.label or (lead.aside == "base" and self.mentions.told_as(lead.label) is None)
        change = self._scope.last_change
        if (
            compares and unnamed and level is not None and change is not None and change.of is not None
            and self._scope.last is not None and change in (self._scope.last, self._scope.last.of)
            and change.sentence == self._sentence and change.order > level.order and not lead.new_sentence
        ):  # fmt: skip
            return change.of  # 「与2019年支出288.90万元比，增加23.55万元；与年初预算298万元比，超出14.45万元」
        if lead.new_sentence and compares and unnamed:
            while level is not None and level.head is not None and level.head.paragraph == self._paragraph:
                level = level.head
        return level

    def _enter(
        self, lead: Lead, token: Token, view: View, place: Place, setting: Setting,
        term: Term | None, label: str, stage: str | None, year: int | None,
    ) -> Fact:  # fmt: skip
        total = term is None or term.is_total or term.measure in STAFF or term.measure in BALANCES
        name = (term.item.rpartition("/")[2] if term and term.item else label) or setting.subject or ""
        subject = setting.subject or (setting.department or _NAMELESS if total else name)
        measure, unfit = _KIND_MEASURE[token.kind] if term is None else term.measure, False
        if (
            setting.measure is None
            and lead.role == "level"
            and token.kind not in ("amount", "number")
            and term is not None
            and not _fits(token, term)
        ):
            measure, unfit = _KIND_MEASURE[token.kind], True
        aspect = {
            "level": "level",
            "change": "change",
            "change_rate": "change_rate",
            "share": "share",
            "rate": "rate",
            "gap": "change",
        }[lead.role]
        base_year = self._base_year(lead, year)
        if lead.role == "level" and stage is None and term is not None and SIDES.get(term.measure):
            anew = lead.new_sentence and term.is_total  # the list before it has ended
            head = self._scope.lists[-1] if self._scope.lists and not anew else None
            stage = head.fact.stage if head is not None and head.fact.stage is not None else setting.stage
            if stage in BUDGET_STAGES and lead.aside is None and _DONE.search(lead.clause):
                stage = "outturn"  # 「支出累计完成107752万元」 in a paper named after the budget
        elif lead.role == "level" and stage is None and lead.aside is None and measure == "three_public":
            stage = "final_outturn" if setting.stage == "final_outturn" else None
        start = _quote_start(view.text, token.start)
        if lead.role == "level":
            start = max(lead.label_start if lead.label else start, token.start - _QUOTE_REACH)
        return self._ledger.enter(
            token, view, place,
            subject=subject, measure=measure, quote_start=min(start, token.start), aspect=aspect,
            fiscal_year=_real(year), base_year=_real(base_year), stage=stage,
            breakdown=("other" if (unfit and total) or lead.aside == "mark" else term.breakdown) if term else None,
            item=(term.item or None) if term else None,
            item_code=term.item_code if term else None, direction=lead.direction,
            section=setting.section, record_id=setting.record_id,
        )  # fmt: skip

    def _attach(self, mention: Mention, lead: Lead) -> None:
        """Which asides serve the figure, and which level (for a rate of growth: which change) it is computed from."""
        mention.base = self._base_of(mention)
        if mention.role == "share":
            mention.of = self._part_of_share(mention, lead)
        elif mention.role == "rate" and lead.label and mention.term is not None and mention.term.known:
            mention.of = self.mentions.last_level(mention.key, year=mention.year)
        elif self._is_rate_of_its_own(lead):
            mention.of = self.mentions.told_as(lead.label)
        elif mention.role == "change_rate" and self._scope.last is self._scope.last_change is not None:
            mention.of = self._scope.last_change
        elif mention.role != "level":
            mention.of = self._last_of(mention)

    def _base_of(self, mention: Mention) -> Mention | None:
        """The aside that serves this figure: last year's level before it, the budget of a rate, the whole of a share."""
        last, level = self._scope.last, self._scope.last_level
        if last is None:
            return None
        if mention.role == "level":
            return last if last.aside == "prior" and last.sentence == mention.sentence else None
        if mention.role in ("change", "change_rate", "gap") and level is not None and level.base is not None and (
            level.sentence == mention.sentence
        ):  # fmt: skip
            return level.base  # 「由8.60万元减少到6.45万元，下降25%」
        if mention.role in ("change", "change_rate") and last.fact.unit == "倍":
            return last.base
        if last.aside is not None:
            return last
        return last.base if mention.role == "change_rate" and last is self._scope.last_change else None

    def _part_of_share(self, mention: Mention, lead: Lead) -> Mention | None:
        """The level that a share is of: the one it names, else the one last told; None for a part told in words alone."""
        scope = self._scope
        side = SIDES.get(mention.term.measure) if mention.term is not None else None
        if mention.base is not None and scope.part_label:
            named = classify(scope.part_label, side)
            told = self.mentions.last_level_of(named, scope.account_name)
            told = told or self.mentions.told_as(scope.part_label)
            if told is not None:
                return told
            last = scope.last_level
            if len(scope.part_label) >= _SHORTEST_NAME and last is not None and not (
                scope.part_label in last.fact.subject + last.fact.quote or last.fact.subject in scope.part_label
            ):  # fmt: skip
                return None  # 「其他费用0.33万元。公益支出占上年末净资产785.26万元的71.35%」: of what was not told by that name
        own = classify(lead.label, side) if lead.label and mention.term is not None else None
        if own is not None and own.known:
            # 「税收收入占…的比重」: the part is named again; it need not be the figure before.
            told = self.mentions.last_level(mention.key, year=mention.year)
            if told is None and own.breakdown == "nature":
                # 「人员128.60万元，公用19.84万元，项目364.30万元。…项目支出占全年支出的71.0%」
                short = lead.label.removesuffix("支出")
                told = next(
                    (m for m in self.mentions.levels() if m.fact.subject == short and m.year == mention.year), None
                )
            return told
        if (part := self.mentions.told_as(lead.label)) is not None:
            return part
        last, level = scope.last, scope.last_level
        if last is None or level is None:
            return None
        if (
            not lead.label
            and last.role == "change_rate"
            and last.key != level.key
            and last.sentence == mention.sentence
        ):
            return None  # 「民生支出增长11.4%，占全部支出的73.8%」: of what is told by its growth alone
        fact = level.fact
        if len(lead.label) > 1 and lead.label not in fact.subject + fact.quote and fact.subject not in lead.label:
            return None
        narrower = lead.label.removesuffix(fact.subject)
        if narrower != lead.label and len(narrower) > 1 and narrower not in fact.quote:
            return None  # 「授予中小企业合同金额…。货物采购授予中小企业合同金额占货物支出的…」: of a part of it
        return self._last_of(mention)

    def _last_of(self, mention: Mention) -> Mention | None:
        """The level told last, or the one of what the base is of: 「收入100万元，其中：A60万元。较上年的90万元增长10万元」."""
        level, base = self._scope.last_level, mention.base
        if mention.role == "rate" and (changed := self._level_changed()) is not None:
            level = changed
        if level is not None and base is not None and base.key is not None and base.key != level.key:
            return self.mentions.last_level(base.key, year=mention.year) or level
        return level

    def _listed_part(self, index: int, count: int) -> Mention | None:
        """「A、B分别占C的x%和y%」: the shares stand in the order of the parts told just before; unsure is unbound."""
        if index < 0:
            return None
        if index == 0:
            near = list(islice((m for m in self.mentions.levels() if m.paragraph == self._paragraph), count + 1))[::-1]
            # 「…A、B、C，合计D。分别占…」: the shares are of the parts, not of their sum.
            parts = near[:-1] if len(near) > count > 1 and reproduces(near[-1], near[:-1]) else near[-count:]
            one_kind = len({(m.year, m.fact.unit, m.fact.stage, m.sentence) for m in parts}) == 1
            told = one_kind and len({m.key for m in parts}) == count
            self._listed_parts = parts if told else []
        return self._listed_parts[index] if self._listed_parts else None

    def _qualify(self, mention: Mention) -> None:
        """A part of a part is not the part of the same name of the whole: both may be printed, and differ."""
        head = mention.head
        if head is None or head.role != "level" or head.term is None or mention.term is None:
            return
        owned = owned_by(mention.term, head.term)
        if owned is not None:
            mention.term = owned
            mention.fact = self._ledger.amend(
                mention.fact, measure=owned.measure, breakdown=owned.breakdown, item=owned.item
            )

    def _list_part(self, mention: Mention, lead: Lead) -> None:
        """Is this level a part of the list that is open, or does it close it?"""
        scope = self._scope
        if mention.fact.unit == "分" and _FULL.search(mention.fact.quote):
            return  # 「…满分20分，得分18分」: the most that can be given is no part of what was given
        if scope.one_part and scope.lists and scope.lists[-1].unit_family != mention.unit_family == "amount":
            # 「兑付104.40万元，…得分9.49分。其中：」, then lines with amounts: the amount is what they are parts of.
            head = scope.lists[-1]
            amounts = (m for m in self.mentions.levels() if m.paragraph == head.paragraph and m.unit_family == "amount")
            whole = next(
                (m for m in amounts if (m.fact.stage in BUDGET_STAGES) == (mention.fact.stage in BUDGET_STAGES)), None
            )
            if whole is not None and not mention.is_price:
                self._open_list = scope.lists[-1] = whole
        goes_on = bool(scope.lists) and (lead.opens_list or not lead.new_sentence)
        if goes_on and (whole := self._namesake(mention, scope.lists[-1])) is not None:
            self._name_after(mention, whole)
            mention.head = whole
            whole.parts.append(mention)
            return
        while scope.lists and not mention.is_price:
            head = scope.lists[-1]
            planned = mention.fact.stage in BUDGET_STAGES
            if scope.one_part and mention.fact.stage is not None and planned != (head.fact.stage in BUDGET_STAGES):
                return  # 「1.…（项）。全年预算为52万元，支出决算为51万元」: the part is the figure of the head's stage
            enumerated = lead.clause.startswith(
                "、"
            )  # 「A2辆、B16辆、C3辆、其他用车1辆」: one list, whatever it adds up to
            told_all = adds_up if len(head.parts) > 1 else reproduces  # 「其中：财政拨款收入331.53万元，占100%。此外…」
            ended = bool(head.parts) and not brings_nearer(mention, head, lead) and told_all(head, head.parts)
            ended = ended and (len(head.parts) > 1 or lead.new_sentence)
            if ended and not enumerated:
                scope.lists.pop()  # the list is complete: what follows is told of something else
                continue
            if not lead.new_sentence and mention.unit_family != head.unit_family:
                return  # 「公务用车保有量2辆，购置及运行维护费5万元」: a count told in passing does not end the list
            self._hold_balances(head, mention, lead)
            if is_part(mention, head, lead, scope.one_part):
                mention.head = head
                head.parts.append(mention)
                if scope.one_part and head is self._open_list:
                    # 「…具体如下：」, then 1. 2. 3. on lines of their own: the first figure of each line is the part.
                    scope.lists, scope.one_part = [], False
                return
            scope.lists.pop()

    def _namesake(self, part: Mention, head: Mention) -> Mention | None:
        """「企业资产总额90亿元，负债总额60亿元。其中，市属企业资产总额50亿元，负债总额30亿元；…」: each of the whole of its own name."""
        if part.term is None or part.term.known or part.unit_family != "amount":
            return None
        if _ends_alike(part, head) and part.fact.subject != head.fact.subject:
            return None
        beside = (
            m for m in takewhile(lambda m: m.paragraph >= head.paragraph, self.mentions.levels())
            if m.paragraph == head.paragraph and m.head is None and m.unit_family == part.unit_family and m.year == part.year
        )  # fmt: skip
        return next((m for m in beside if _ends_alike(part, m)), None)

    def _name_after(self, part: Mention, whole: Mention) -> None:
        """A part called as its whole is of what the part before it is of: 「市属企业资产总额…、负债总额30亿元」."""
        before = next((m for m in self.mentions.levels() if m.head is not None and m.sentence == part.sentence), None)
        if part.fact.subject != whole.fact.subject or part.term is None or before is None or before.head is None:
            return
        of = before.fact.subject.removesuffix(before.head.fact.subject)
        of = of if of != before.fact.subject else before.fact.subject[:-_NAME_LENGTH]
        part.term = replace(part.term, item=f"{of}{part.term.item}")
        part.fact = self._ledger.amend(part.fact, subject=f"{of}{part.fact.subject}", item=part.term.item)

    def _hold_balances(self, head: Mention, part: Mention, lead: Lead) -> None:
        """「收入预算3320.55万元，其中：本年收入3250.55万元，上年结转…」: the whole holds the balances as well, wherever it was told."""
        term = head.term
        if term is None or head.key != part.key or not term.is_total or term.measure not in ("revenue", "expenditure"):
            return
        if not _THIS_YEARS.search(lead.clause) or head.fact.value_base == part.fact.value_base:
            return
        for m in self.mentions:
            if (
                m.key == head.key
                and m is not head
                and m.year == head.year
                and m.fact.value_base == head.fact.value_base
            ):
                self._make_total(m)
        self._made_total.add((head.key, head.year, head.fact.value_base))
        self._make_total(head)

    def _make_total(self, m: Mention) -> None:
        if m.term is not None:
            m.term = replace(m.term, measure=f"{m.term.measure}_total")
            m.fact = self._ledger.amend(m.fact, measure=m.term.measure)


def _leave_list(m: Mention | None) -> None:
    """What was taken for a part of a list is none of it."""
    if m is not None and m.head is not None:
        m.head.parts = [part for part in m.head.parts if part is not m]
        m.head = None


def _ends_alike(one: Mention, other: Mention) -> bool:
    """Do the names of these figures end in the same word for what is measured (资产总额)?"""
    return (
        len(one.fact.subject) >= _NAME_LENGTH and one.fact.subject[-_NAME_LENGTH:] == other.fact.subject[-_NAME_LENGTH:]
    )


def _depth(text: str) -> int:
    """How deep a numbered line stands: 一、（一）1.（1）."""
    number = text.lstrip("(")
    return 1 + (text[:1] == "(") + 2 * (not "一" <= number[:1] <= "龥")


def _brackets(words: str) -> tuple[int, int]:
    """(brackets closed that were opened before these words, brackets that they open and leave open)."""
    closes = opens = 0
    for ch in words:
        if ch == "(":
            opens += 1
        elif ch == ")" and opens:
            opens -= 1
        elif ch == ")":
            closes += 1
    return closes, opens


def _fits(token: Token, term: Term) -> bool:
    """Does the kind of figure suit the measure (编制 in heads, 得分 in points)?"""
    if term.measure in STAFF:
        return token.kind == "count"
    if term.measure == "self_score":
        return token.kind in ("score", "number")
    return False


def _quote_start(text: str, token_start: int) -> int:
    """A change, share or rate is quoted from the clause it stands in."""
    at = max(text.rfind(mark, 0, token_start) for mark in ",;。:")
    return max(at + 1, token_start - _QUOTE_REACH)


def _real(year: int | None) -> int | None:
    return year if year is not None and year > 1900 else None


def _minus(year: int | None, n: int) -> int | None:
    return None if year is None else year - n


def _with_unit(token: Token, unit: str, setting: Setting) -> Token:
    """A unit declared above applies to a bare figure: inside a record to all, in text only to one with decimals or
    thousands commas (a bare integer there is a line number or an ordinal)."""
    if token.kind != "number" or (setting.measure is None and "." not in (token.value or "")):
        return token
    kind, printed, scale, _ = declared(unit, token.end)
    return replace(token, kind=kind, unit=printed, scale=scale)
