"""The year's figures are sums over the ledger, recomputed here from the same rows in Python."""

from collections import defaultdict
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from techmarket.accounts.models import Role
from techmarket.kernel.orm import db
from techmarket.registration.facts import facts_of, fixed_facts
from techmarket.registration.models import LedgerEntry
from techmarket.registration.services.application import request_change
from techmarket.registration.services.registering import (
    Ending,
    approve_change,
    cancel_registration,
    record_elsewhere,
)
from techmarket.statistics.disclosure import contracts_behind
from techmarket.statistics.figures import OTHER, Amounts, Basis, Table, total_of
from techmarket.statistics.policies import may_see_contracts
from techmarket.statistics.queries import (
    list_contributions_behind,
    list_entries_behind,
    list_years,
    public_turnover,
    sum_behind,
    turnover,
    turnover_report,
)
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.registration import ELSEWHERE, PAPER, Desk, signed_contract

CLASS_OF = {"D1": "D", "T1": "T", "L1": "L", "C1": "C", "S1": "S"}


@pytest.fixture
def desk(session):
    return Desk()


def cancel(desk, registration, ended_on):
    ending = Ending(reason="rescinded", text="合同已解除", ended_on=ended_on)
    cancel_registration(desk.registrar, registration, ending, PAPER)


def test_a_contract_with_both_parties_here_stands_in_both_bases(desk):
    desk.registered(date(2026, 6, 10))

    found = turnover(2026)

    expected = Amounts(1, 120_000_000, 84_000_000)
    assert found.figures[Basis.OUTPUT].total == expected
    assert found.figures[Basis.ABSORBED].total == expected


def test_a_contract_belongs_to_the_year_of_its_registration(desk):
    desk.registered(date(2025, 12, 31), signed_on=date(2024, 1, 8))

    assert turnover(2025).figures[Basis.OUTPUT].total.count == 1
    assert turnover(2024).figures[Basis.OUTPUT].total.count == 0
    assert turnover(2026).figures[Basis.OUTPUT].total.count == 0


def test_what_was_registered_elsewhere_is_absorbed_only(desk):
    outside = OrganisationFactory(region=ELSEWHERE)
    contract = signed_contract(outside, desk.buyer, seller_region=ELSEWHERE)
    record_elsewhere(
        desk.registrar,
        desk.office,
        contract,
        office_name="样例外埠登记处",
        number="1101012026000456",
        registered_on=date(2026, 5, 20),
        facts=facts_of(contract.latest_version),
        document=PAPER,
    )

    figures = turnover(2026).figures

    assert figures[Basis.OUTPUT].total == Amounts()
    assert figures[Basis.ABSORBED].total.count == 1


def test_output_lies_in_the_sellers_county_and_absorbed_in_the_buyers(desk):
    desk.registered(seller_region="210911", buyer_region="210902")

    figures = turnover(2026).figures

    assert figures[Basis.OUTPUT].row(Table.COUNTY, "210911").amounts.count == 1
    assert figures[Basis.ABSORBED].row(Table.COUNTY, "210902").amounts.count == 1


def test_a_cancelled_contract_leaves_nothing_in_its_year(desk):
    registration = desk.registered()
    cancel(desk, registration, date(2026, 6, 12))

    assert turnover(2026).figures[Basis.OUTPUT].total == Amounts()


def test_a_contract_cancelled_later_is_taken_out_in_the_later_year(desk):
    registration = desk.registered(date(2025, 11, 3))
    cancel(desk, registration, date(2026, 2, 3))

    assert turnover(2025).figures[Basis.OUTPUT].total.turnover_fen == 120_000_000
    assert turnover(2026).figures[Basis.OUTPUT].total.turnover_fen == -120_000_000
    assert turnover(2026).progress.cumulative_fen == 0


