"""What the demo market shows, and that its past holds together."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from techmarket.accounts.lifecycle import MembershipState
from techmarket.accounts.models import Membership, Organisation, Role, User
from techmarket.accounts.services.passwords import password_matches
from techmarket.contracts.lifecycle import ContractState
from techmarket.contracts.models import Contract, ContractParty
from techmarket.contracts.queries import account_of
from techmarket.deals.lifecycle import DealState, InquiryState, NoticeState, ObjectionState
from techmarket.deals.models import Deal, Inquiry, Objection, PublicNotice
from techmarket.demo.market import demo_accounts, is_empty_database, load_demo_market
from techmarket.demo.script import read_script
from techmarket.kernel import clock
from techmarket.kernel.errors import Conflict
from techmarket.kernel.history import check_chains
from techmarket.kernel.orm import db
from techmarket.kernel.outbox import OutboxMessage
from techmarket.listings.lifecycle import ListingKind, ListingState
from techmarket.listings.models import Listing, ListingRevision, ResultRevision
from techmarket.listings.services.clocks import is_overdue
from techmarket.region.checks import check_credit_code, check_registration_number
from techmarket.region.current import pack, use_pack
from techmarket.registration.ledger import verify_ledger
from techmarket.registration.lifecycle import RegistrationState
from techmarket.registration.models import Origin, Registration, RegistrationVersion
from techmarket.statistics.figures import OTHER, Basis
from techmarket.statistics.queries import public_turnover, turnover_report
from tests.integration.demo.conftest import PASSWORD

YEARS = (2024, 2025, 2026)


def states_of(model, column="state"):
    return Counter(db.session.scalars(sa.select(getattr(model, column))))


def test_forty_results_and_thirty_demands_are_published_along_all_nine_chains(demo):
    rows = demo.execute(
        sa.select(Listing.kind, ListingRevision.chain)
        .join(ListingRevision, ListingRevision.listing_id == Listing.id)
        .where(Listing.state == ListingState.PUBLISHED, ListingRevision.state == "published")
    ).all()

    counts = Counter(kind for kind, _chain in rows)
    assert counts[ListingKind.RESULT] >= 40
    assert counts[ListingKind.DEMAND] >= 30
    chains = {code.code for code in pack().codes("chain")}
    assert len(chains) == 9
    for kind in ListingKind:
        assert {chain for each, chain in rows if each == kind} == chains


def test_no_published_listing_has_missed_its_confirmation(demo):
    published = demo.scalars(sa.select(Listing).where(Listing.state == ListingState.PUBLISHED))

    assert [each.id for each in published if is_overdue(each, clock.today())] == []


def test_listings_stand_in_every_state_that_waits_for_somebody(demo):
    assert set(states_of(Listing)) >= {
        ListingState.DRAFT,
        ListingState.IN_REVIEW,
        ListingState.RETURNED,
        ListingState.PUBLISHED,
        ListingState.UNCONFIRMED,
        ListingState.CLOSED,
    }
    assert demo.scalar(sa.select(sa.func.count()).where(Listing.identity_masked)) >= 1


def test_everything_is_marked_as_demo_data(demo):
    for model in (User, Listing, Deal, Contract):
        assert set(demo.scalars(sa.select(model.is_demo))) == {True}


def test_ten_organisations_and_a_person_of_every_role_are_there(demo):
    organisations = demo.scalars(sa.select(Organisation).where(Organisation.is_demo)).all()

    assert len(organisations) >= 10
    approved = sa.select(Membership.role).where(Membership.state == MembershipState.APPROVED)
    assert set(demo.scalars(approved)) == set(Role)
    waiting = sa.select(Membership).where(Membership.state == MembershipState.REQUESTED)
    assert len(demo.scalars(waiting).all()) == 1


def test_the_accounts_that_are_printed_sign_in_with_the_given_password(demo):
    accounts = demo_accounts()

    assert {account.role for account in accounts} >= {role.value for role in Role}
    for account in accounts:
        user = demo.scalars(sa.select(User).where(User.email == account.login)).one()
        assert account.login.endswith(".invalid")
        assert password_matches(user.password_hash, PASSWORD)


def test_invented_credit_codes_are_right_and_name_no_region(demo):
    codes = demo.scalars(sa.select(Organisation.credit_code).where(Organisation.is_demo)).all()

    for code in codes:
        assert check_credit_code(code).check_digit_matches
        assert code[2:8] == "000000"


def test_only_invented_organisations_are_party_to_anything(demo):
    in_deals = sa.select(Deal.seller_org_id).union(sa.select(Deal.buyer_org_id))
    in_contracts = sa.select(ContractParty.organisation_id)
    in_inquiries = sa.select(Inquiry.organisation_id)
    for ids in (in_deals, in_contracts, in_inquiries):
        parties = demo.scalars(sa.select(Organisation).where(Organisation.id.in_(ids))).all()
        assert parties
        assert all(each.is_demo for each in parties)


def test_real_institutions_have_no_price_person_inquiry_or_code(demo):
    real = demo.scalars(
        sa.select(Organisation).where(
            Organisation.is_archive, Organisation.name != pack().archive_organisation.name_zh
        )
    ).all()

    assert real
    for organisation in real:
        assert organisation.credit_code is None
        assert organisation.memberships == []
        listings = demo.scalars(
            sa.select(Listing).where(Listing.organisation_id == organisation.id)
        ).all()
        assert listings
        for listing in listings:
            revision = listing.current_revision
            assert isinstance(revision, ResultRevision)
            assert (listing.author_id, revision.completers) == (None, "")
            assert (revision.price_kind, revision.price_min_fen) == ("negotiable", None)
            assert "章" in revision.summary
            assert not demo.scalar(sa.select(sa.exists().where(Inquiry.listing_id == listing.id)))


def test_deals_stand_at_every_station(demo):
    assert set(states_of(Inquiry)) == set(InquiryState)
    assert set(states_of(Deal)) == set(DealState)
    assert set(states_of(PublicNotice)) >= {NoticeState.RUNNING, NoticeState.CLEARED}
    assert ObjectionState.OPEN in states_of(Objection)
    running = demo.scalars(
        sa.select(PublicNotice).where(PublicNotice.state == NoticeState.RUNNING)
    ).all()
    assert all(each.starts_on <= clock.today() <= each.ends_on for each in running)


def test_contracts_and_registrations_stand_at_every_station(demo):
    assert set(states_of(Contract)) >= {
        ContractState.DRAFTED,
        ContractState.OFFERED,
        ContractState.IN_FORCE,
        ContractState.COMPLETED,
        ContractState.TERMINATED,
    }
    assert set(states_of(Registration)) >= {
        RegistrationState.SUBMITTED,
        RegistrationState.ACCEPTED,
        RegistrationState.IN_REVIEW,
        RegistrationState.SECOND_REVIEW,
        RegistrationState.RETURNED,
        RegistrationState.NOT_REGISTERED,
        RegistrationState.REGISTERED,
        RegistrationState.CHANGE_PENDING,
        RegistrationState.CANCELLED,
    }
    numbers = demo.scalars(sa.select(RegistrationVersion.number)).all()
    assert max(numbers) == 2


def test_one_contract_has_an_overdue_instalment_beside_a_paid_one(demo):
    contracts = demo.scalars(sa.select(Contract).where(Contract.state == ContractState.IN_FORCE))

    lines = [
        {line.state for line in account_of(contract, clock.today()).lines} for contract in contracts
    ]

    assert any({"paid", "overdue"} <= states for states in lines)


def test_the_second_reviewer_is_another_person_than_the_registrar(demo):
    reviewed = demo.scalars(
        sa.select(Registration).where(Registration.second_reviewer_id.is_not(None))
    ).all()

    assert reviewed
    assert all(each.second_reviewer_id != each.registrar_id for each in reviewed)


def test_forty_contracts_of_real_size_are_registered_over_three_years(demo):
    first = demo.scalars(
        sa.select(RegistrationVersion).where(RegistrationVersion.number == 1)
    ).all()

    real_size = [each for each in first if 50_000_00 <= each.turnover_fen <= 3_000_000_00]
    assert len(real_size) >= 40
    assert {each.registered_on.year for each in real_size} == set(YEARS)
    assert {each.contract_class for each in first} == {"D", "T", "L", "C", "S"}


def test_registration_numbers_are_those_of_the_demo_office(demo):
    registered = demo.scalars(sa.select(Registration).where(Registration.number.is_not(None))).all()

    for registration in registered:
        check = check_registration_number(registration.number, clock.today().year)
        assert check.office == pack().rule_text("number_office_demo", clock.today())
        if registration.origin == Origin.OWN:
            assert registration.number.startswith(pack().region_prefix)


def test_chains_and_ledger_prove_themselves(demo):
    assert list(check_chains()) == []
    assert verify_ledger() == []


@pytest.mark.parametrize("year", YEARS)
def test_the_report_equals_the_sum_of_what_was_registered(demo, year):
    rows = demo.scalars(
        sa.select(RegistrationVersion)
        .join(Registration)
        .where(
            sa.extract("year", RegistrationVersion.registered_on) == year,
            Registration.state != RegistrationState.CANCELLED,
        )
    ).all()
    newest = {each.registration_id: each for each in sorted(rows, key=lambda row: row.number)}

    report = turnover_report(year)

    for basis, counts in (("output", "is_output"), ("absorbed", "is_absorbed")):
        counted = [each for each in newest.values() if getattr(each, counts)]
        assert report[basis]["count"] == len(counted)
        assert report[basis]["turnover_fen"] == sum(each.turnover_fen for each in counted)
        assert report[basis]["technical_fen"] == sum(each.technical_fen for each in counted)


def test_what_was_registered_elsewhere_is_absorbed_only(demo):
    elsewhere = demo.scalars(
        sa.select(RegistrationVersion)
        .join(Registration)
        .where(Registration.origin == Origin.ELSEWHERE)
    ).all()

    assert elsewhere
    assert {(each.is_output, each.is_absorbed) for each in elsewhere} == {(False, True)}


def test_the_public_sees_merged_cells(demo):
    figures = public_turnover(YEARS[-1]).figures[Basis.OUTPUT]

    tables = {table: {row.code for row in rows} for table, rows in figures.tables.items()}
    assert any(OTHER in codes and len(codes) > 1 for codes in tables.values())


def test_a_second_load_is_refused(demo):
    with pytest.raises(Conflict, match="not_empty"):
        load_demo_market(PASSWORD)


def test_old_news_is_told_but_every_listing_still_comes_to_the_index(demo):
    waiting = demo.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.delivered_at.is_(None))
    ).all()

    old = [each for each in waiting if each.created_at < clock.now() - timedelta(days=14)]
    assert {each.event for each in old} == {"ListingIndexed"}
    indexed = {each.payload["listing_id"] for each in waiting if each.event == "ListingIndexed"}
    published = demo.scalars(
        sa.select(Listing.id).where(Listing.state == ListingState.PUBLISHED)
    ).all()
    assert set(published) <= indexed


def test_every_deal_begins_well_after_its_listings_are_published(app):
    script = read_script(pack().demo_directory, clock.today())

    published = {line.key: line.published_on for line in script.listings}
    for deal in script.deals:
        for key in filter(None, (deal.listing, deal.own_listing)):
            # The longest holidays may move a publication by nine days.
            assert deal.begins_on - published[key] >= timedelta(days=13)


# Its only deal asks about a listing that is not there.
BROKEN_SCRIPT = {
    "organisations.csv": """\
