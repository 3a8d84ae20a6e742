"""Which contracts the desk may note as registered at another office."""

from datetime import date
from itertools import product

import pytest

from techmarket.contracts.lifecycle import ContractState
from techmarket.contracts.models import Contract, ContractParty, ContractVersion, PartySide
from techmarket.registration.facts import facts_of
from techmarket.registration.policies import is_open_for_elsewhere
from techmarket.registration.queries import count_open_for_elsewhere, list_open_for_elsewhere
from techmarket.registration.services.registering import record_elsewhere
from tests.factories.accounts import OrganisationFactory
from tests.factories.registration import ELSEWHERE, HERE, PAPER, Desk, signed_contract


@pytest.fixture
def desk(session):
    return Desk()


def supplement(session, contract, **regions):
    """Add a version in which the sides have moved to other regions."""
    first = contract.latest_version
    facts = {
        column.key: getattr(first, column.key)
        for column in ContractVersion.__mapper__.column_attrs
        if column.key not in {"id", "number"}
    }
    version = ContractVersion(**facts, number=2)
    version.parties = [
        ContractParty(
            side=party.side, name=party.name, country=party.country, region=regions[party.side]
        )
        for party in first.parties
    ]
    session.add(version)
    session.flush()
    session.refresh(contract)


def test_the_list_and_the_rule_agree_for_every_contract(desk, session):
    outside = OrganisationFactory(region=ELSEWHERE)
    for seller, buyer, country, state in product(
        (HERE, ELSEWHERE, None), (HERE, ELSEWHERE, None), ("CHN", "DEU"), ContractState
    ):
        signed_contract(
            outside,
            desk.buyer,
            state=state,
            seller_region=seller,
            buyer_region=buyer,
            seller_country=country,
        )

    expected = [each for each in session.query(Contract) if is_open_for_elsewhere(each)]

    assert expected
    assert list(list_open_for_elsewhere(1).entries) == expected
    assert count_open_for_elsewhere() == len(expected)


@pytest.mark.parametrize(
    ("before", "after", "is_open"), [(ELSEWHERE, HERE, False), (HERE, ELSEWHERE, True)]
)
def test_the_newest_version_decides_where_the_seller_is(desk, session, before, after, is_open):
    contract = signed_contract(desk.seller, desk.buyer, seller_region=before)

    supplement(session, contract, **{PartySide.SELLER: after, PartySide.BUYER: HERE})

    assert is_open_for_elsewhere(contract) is is_open
    assert count_open_for_elsewhere() == int(is_open)


def test_a_contract_without_a_seller_or_with_one_local_seller_follows_the_rule(desk, session):
    outside = OrganisationFactory(region=ELSEWHERE)
    orphan, joint = (
        signed_contract(outside, desk.buyer, seller_region=ELSEWHERE) for _each in range(2)
    )
    orphan.latest_version.parties.pop(0)
    joint.latest_version.parties.append(
        ContractParty(side=PartySide.SELLER, ordinal=2, name="样例本地研究所", region=HERE)
    )
    session.flush()

    expected = [each for each in (orphan, joint) if is_open_for_elsewhere(each)]

    assert [each.side for each in orphan.latest_version.parties] == [PartySide.BUYER]
    assert list(list_open_for_elsewhere(1).entries) == expected == [orphan]


def test_what_has_been_noted_leaves_the_list(desk):
    outside = OrganisationFactory(region=ELSEWHERE)
    contract = signed_contract(outside, desk.buyer, seller_region=ELSEWHERE)
    before = count_open_for_elsewhere()

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

    assert (before, count_open_for_elsewhere()) == (1, 0)


def test_a_long_list_comes_in_pages_and_its_number_in_one_query(desk, count_queries):
    outside = OrganisationFactory(region=ELSEWHERE)
    for _each in range(21):
        signed_contract(outside, desk.buyer, seller_region=ELSEWHERE)

    assert [len(list_open_for_elsewhere(page).entries) for page in (1, 2)] == [20, 1]
    with count_queries() as queries:
        assert count_open_for_elsewhere() == 21
    assert len(queries) == 1