def test_a_change_moves_the_contract_to_its_new_field(desk):
    registration = desk.registered(date(2026, 3, 2))
    facts = fixed_facts(registration).with_changes({"technology_field": "05"})
    request_change(
        desk.applicant, registration, facts, reason="record_error", text="领域有误", document=PAPER
    )
    approve_change(desk.registrar, registration, changed_on=date(2026, 5, 6))

    output = turnover(2026).figures[Basis.OUTPUT]

    assert output.row(Table.FIELD, "07").amounts == Amounts()
    assert output.row(Table.FIELD, "05").amounts.count == 1
    assert output.row(Table.MONTH, "2026-03").amounts.count == 1
    assert output.row(Table.MONTH, "2026-05").amounts == Amounts()


def test_a_day_of_the_past_is_answered_as_it_was_known_then(desk, at):
    desk.registered()
    at(datetime(2026, 6, 15, 16, 30, tzinfo=UTC))  # half past midnight of the 16th here
    desk.registered()

    assert turnover(2026, as_of=date(2026, 6, 15)).figures[Basis.OUTPUT].total.count == 1
    assert turnover(2026, as_of=date(2026, 6, 16)).figures[Basis.OUTPUT].total.count == 2


def test_the_cumulative_figure_begins_with_the_plan(desk):
    desk.registered(date(2024, 5, 6), signed_on=date(2020, 1, 8))
    desk.registered(date(2020, 5, 6), signed_on=date(2020, 1, 8))

    progress = turnover(2026).progress

    assert (progress.since, progress.target_year) == (2021, 2025)
    assert progress.target_fen == 2_000_000_000_00
    assert (progress.annual_fen, progress.cumulative_fen) == (0, 120_000_000)


def test_the_report_has_the_shape_that_others_read(desk):
    desk.registered()

    report = turnover_report(2026)

    assert list(report) == ["year", "as_of", "output", "absorbed", "target"]
    output = report["output"]
    assert [row["code"] for row in output["by_class"]] == ["D", "T", "L", "C", "S"]
    assert output["by_class"][0] == {
        "code": "D",
        "label": "技术开发",
        "count": 1,
        "turnover_fen": 120_000_000,
        "technical_fen": 84_000_000,
    }
    assert [row["code"] for row in output["by_month"]][5] == "2026-06"
    assert list(report["target"]) == ["target_fen", "annual_fen", "cumulative_since_2021_fen"]


def test_years_run_from_the_first_booking_to_this_one(desk):
    desk.registered(date(2024, 5, 6))

    assert list_years() == [2026, 2025, 2024]


def test_the_rows_behind_a_figure_add_up_to_it(desk):
    for field in ("05", "07", "07"):
        desk.registered(technology_field=field)
    cancelled = desk.registered(technology_field="07")
    cancel(desk, cancelled, date(2026, 6, 12))

    figure = turnover(2026).figures[Basis.OUTPUT].row(Table.FIELD, "07").amounts
    rows = list_entries_behind(2026, Basis.OUTPUT, Table.FIELD, ["07"], 1).entries

    assert len(rows) == 4
    assert sum(row.turnover_fen for row in rows) == figure.turnover_fen
    assert sum_behind(2026, Basis.OUTPUT, Table.FIELD, ["07"]) == figure


def test_the_public_table_merges_and_its_drill_down_agrees(desk):
    for _number in range(4):
        desk.registered(subtype="D1", contract_class="D")
    for subtype, contract_class in (("S1", "S"), ("S1", "S"), ("C1", "C")):
        desk.registered(subtype=subtype, contract_class=contract_class)

    public = public_turnover(2026).figures[Basis.OUTPUT]

    other = public.row(Table.CLASS, OTHER)
    behind = list_contributions_behind(2026, Basis.OUTPUT, Table.CLASS, other.codes)
    assert other.codes == {"S", "C"}
    assert public.row(Table.CLASS, "S") is None
    assert total_of(each.amounts for each in behind) == other.amounts
    assert len(contracts_behind(behind)) == 3


