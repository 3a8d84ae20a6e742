"""The payment plan that agreed terms suggest."""

from datetime import date, timedelta

from techmarket.contracts.plan import suggest_plan
from techmarket.deals.models import DealTerms

TODAY = date(2026, 6, 15)


def terms(**changes):
    facts = {"pay_mode": "instalment", "milestones": [], "upfront_fen": None}
    return DealTerms(**(facts | changes))


def test_a_lump_sum_is_one_instalment_in_thirty_days():
    (part,) = suggest_plan(terms(pay_mode="lump"), 500, TODAY)

    assert (part.due_on, part.amount_fen) == (TODAY + timedelta(days=30), 500)


def test_parts_and_the_rest_add_up_to_the_price():
    agreed = terms(
        upfront_fen=300,
        milestones=[{"name": "中试完成", "amount_fen": 200}],
        begins_on=date(2026, 7, 1),
        ends_on=date(2026, 12, 28),
    )

    plan = suggest_plan(agreed, 1000, TODAY)

    assert [(part.condition, part.amount_fen) for part in plan] == [
        ("首付款", 300),
        ("中试完成", 200),
        ("余款", 500),
    ]
    assert [part.due_on for part in plan] == [
        date(2026, 7, 1),
        date(2026, 9, 29),
        date(2026, 12, 28),
    ]


def test_a_royalty_contract_plans_only_what_is_named():
    agreed = terms(pay_mode="entry_royalty", upfront_fen=800)

    plan = suggest_plan(agreed, 800, TODAY)

    assert [(part.condition, part.amount_fen) for part in plan] == [("入门费", 800)]


def test_nothing_is_planned_in_the_past():
    agreed = terms(begins_on=date(2026, 1, 1), ends_on=date(2026, 2, 1))

    (part,) = suggest_plan(agreed, 100, TODAY)

    assert part.due_on == TODAY