key,name,name_en,kind,region,zone,party_type,industry,is_public,representative,address,introduction
lab,样例实验室,Sample Lab,institute,210911,,021,M,yes,周样例,样例街1号,虚构的研究所。
""",
    "people.csv": """\
login,name,organisation,role,state,account
lab,周样例,lab,researcher,approved,
operator,吴样例,operator,operator,approved,
""",
    "deals/one.csv": """\
listing,own_listing,asker,agent,subtype,licence,amount,non_technical,pay,begins,months,until,review
nothing,,nobody,,S1,,10,,lump,-10,3,sent,
""",
    "listings/equipment.toml": """\
[[result]]
key = "one"
organisation = "lab"
published = "-60"
title = "样例铸件检测方法"
summary = "样例。"
completers = "周样例"
maturity = "prototype"
trl = 4
modes = ["service"]
industry = "C"
""",
    "plan.toml": "organisation = []\nresult = []\n",
    "phrases.toml": '[attachments]\nlisting = ""\npublic = ""\nverified = ""\n',
    "sample.pdf": "%PDF-1.4\n",
}


@pytest.fixture
def own_script(tmp_path: Path) -> Iterator[Path]:
    """Let the pack look for its demo data in a folder of the test's own, not there yet."""
    whole = pack()
    use_pack(replace(whole, demo_directory=tmp_path / "demo"))
    yield tmp_path / "demo"
    use_pack(whole)


def test_a_pack_without_demo_data_leaves_the_market_empty(
    empty_market: Callable[[], Flask], own_script: Path
):
    with empty_market().app_context():
        load_demo_market(PASSWORD)

        assert is_empty_database()
        assert demo_accounts() == []


def test_a_load_that_breaks_off_leaves_an_empty_database(
    empty_market: Callable[[], Flask], own_script: Path
):
    for name, text in BROKEN_SCRIPT.items():
        (own_script / name).parent.mkdir(parents=True, exist_ok=True)
        (own_script / name).write_text(text)

    with empty_market().app_context():
        with pytest.raises(KeyError, match="nothing"):
            load_demo_market(PASSWORD)

        assert is_empty_database()