def test_a_year_of_two_contracts_is_withheld_with_every_later_sum(desk):
    for day in (date(2024, 3, 4), date(2024, 5, 6)):
        desk.registered(day)
    for _number in range(4):
        desk.registered(date(2026, 3, 4))

    assert public_turnover(2024).figures[Basis.OUTPUT].total is None
    assert public_turnover(2024).progress.annual_fen is None
    assert public_turnover(2026).figures[Basis.OUTPUT].total.count == 4
    assert public_turnover(2026).progress.cumulative_fen is None


def test_a_page_of_figures_costs_a_fixed_number_of_queries(desk, session, count_queries):
    def queries():
        session.commit()
        with count_queries() as statements:
            turnover(2026)
        return len(statements)

    desk.registered()
    few = queries()
    for subtype in ("S1", "C1", "T1"):
        desk.registered(subtype=subtype, contract_class=CLASS_OF[subtype])

    assert queries() == few


def test_the_public_figures_are_worked_out_once_until_the_ledger_grows(desk, count_queries):
    for _each in range(3):
        desk.registered()
    before = public_turnover(2026)

    with count_queries() as statements:
        assert public_turnover(2026) == before
    desk.registered()

    assert len(statements) == 1  # the ledger's last row
    assert public_turnover(2026) != before


@settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(CLASS_OF)),
            st.sampled_from(["05", "07"]),
            st.sampled_from(["210911", "210902", "110000"]),
            st.dates(date(2025, 1, 1), date(2026, 6, 15)),
            st.integers(1, 10**12),
            st.sampled_from(["stands", "cancelled", "changed"]),
        ),
        max_size=8,
    )
)
def test_every_figure_equals_the_sum_over_the_same_rows_in_python(desk, session, contracts):
    with session.begin_nested() as example:
        for subtype, field, buyer_region, day, fen, fate in contracts:
            registration = desk.registered(
                day,
                subtype=subtype,
                contract_class=CLASS_OF[subtype],
                technology_field=field,
                buyer_region=buyer_region,
                turnover_fen=fen,
                technical_fen=min(fen, 499_999_999),
            )
            if fate == "cancelled":
                cancel(desk, registration, date(2026, 6, 15))
            elif fate == "changed":
                facts = fixed_facts(registration).with_changes({"technology_field": "03"})
                request_change(
                    desk.applicant, registration, facts, reason="content", text="变", document=PAPER
                )
                approve_change(desk.registrar, registration, changed_on=date(2026, 6, 15))

        for year in (2025, 2026):
            for basis, found in turnover(year).figures.items():
                assert_equals_python(year, basis, found)
        example.rollback()
    session.expire_all()


def assert_equals_python(year, basis, found):
    sums = defaultdict(Amounts)
    for row in db.session.scalars(sa.select(LedgerEntry)):
        version = row.registration_version
        counted = version.is_output if basis == Basis.OUTPUT else version.is_absorbed
        if row.business_on.year != year or not counted:
            continue
        amounts = Amounts(row.contract_count, row.turnover_fen, row.technical_fen)
        county = version.seller_region if basis == Basis.OUTPUT else version.buyer_region
        for key in (
            "total",
            (Table.CLASS, version.contract_class),
            (Table.FIELD, version.technology_field),
            (Table.COUNTY, county),
            (Table.MONTH, row.business_on.isoformat()[:7]),
        ):
            sums[key] += amounts
    assert found.total == sums["total"]
    for table, rows in found.tables.items():
        for row in rows:
            assert row.amounts == sums[table, row.code]
        assert total_of(row.amounts for row in rows) == found.total


def test_only_officers_are_told_what_stands_behind_every_figure(session):
    allowed = {role for role in Role if may_see_contracts(member(role))}

    assert allowed == {Role.REGISTRAR, Role.SECOND_REVIEWER, Role.OPERATOR}
