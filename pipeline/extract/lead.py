"""The words in front of a figure: what they say about its role, subject, year, base and list.

Offices write a figure behind its label (「公共安全支出4475.42万元」), its direction (「减少236.45万元」), its whole (「占34.30%」) or its
base (「完成年初预算的98%」). A Lead is what those words say, before anything is looked up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.extract.mention import Aside
from pipeline.extract.terms import split_stage

Role = Literal["level", "change", "change_rate", "share", "rate", "gap"]

#: 「多收4225万元」, 「少支6880万元」: what was done with more or less of it than in another year.
_DONE_WITH = "[出收支花用付缴交拨领发报装建招结]"
_UP = f"净增加?|增加|增长|增收|增支|增|上升|提高|提升|上涨|涨幅|涨|超出|高出|多支出|多{_DONE_WITH}|多|升|扩大|增幅"
_DOWN = (
    "净减少?|减少|下降|减收|减支|减|降低|降|下滑|减幅|降幅|跌去|跌|回落|收窄|缩减|压减|压缩|短收|节约|节省|省下(?!达)|砍掉"
    f"|少{_DONE_WITH}|少掉|少"
)
_TAIL = r"(?:(?:了|额|幅度|幅|率|比例|比率|数额|数|金额|部分)*(?:合计|共计|共)?(?:均)?(?:为|约|达到|达|是|近|至|的)?:?)"
# 下降(增长)9.3%: both directions left in; the word outside the brackets, or the last one, counts.
CHANGE = re.compile(rf"(?:\(?(?P<up>{_UP})\)?|\(?(?P<down>{_DOWN})\)?)(?:\((?:{_UP}|{_DOWN})\))?{_TAIL}$")
# 「由8.60万元减少到6.45万元」: a level that something came down to, behind the one that it came from; no change.
_MOVES = rf"{_UP}|{_DOWN}|落|退|滑|缩|压|扩"
_TO = re.compile(rf"(?:(?:{_MOVES})(?:了)?(?:到|至)|(?:调整|变更|变)(?:到|至|为))(?:约)?$")
#: 「由27.03万元降为21.78万元」, right behind what it came from.
_BECOMES = re.compile(rf"^(?:{_MOVES})(?:了)?(?:到|至|为|成)$")
_FROM = re.compile(r"(?:由|从)(?P<when>[^,;。:由从]{0,12})$")
_LEADS_TO = re.compile(rf"(?:{_MOVES}|调整|变更|变)(?:了)?(?:到|至|为|成)")
# 「是上年162.2万人次的2.2倍」
_MULTIPLE_OF = re.compile(r"(?:是|为|相当于|达到?)(?P<when>[^,;。:]{0,12})$")
_LEADS_TO_TIMES = re.compile(r"的\d+(?:\.\d+)?(?:多)?倍")
SHARE = re.compile(
    r"(?:(?:在(?P<inside>[^,;。:]{2,30}?)(?:中|内))?占(?:到|了)?(?:比|(?P<whole>[^,;。:]*?))?(?:的)?(?:比例|比重|比率)?|份额|比重)(?:为|约|达到|达|是)?:?$"
)
# 「退休人员相当于在职人员的63.2%」, 「差不多是总数的66%」
_PART_OF = re.compile(
    r"(?:相当于|是)(?P<whole>(?![^,;。:]*(?:年|同期|预算|计划|任务|目标))[^,;。:]{2,14})的(?:大约|约)?$"
)
_BUDGET = r"(?:年初|全年|年度|年|调整后(?:的)?|调整|变动|当年|本年|全部)?(?:部门|收入|支出)?(?:预算|任务|目标|计划)(?:数|安排|收入|支出|总额|任务|指标)*"
RATE = re.compile(
    rf"(?:(?:完成|达到?|为|占|是|相当于|占到|完成了)(?P<base>{_BUDGET})?的?"
    r"|(?P<name>(?:预算|资金|支出|执行|完成|支付|资金到位|项目|整体|总体|综合|调整(?!率)|收入|全年|结转(?=结余))*(?:执行率|完成率|完成比例|执行进度|支出进度|使用率|支付率|支付进度|到位率|收缴率|结余率|结转率|控制率|调整率|得分率))(?:为|达到|达|是|约)?:?"
    r")$"
)
#: The name of a rate that is printed as the result of a division: 「36.50万元/45.00万元×100%=81.11%」.
RESULT = "="
#: 「规划服务较年初完成92%」: of what the clause begins with.
_SINCE_THE_BUDGET = re.compile("(?<=[\u4e00-\u9fff]{3})(?:较|比)(?:年初|全年)?(?:预算)?(?:数)?(?:已)?完成(?:其|的)?$")
_RATE_BARE = re.compile(r"^的?$")
_INLINE_BUDGET = re.compile(
    rf"(?:完成了?|为|达到?|占|相当于|是|实现)(?:其|了)?(?:(?:19|20)\d\d年(?:度)?)?(?P<budget>(?:采购|收入|支出|部门)?{_BUDGET})$"
)
# 「决算数大于预算数55.93万元」: by so much; 「差值为0.9万元」: the difference of the two figures before, in whichever direction.
_EXCEEDS = re.compile(
    r"(?:决算|支出|执行|完成)数?(?:(?P<up>大于|高于|超过|超出)|(?P<down>小于|低于))(?:了)?(?P<budget>(?:年初|全年|调整)?预算)数?$"
)
_DIFFERENCE = re.compile(r"(?:差值|差额|相差)(?:数)?(?:为|是|约)*$")
_INLINE_WHOLE = re.compile(r"占(?:到)?(?P<whole>[^,;。:]{2,24})$")
_MARK = re.compile(r"(?:突破|跨过|跨越|跃上|迈上|站上|超过|逼近|接近|不足)(?:了)?$")
_CHANGES_NEXT = re.compile(rf"\)?(?:相比(?:较)?|比较|相较)?,?(?:同比|分别|各|实际)?\(?(?:{_UP}|{_DOWN})")
# 「与年初预算2980万元比，超出147.45万元」: measured against, whatever is told of it.
_COMPARED = re.compile("(?:相)?(?:比(?:较)?|较),")
_ADDS = re.compile(r"^(?:[,;]|再|并)?(?:另)?加(?:上(?!级|年|解)|上(?=上)|入)?(?=[\u4e00-\u9fff])")
GAP = re.compile(r"(?:高于|低于|快于|慢于|高出|超过|落后)(?P<than>[^,;。:]*?)$")
COMPARE = re.compile(
    r"(?:相比(?:较)?(?:于)?|较之|对比|相较(?:于)?|比|较|与|同(?!期)|和(?=[^,;:。]{2,24}(?:相比|比较|相较)))"
    r"(?P<base>(?P<year>(?:19|20)\d\d)年(?:度|初|末|底)?(?:的)?(?:同期|同月|(?:年初|全年|调整)?预算|决算)?|上年(?:度)?(?:同期|同月|末|底)?|上一年(?:度)?|去年(?:同期|末|底)?|前一年(?:度)?|同期|“?十[一二三四五]五”?(?:时期|期间|末)"
    r"|(?P<budget>(?:年初|全年|调整后(?:的)?|调整)预算|预算))(?P<stage>(?:预|决)算(?:数)?|执行数|完成数|数|支出数|收入数)?"
    r"(?P<after>.*)$"
)
_COMPARED_YEAR = re.compile(r"(?:与|较|比|同)(?:19|20)\d\d年(?:度)?")
# 「主要是2016年开展公车改革，车辆减少；公务接待费430万元」: the year of a reason is not that of the next figure.
_REASON = re.compile(r"(?:主要(?:是|原因|由于)|原因(?:是|为|:)|由于)[^,;。]*[,;。]")
_SAME_PERIOD = re.compile(r"同比|同口径")
AMONG = re.compile(
    r"其中|包括|构成|分项看|具体为|具体是|具体包括|主要用于以下|用于以下|按[^,;。:]{1,10}(?:分|看|划分|分类)|从(?!(?:财政|主要|税收|非税)?(?:收入|支出|收支)(?:情况|方面|端)?来?看)[^,;。:]{1,10}看(?=[,:])|分[^,;。:]{1,6}看|分[^,;。:]{1,6}情况(?:是|为|如下)?:|由(?!上年|去年|上一年|年初|原来?的?)[\u4e00-\u9fff]{2,14}$|全部(?:为|是|用于)|分[为成]?[两二三四五六七八九十\d]+个?[\u4e00-\u9fff]{1,4}(?=[:,])|(?:决算|支出|收入|预算|合计)(?:中|里头|里面|里|当中)(?=[,:])|分为|变化来源|主要变动|(?:投向|用途|去向)(?:是|为|如下)?:|组成|来源于|来自|资金来源(?:为|是)?(?=:)|分别(?:是|为)"
)
BY_CRITERION = re.compile(
    r"(?:按|从)[^,;。:]{1,10}(?:分|看|来看|划分|分类)(?=[,:]|$)|按[^,;。:]{2,12}(?:类型|类别|性质|来源|方式|品目|用途)(?=[,:])|按[^,;。:]{1,10}(?:分|看|划分|分类)|分(?!项)[^,;。:]{1,6}看|分(?!项)[^,;。:]{1,6}情况(?:是|为|如下)?:"
)
ALSO = re.compile(r"另有|加上|另外|此外")
# 「（购置费20万元，运行费10万元。）比上年增加…」: the bracket goes on, whatever stands before its end.
_SENTENCE_END = re.compile(r"[。!?](?!\))")
LEVEL_EQUAL = re.compile(r"持平|无增减|无变化|一致")
_YEAR = re.compile(r"((?:19|20)\d\d)年(?:度)?")
_RELATIVE_YEAR = re.compile(r"(?P<last>上年(?:度)?|上一年(?:度)?|去年)(?!初|结转|结余|末)|(?P<this>本年(?:度)?|当年)")

_HEAD_STRIP = re.compile(
    r"^(?:\(?[一二三四五六七八九十]+\)?[、.是要]|\([一二三四五六七八九十]+\)|\(?\d{1,2}(?:[)、]|\.(?!\d))|其中|包括|主要(?:是|包括|用于(?:以下方面)?)?|分别(?:是|为)?|另有|加上(?!级|年|解)|另加|加(?!油|班|工|上)|另外|此外|以及|并|和|及|全部为|由于|因(?!公)|"
    r"由(?=本年|一般|财政|政府|事业|上年|年初|年末|基本|项目|人员|公用|工资)|这一数字|这一金额|这一数|该数字|该数|上述|同期|折合|按?(?:同口径|可比口径)|(?:收入|支出|资金)?(?:来自|来源于|来源为)|相当于|占到|完成了|为|占(?!比)|"
    r"(?:上年|上一年|去年)(?:度)?(?:同期)?(?=为|是|数为|$)|年(?:度)?(?=[\u4e00-\u9fff]{3})(?!度?末|度?初|末|初|终|底|中(?:追|调|新|核))|"
    r"截至|截止|(?:19|20)\d\d年(?:度|末|底|初)?(?:\d{1,2}月(?:末|底|份)?)?(?:\d{1,2}日)?|\d{1,2}(?:-\d{1,2})?月(?:末|底|份)?|"
    r"(?:其余|余下|剩下)(?:的|为|是)*|(?:大约|差不多|几乎|将近)(?:是|为)?|[我本](?:单位|局|部门|院|校|中心|乡|镇|街道|委|办|会|所|站)|部门|单位(?=(?:预算|决算)?(?:总|本年)?(?:收入|支出|收支))|(?:医院|学校|全院|全校|协会|总会)(?=总?(?:收入|支出)(?:总计|合计)?$)|全[区县市省镇州旗盟乡国院校系]|[(/÷]|、|的|—|总(?=编制))+"
)
_TAIL_STRIP = re.compile(
    r"(?:按?(?:同口径|可比口径)|为|是|达到|达|约|共计|合计为|合计|共有|共|(?<!总)(?<!合)(?<!小)(?<!累)计|均为|都是|各为|各是|均|都|安排|完成|实现|实际|累计|的|有|:|了|分别|依次|大约|近|将近|已|仅|具体|主要|详细|情况如下|如下)+$"
)


@dataclass(frozen=True, slots=True)
class Lead:
    """What the words before one figure say. Offsets count in the normalised text of the paragraph.

    ``label`` is the subject as written, or "" where it is carried over; ``label_in_front`` where it stands before the comparison;
    ``starts_from`` where the level is the one that the next came from, in ``reached_year`` if that is told.
    ``whole`` the whole that a share names; ``base_stage`` the budget that a comparison names, ``rate_base`` that of a rate.
    """

    role: Role
    label: str
    label_start: int
    direction: int | None = None
    new_sentence: bool = False
    opens_list: bool = False
    rejoins_list: bool = False
    year: int | None = None
    relative_year: int = 0
    base_year: int | None = None
    base_relative: bool = False
    base_budget: str | None = None
    base_stage: str | None = None
    is_base_level: bool = False
    label_in_front: bool = False
    aside: Aside | None = None
    adds: bool = False
    part_label: str = ""
    starts_from: bool = False
    reached_year: int | None = None
    clause: str = ""
    whole: str | None = None
    rate_base: str | None = None
    rate_name: str | None = None
    earlier: str = ""


def read_lead(
    text: str,
    start: int,
    end: int,
    kind: str,
    aliases: tuple[str, ...],
    follows_budget: bool,
    follows_rate: bool = False,
    follows_aside: Aside | None = None,
    following: str = "",
) -> Lead:
    """Reads ``text[start:end]``, the words between the figure before and this one (of the given token kind).

    follows_budget: the figure before is a budget amount, so that a bare 「的」 leads to its rate.
    follows_aside: what the level before serves as, if it is only an aside; ``following``: the text behind the figure.
    follows_rate: a completion rate was printed in this sentence, so that a bare 「为47.4%」 is another of the kind.
    """
    lead = text[start:end]
    sentence_at = max((m.end() for m in _SENTENCE_END.finditer(lead)), default=0)
    tail = lead[sentence_at:]
    clause_at = max(tail.rfind(","), tail.rfind(";"), tail.rfind(":"), tail.rfind("。")) + 1
    if clause_at == len(tail) and clause_at:  # 「绩效评价得分:93分」: the label stands before the colon
        clause_at = (
            max(tail.rfind(",", 0, clause_at - 1), tail.rfind(";", 0, clause_at - 1), tail.rfind(":", 0, clause_at - 1))
            + 1
        )
    clause, offset = tail[clause_at:], start + sentence_at + clause_at
    # A list head stands before a colon or the list's first part; what a reason clause says of 其中 is not one.
    opens = AMONG.search(tail, tail.rfind(";") + 1) is not None or (
        sentence_at > 0 and re.search(r"其中[:,]?$", lead[:sentence_at].rstrip("。")) is not None
    )
    rejoins = ALSO.search(tail) is not None
    percentish = kind in ("percent", "number", "times")
    exceeds = _EXCEEDS.search(clause)
    role, direction, body, whole, rate_base, rate_name = _role(
        clause,
        kind,
        percentish,
        follows_budget and follows_aside is None,
        follows_rate,
        follows_aside == "prior",
        exceeds,
    )
    if kind == "times" and follows_aside == "prior" and _RATE_BARE.match(clause):
        role, body, whole = "share", "", ""
    if percentish and follows_aside in ("whole", "budget") and _RATE_BARE.match(clause):
        role, body = ("share" if follows_aside == "whole" else "rate"), ""
        whole, rate_base = ("" if follows_aside == "whole" else None), ("" if follows_aside == "budget" else None)
    compare = _comparison(tail)
    comparing = compare is not None or _SAME_PERIOD.search(tail) is not None
    year, base_year, base_budget, base_relative, is_base_level = _years(tail, compare, role, comparing)
    if role == "change" and exceeds is not None:
        base_budget, base_relative = exceeds.group("budget"), False
    body, shift = _subject(body, compare, role)
    aside: Aside | None = None
    if role == "level":
        aside, body, shift = _aside(body, shift, is_base_level, compare, following)
    reached_year: int | None = None
    start_of = _start_of_change(body, following) if role == "level" and aside is None else None
    if start_of is not None:
        aside, body = "prior", body[: start_of.start()]
        told = _YEAR.search(start_of["when"])
        reached_year = next((int(y) for y in reversed(_YEAR.findall(body))), None)
        year = int(told.group(1)) if told is not None else None
    label, label_start = _strip(body, offset + shift, aliases)
    relative = _RELATIVE_YEAR.search(clause) if role == "level" else None
    if (
        role == "level"
        and aside is None
        and not label.strip("是为的数")
        and relative is not None
        and relative.lastgroup == "last"
    ):
        aside = "prior"
    return Lead(
        role=role,
        label=label,
        label_start=label_start,
        direction=direction,
        new_sentence=sentence_at > 0,
        opens_list=opens,
        rejoins_list=rejoins,
        year=year,
        relative_year=-1 if relative is not None and relative.lastgroup == "last" else 0,
        base_year=base_year,
        base_relative=base_relative,
        base_budget=base_budget,
        base_stage=split_stage(compare.group("base") + (compare.group("stage") or ""))[1]
        if compare is not None
        else None,
        aside=aside,
        adds=_ADDS.search(clause) is not None,
        clause=clause,
        part_label=_part_label(clause, aliases) if aside == "whole" else "",
        starts_from=start_of is not None,
        reached_year=reached_year,
        is_base_level=is_base_level,
        label_in_front=is_base_level and compare is not None and offset + shift < start + sentence_at + compare.start(),
        whole=whole,
        rate_base=rate_base,
        rate_name=rate_name,
        earlier=lead[: sentence_at + clause_at],
    )


def _role(
    clause: str,
    kind: str,
    percentish: bool,
    follows_budget: bool,
    follows_rate: bool,
    follows_prior: bool,
    exceeds: re.Match[str] | None,
) -> tuple[Role, int | None, str, str | None, str | None, str | None]:
    """(role, direction, the clause without the role words, whole, rate base, rate name)."""
    reached = _TO.search(clause) or (_BECOMES.search(clause) if follows_prior else None)
    if reached is not None and kind != "points":
        return "level", None, clause[: reached.start()], None, None, None
    change = CHANGE.search(clause)
    if change is not None and (change.group("up") or change.group("down")) and kind not in ("score", "price"):
        direction = 1 if change.group("up") else -1
        role: Role = "gap" if kind == "points" else "change_rate" if percentish else "change"
        return role, direction, clause[: change.start()], None, None, None
    if exceeds is not None and kind == "amount":
        return "change", 1 if exceeds.group("up") else -1, clause[: exceeds.start()], None, None, None
    if kind == "amount" and (gap := _DIFFERENCE.search(clause)) is not None:
        return "change", None, clause[: gap.start()], None, None, None
    if kind == "points":
        return "gap", None, clause, None, None, None
    if not percentish:
        return "level", None, clause, None, None, None
    if kind == "percent" and clause.endswith("="):
        return "rate", None, "", None, None, RESULT
    rate = RATE.search(clause)
    if rate is not None and (rate.group("base") or rate.group("name")):
        return "rate", None, clause[: rate.start()], None, rate.group("base"), rate.group("name")
    if follows_budget and _RATE_BARE.match(clause):
        return "rate", None, "", None, "", None
    if kind == "percent" and clause in ("完成", "完成了"):
        return "rate", None, "", None, "", None
    if follows_rate and kind == "percent" and re.fullmatch(r"(?:为|达|完成)的?", clause):
        return "rate", None, "", None, "", None
    part = _PART_OF.search(clause) if kind == "percent" else None
    if part is not None:
        return "share", None, clause[: part.start()], part.group("whole"), None, None
    share = SHARE.search(clause)
    if share is not None and re.search("上年|去年|同期", share.group("whole") or ""):
        return "level", None, clause, None, None, None  # 「占比较上年同期（60.6%）提高1.4个百分点」
    if share is not None and kind != "times":
        return "share", None, clause[: share.start()], share.group("inside") or share.group("whole") or "", None, None
    if kind == "percent" and re.search(r"(?:完成|为|占)(?:其|的)?$", clause) and follows_budget:
        since = _SINCE_THE_BUDGET.search(clause)
        return "rate", None, clause[: since.start()] if since is not None else "", None, "", None
    return "level", None, clause, None, None, None


def _aside(
    body: str, shift: int, is_base_level: bool, compare: re.Match[str] | None, following: str
) -> tuple[Aside | None, str, int]:
    """Does this level only serve the next figure? (what it serves as, the words of its own subject, their offset)"""
    leads_on = re.match(r"的(?:比例|比重)?(?:为|约)?\d", following) is not None
    whole = _INLINE_WHOLE.search(body)
    budget = _INLINE_BUDGET.search(body)
    if leads_on and budget is not None:
        return "budget", body[: budget.start()] + budget.group("budget"), shift
    if leads_on and whole is not None:
        return "whole", whole.group("whole"), shift + whole.start("whole")
    if is_base_level and (_CHANGES_NEXT.match(following) or _COMPARED.match(following)):
        return "base", body, shift
    if (mark := _MARK.search(body)) is not None:
        return "mark", body[: mark.start()], shift
    return None, body, shift


def _start_of_change(body: str, following: str) -> re.Match[str] | None:
    """The words 由…, 是… before a level that the next figure came from, or is a multiple of."""
    if _LEADS_TO.match(following):
        return _FROM.search(body)
    return _MULTIPLE_OF.search(body) if _LEADS_TO_TIMES.match(following) else None


def _part_label(clause: str, aliases: tuple[str, ...]) -> str:
    """「财政拨款支出占本年支出合计9871.40万元的95.39%」: the part stands before 占."""
    whole = _INLINE_WHOLE.search(clause)
    return strip_label(clause[: whole.start()], aliases) if whole is not None else ""


def _comparison(tail: str) -> re.Match[str] | None:
    """The comparison that this figure is part of: the last one behind the last semicolon that does not end in 持平."""
    found = None
    for m in COMPARE.finditer(tail, tail.rfind(";") + 1):
        if not LEVEL_EQUAL.search(re.split(r"[,;:]", m.group("after"))[0]):
            found = m
    return found


def _years(
    tail: str, compare: re.Match[str] | None, role: Role, comparing: bool
) -> tuple[int | None, int | None, str | None, bool, bool]:
    """(year of the figure, base year, base budget, base is relative, the figure itself stands in the base year)."""
    plain = tail if compare is None else tail[: compare.start()]
    plain = _REASON.sub("", _COMPARED_YEAR.sub("", plain))
    years = _YEAR.findall(plain)
    year = int(years[-1]) if years else None
    if compare is None:
        return year, None, None, comparing, False
    after_years = _YEAR.findall(compare.group("after"))
    if after_years:
        year = int(after_years[-1])
    base_year = int(compare.group("year")) if compare.group("year") else None
    budget = compare.group("budget")
    base_clause = re.split(r"[,;:]", compare.group("after"))
    is_base_level = role == "level" and len(base_clause) == 1
    return year, base_year, budget, base_year is None and budget is None, is_base_level


def _subject(body: str, compare: re.Match[str] | None, role: Role) -> tuple[str, int]:
    """The subject inside a clause that also names its base: 「A相比2023年B增加」 is about A, 「相比2023年B增加」 about B."""
    inner = COMPARE.search(body)
    if inner is None:
        return re.sub(r"(?:按?(?:同口径|可比口径))?(?:同比|(?:同口径|可比口径)(?:相)?比|各)?$", "", body), 0
    before = body[: inner.start()]
    if role != "level" and len(before) >= 2 and not _YEAR.fullmatch(before):
        return before, 0
    after = inner.group("after")
    if after.startswith(("相比", "比较", "相较", "对比", "比")):
        after = after[2:]
    if len(before) >= 2 and not after.strip("的数为是") and not _YEAR.fullmatch(before):
        return before, 0  # 「资产总额较2022年末的9012.40万元增加…」
    return after.removesuffix("各"), len(body) - len(after)  # 「与上年相比收、支总计各增加416.55万元」


def _strip(body: str, at: int, aliases: tuple[str, ...]) -> tuple[str, int]:
    """Takes markers, dates, the department's own name and verbs off both ends of a label."""
    label = body
    changed = True
    while changed:
        changed = False
        for alias in aliases:
            if label.startswith(alias) and len(label) > len(alias):
                label, at, changed = label[len(alias) :], at + len(alias), True
        m = _HEAD_STRIP.match(label)
        if m is not None and m.end() and not _keeps(label, m.end()):
            label, at, changed = label[m.end() :], at + m.end(), True
    stripped = _TAIL_STRIP.sub("", label)
    if stripped or not label or label == "达到":
        label = stripped
    return re.sub(r"(?<!\d)\s*\d{1,3}\s*$", "", label).strip(" ,;:、“”\"'").removeprefix(")"), at


def strip_label(text: str, aliases: tuple[str, ...]) -> str:
    """A label standing alone, without numbering, dates and the department's name."""
    return _strip(text, 0, aliases)[0]


def _keeps(label: str, end: int) -> bool:
    """本年收入, 部门预算 … begin with words that are part of the term."""
    return label[:end] == "部门" and label[end:].startswith("预算单位")
