"""Mentions → the identities that sentences state: sums, changes, growth rates, shares, completion rates, 持平.

Which figures ought to agree is decided here; whether they do is decided in SQL. The only arithmetic here chooses between
readings of a list that no word marks as complete (SPEC R75: take the reading that reproduces the printed figures).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.binding.accounts import AccountBinder
from pipeline.extract.binding.changes import ChangeBinder
from pipeline.extract.binding.lists import ListBinder
from pipeline.extract.binding.per_unit import PerUnitBinder
from pipeline.extract.binding.percents import bind_percents
from pipeline.extract.binding.ratios import RatioBinder
from pipeline.extract.binding.remainders import RemainderBinder
from pipeline.extract.binding.sums import bind_closing_sums, bind_sums_of_products
from pipeline.extract.binding.told import Told
from pipeline.extract.binding.turns import bind_turns
from pipeline.extract.ledger import Ledger
from pipeline.extract.mention import Mention


def bind(ledger: Ledger, mentions: Sequence[Mention], comparisons: Sequence[tuple[Mention, str, str]] = ()) -> None:
    """States the identities of one document in its ledger.

    comparisons: (the figure before the words, the relation of outturn to budget, the budget that they name).
    """
    told = Told(mentions)
    changes, ratios, accounts = ChangeBinder(ledger, told), RatioBinder(ledger, told), AccountBinder(ledger, told)
    per_unit = PerUnitBinder(ledger, told)
    lists = ListBinder(ledger, told, ratios)
    by_role = {
        "change": changes.bind_change,
        "change_rate": changes.bind_change_rate,
        "gap": changes.bind_gap,
        "share": ratios.bind_share,
        "rate": ratios.bind_rate,
        "level": ratios.bind_counted_rate,
    }
    for m in told.mentions:
        if m.role in by_role:
            by_role[m.role](m)
    changes.bind_unchanged()
    for m in told.mentions:
        for parts in (*m.told, m.parts):
            if parts:
                lists.bind_list(m, parts)
    ratios.bind_shares_of_each_other()
    ratios.bind_shares_without_amounts()
    ratios.bind_divisions()
    ratios.bind_debt_ratios()
    ratios.bind_execution_scores()
    lists.bind_shared_wholes()
    bind_turns(ledger, told)
    lists.bind_book_values()
    lists.bind_closed_lists()
    lists.bind_partitions()
    lists.bind_unannounced()
    lists.bind_rests()
    lists.bind_numbered_lines()
    lists.bind_three_public()
    accounts.bind_additions()
    bind_closing_sums(ledger, told)
    accounts.bind_years()
    accounts.bind_two_sides()
    accounts.bind_budget_sides()
    accounts.bind_totals()
    accounts.bind_fund_accounts()
    accounts.bind_adjustments()
    accounts.bind_unspent()
    RemainderBinder(ledger, told).bind_left()
    per_unit.bind_averages()
    per_unit.bind_quotients()
    per_unit.bind_counts()
    bind_sums_of_products(ledger, told)
    accounts.bind_scores()
    accounts.bind_scores_behind()
    accounts.bind_comparisons(comparisons)
    accounts.bind_reserved_procurement()
    accounts.bind_repeats()
    bind_percents(ledger, told)
    accounts.bind_reprints()
