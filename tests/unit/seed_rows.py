"""Raw rows made by hand: a builder for small documents, and the figures of the report that the project starts from.

The builder writes what the extraction would write (docs/architecture.md, "How a figure is coded"), so that the SQL can be
tested without reading a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from pipeline.warehouse.columns import RAW_TABLES
from pipeline.warehouse.load import Row, Rows

FACTORS = {"亿元": 100_000_000, "万元": 10_000, "元": 1}
COUNTS = ("名", "人", "个")

Weights = Mapping[str, int]


class RawRows:
    """Rows of one document under construction. Each method returns the id that later rows refer to."""

    def __init__(
        self, department: str = "甲县公安局", fiscal_year: int = 2024, document_id: str = "d0d0d0d0d0d0d0d0"
    ) -> None:
        self.document_id = document_id
        self.department = department
        self.fiscal_year = fiscal_year
        self.rows: Rows = {name: [] for name in RAW_TABLES}
        self._add(
            "document",
            path=f"{department}.txt",
            sha256=document_id * 4,
            format="txt",
            kind="self_evaluation",
            title=f"{department}{fiscal_year}年部门整体绩效自评报告",
            department=department,
            fiscal_year=fiscal_year,
            aliases=["县公安局"],
            status="read",
            warnings=[],
            parser_version="test",
        )

    def fact(
        self,
        measure: str,
        value: str,
        unit: str = "万元",
        *,
        exact: bool = False,
        subject: str | None = None,
        breakdown: str = "total",
        item: str = "",
        fiscal_year: int | None = None,
        bounds: tuple[str | None, str | None] | None = None,
        **more: object,
    ) -> str:
        """One printed figure; its interval is that of rounding, none for counts, or ``bounds`` in base units."""
        number = len(self.rows["fact"])
        factor = FACTORS.get(unit, 1)
        base = Decimal(value) * factor
        decimals = len(value.partition(".")[2])
        half = Decimal(0) if exact or unit in COUNTS else Decimal(5).scaleb(-decimals - 1) * factor
        lower, upper = bounds or (f"{base - half:f}", f"{base + half:f}")
        fact_id = f"{self.document_id[:4]}-f{number}"
        columns: Row = {
            "fact_id": fact_id,
            "subject": subject or self.department,
            "measure": measure,
            "aspect": "level",
            "breakdown": breakdown,
            "item": item,
            "fiscal_year": fiscal_year or self.fiscal_year,
            "value": value,
            "unit": unit,
            "value_base": f"{base:f}",
            "decimals": decimals,
            "lower": lower,
            "upper": upper,
            "exactness": "exact" if half == 0 else "printed",
            "quote": f"{item or measure}{value}{unit}",
            "block": number,
            "start": 0,
            "end": len(value),
        }
        self._add("fact", **(columns | more))
        return fact_id

    def identity(
        self,
        rule_id: str,
        stated: Weights,
        numerator: Weights | None = None,
        denominator: Weights | None = None,
        *,
        missing: Iterable[str] = (),
        **more: object,
    ) -> str:
        """An identity that the document states; a denominator makes it a quotient with d0 = 0."""
        identity_id = f"{self.document_id[:4]}-i{len(self.rows['identity'])}"
        columns: Row = {
            "identity_id": identity_id,
            "rule_id": rule_id,
            "subject": self.department,
            "fiscal_year": self.fiscal_year,
            "form": "quotient",
            "relation": "eq",
            "scale": 1,
            "numerator_constant": "0",
            "denominator_constant": "0" if denominator else "1",
            "broken_verdict": "inconsistent",
        }
        self._add("identity", **(columns | more))
        parts, bases = numerator or {}, denominator or {}
        for fact_id in dict.fromkeys((*stated, *parts, *bases)):
            self._add(
                "operand",
                identity_id=identity_id,
                ordinal=sum(row["identity_id"] == identity_id for row in self.rows["operand"]),
                role="stated" if fact_id in stated else "part" if fact_id in parts else "base",
                fact_id=fact_id,
                stated_weight=stated.get(fact_id, 0),
                numerator_weight=parts.get(fact_id, 0),
                denominator_weight=bases.get(fact_id, 0),
            )
        for label in missing:
            self._add(
                "operand",
                identity_id=identity_id,
                ordinal=99,
                role="part",
                stated_weight=0,
                numerator_weight=1,
                denominator_weight=0,
                missing=label,
            )
        return identity_id

    def record(self, table_kind: str, record_no: int, name: str, cells: Mapping[str, tuple[str, str | None]]) -> str:
        """A table row: field → (text, id of the figure read from it)."""
        record_id = f"{self.document_id[:4]}-{table_kind}-{record_no}"
        for col, (field, (text, fact_id)) in enumerate(cells.items()):
            self._add(
                "record_field",
                record_id=record_id,
                table_kind=table_kind,
                record_no=record_no,
                name=name,
                field=field,
                text=text,
                fact_id=fact_id,
                block=1000 + (table_kind == "project_result"),
                row=record_no,
                col=col,
            )
        return record_id

    def unspent(self, project: str, text: str) -> tuple[str, str | None]:
        """The cell of an unspent amount: 「无」 is the exact figure 0, other words are no figure."""
        if text == "无":
            return text, self.fact("unspent_amount", "0", "", exact=True, breakdown="project", item=project, quote=text)
        if not text.endswith("万元"):
            return text, None
        return text, self.fact(
            "unspent_amount", text.removesuffix("万元"), breakdown="project", item=project, quote=text
        )

    def _add(self, table: str, **values: object) -> None:
        row: Row = {"document_id": self.document_id, **values}
        self.rows[table].append(row)


PROJECTS = (
    ("县级衔接资金补短项目", "10", "100", "无", "无", "100"),
    ("拖欠企业账款清偿项目", "243.1", "100", "无", "无", "100"),
    ("铁路“护路办”工作经费", "18.44", "83.05", "3.76万元", "3.76万元", "92"),
    ("2023年铁路“护路办”工作经费", "11.99", "100", "无", "收回存量", "100"),
    ("禁毒及公安专项经费", "185.74", "100", "无", "无", "100"),
    ("通讯费用以及移动警务通服务费", "95.49", "100", "无", "无", "100"),
    ("政法转移支付（禁毒）", "35.89", "100", "30.59万元", "30.59万元", "100"),
    ("天网一二三期的服务费", "80", "100", "无", "无", "100"),
    ("政法委转移支付资金", "501.69", "83.2", "101.31万元", "101.31万元", "95"),
    ("监管中心", "167.36", "100", "无", "无", "100"),
)
"""Name, amount (万元), printed rate (%), unspent amount in tables A and B, score."""

FUNCTIONS = (
    ("公共安全支出", "4475.42", "4711.87", "236.45", -1),
    ("社会保障和就业支出", "500.55", "603.16", "102.61", -1),
    ("卫生健康支出", "83.67", "133.02", "49.35", -1),
    ("城乡社区支出", "243.31", "486.2", "242.89", -1),
    ("农林水支出", "733.65", "10", "723.65", 1),
    ("住房保障支出", "251.70", "258.44", "6.74", -1),
)
"""Function, this year, last year, printed change (万元), direction."""


def seed_document(document_id: str = "5eed5eed5eed5eed") -> Rows:
    """The figures of the first report: funds, functions, changes, balance, staff, ten projects in two tables."""
    doc = RawRows("峨边彝族自治县公安局", 2024, document_id)
    _revenue(doc)
    _expenditure(doc)
    doc.fact("closing_balance", "107335.48", "元", breakdown="nature", item="基本支出")
    units = doc.fact("budget_unit", "1", "个")
    kind = doc.fact("budget_unit", "1", "个", breakdown="headcount_type", item="行政")
    doc.identity("R36", {units: 1}, {kind: 1})
    _projects(doc)
    doc.fact("execution_progress", "100", "%", aspect="rate")
    doc.fact("self_score", "93", "分", exact=True)
    doc.fact("self_score", "93", "分", exact=True)
    return doc.rows


def _revenue(doc: RawRows) -> None:
    this = doc.fact("revenue", "6288.30", stage="budget")
    last = doc.fact("revenue", "6202.69", stage="budget", fiscal_year=2023)
    change = doc.fact("revenue", "85.61", aspect="change", direction=1, base_year=2023)
    rate = doc.fact("revenue", "1.38", "%", aspect="change_rate", direction=1, base_year=2023)
    parts, bases, changes = {}, {}, {}
    for fund, value, before, delta, percent, sign in (
        ("一般公共预算财政拨款", "6044.99", "5716.49", "328.5", "5.75", 1),
        ("政府性基金预算财政拨款", "243.31", "486.2", "242.89", "49.96", -1),
    ):
        more: dict[str, Any] = {"breakdown": "fund_source", "item": fund}
        part = doc.fact("revenue", value, stage="budget", **more)
        base = doc.fact("revenue", before, stage="budget", fiscal_year=2023, **more)
        part_change = doc.fact("revenue", delta, aspect="change", direction=sign, base_year=2023, **more)
        part_rate = doc.fact("revenue", percent, "%", aspect="change_rate", direction=sign, base_year=2023, **more)
        doc.identity("R08", {part_change: sign}, {part: 1, base: -1})
        doc.identity("R09", {part_rate: sign}, {part: 1, base: -1}, {base: 1}, scale=100)
        parts[part], bases[base], changes[part_change] = 1, 1, sign
    doc.identity("R06", {this: 1}, parts)
    doc.identity("R06", {last: 1}, bases, fiscal_year=2023)
    doc.identity("R08", {change: 1}, {this: 1, last: -1})
    doc.identity("R09", {rate: 1}, {this: 1, last: -1}, {last: 1}, scale=100)
    doc.identity("R10", {change: 1}, changes)


def _expenditure(doc: RawRows) -> None:
    this = doc.fact("expenditure", "6288.30")
    last = doc.fact("expenditure", "6202.69", fiscal_year=2023)
    change = doc.fact("expenditure", "85.62", aspect="change", direction=1, base_year=2023)
    parts, bases, changes = {}, {}, {}
    for name, value, before, delta, sign in FUNCTIONS:
        more: dict[str, Any] = {"breakdown": "function", "item": name, "subject": name}
        part = doc.fact("expenditure", value, **more)
        base = doc.fact("expenditure", before, fiscal_year=2023, **more)
        part_change = doc.fact("expenditure", delta, aspect="change", direction=sign, base_year=2023, **more)
        doc.identity("R08", {part_change: sign}, {part: 1, base: -1}, subject=name)
        parts[part], bases[base], changes[part_change] = 1, 1, sign
    doc.identity("R07", {this: 1}, parts)
    doc.identity("R07", {last: 1}, bases, fiscal_year=2023)
    doc.identity("R08", {change: 1}, {this: 1, last: -1})
    doc.identity("R10", {change: 1}, changes)


def _projects(doc: RawRows) -> None:
    for number, (name, amount, rate, unspent_a, unspent_b, score) in enumerate(PROJECTS):
        more: dict[str, Any] = {"breakdown": "project", "item": name, "subject": name}
        doc.record(
            "project_goal",
            number,
            name,
            {
                "project_name": (name, None),
                "goal_setting": ("按计划完成", None),
                "project_amount": (f"{amount}万元", doc.fact("project_amount", amount, **more)),
                "timely_disposal": ("及时", None),
                "execution_progress": ("完成", None),
                "budget_completion": ("完成", None),
                "unspent_amount": doc.unspent(name, unspent_a),
                "violation_record": ("无", None),
            },
        )
        doc.record(
            "project_result",
            number,
            name,
            {
                "project_name": (name, None),
                "project_amount": (f"{amount}万元", doc.fact("project_amount", amount, **more)),
                "timely_disposal": ("及时", None),
                "execution_rate": (f"{rate}%", doc.fact("execution_rate", rate, "%", aspect="rate", **more)),
                "completion_status": ("完成", None),
                "unspent_amount": doc.unspent(name, unspent_b),
                "self_score": (f"{score}分", doc.fact("self_score", score, "分", exact=True, **more)),
            },
        )
