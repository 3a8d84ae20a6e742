"""Who may apply for registration, with which contract, and when."""

from datetime import date

import pytest

from techmarket.accounts.models import Role
from techmarket.contracts.lifecycle import ContractState
from techmarket.kernel.errors import (
    AlreadyExists,
    Conflict,
    NotAllowed,
)
from techmarket.registration.lifecycle import RegistrationState
from techmarket.registration.services.application import (
    open_case,
    submit_case,
)
from techmarket.registration.services.review import (
    accept_case,
    start_examination,
)
from tests.factories.accounts import member
from tests.factories.registration import (
    ELSEWHERE,
    Desk,
)

LARGE = {"turnover_fen": 900_000_000, "technical_fen": 500_000_000}
MISSING_SEAL = [{"field": "contract", "code": "seal_missing", "text": "乙方未盖章"}]


@pytest.fixture
def desk(session):
    return Desk()


def test_only_the_sellers_people_may_apply(desk):
    contract = desk.contract()

    with pytest.raises(NotAllowed):
        open_case(desk.client, contract)


def test_an_unapproved_member_may_not_apply(desk):
    newcomer = member(Role.RESEARCHER, desk.seller, approved=False)

    with pytest.raises(NotAllowed):
        open_case(newcomer, desk.contract())


def test_for_an_import_the_domestic_buyer_applies(desk):
    contract = desk.contract(seller_country="DEU", seller_region=None)

    registration = open_case(desk.client, contract)

    assert registration.applicant_org_id == desk.buyer.id
    with pytest.raises(NotAllowed):
        open_case(desk.applicant, contract)


def test_an_import_counts_as_absorbed_only(desk):
    contract = desk.contract(seller_country="DEU", seller_region=None)
    registration = open_case(desk.client, contract)
    submit_case(desk.client, registration)
    accept_case(desk.registrar, registration)
    start_examination(desk.registrar, registration)

    version = desk.register(registration)

    assert (version.is_output, version.is_absorbed) == (False, True)


def test_an_unsigned_contract_is_not_registered(desk):
    with pytest.raises(Conflict, match="contract_not_signed"):
        open_case(desk.applicant, desk.contract(state=ContractState.OFFERED))


def test_a_contract_has_one_live_case(desk):
    contract = desk.contract()
    open_case(desk.applicant, contract)

    with pytest.raises(AlreadyExists):
        open_case(desk.applicant, contract)


def test_a_seller_from_elsewhere_is_sent_to_its_own_office(desk):
    with pytest.raises(Conflict, match="seller_outside"):
        open_case(desk.applicant, desk.contract(seller_region=ELSEWHERE))


@pytest.mark.parametrize(
    ("facts", "obstacle"),
    [
        ({"ends_on": date(2026, 6, 14)}, "contract_expired"),
        ({"signed_on": date(2026, 6, 16)}, "contract_signed_later"),
        ({"pay_mode": "unpriced"}, "price_open"),
    ],
)
def test_a_case_is_handed_in_between_signing_and_end_with_a_price(desk, facts, obstacle):
    registration = desk.case(**facts)

    with pytest.raises(Conflict, match=obstacle):
        submit_case(desk.applicant, registration)

    assert registration.state == RegistrationState.DRAFT


def test_a_contract_that_ends_today_can_still_be_handed_in(desk):
    registration = desk.submitted(ends_on=date(2026, 6, 15), signed_on=date(2026, 6, 15))

    assert registration.state == RegistrationState.SUBMITTED
