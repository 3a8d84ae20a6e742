"""Who hears of a registration case, and where the message leads each reader."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from techmarket.kernel import clock, outbox
from techmarket.notifications.models import Notification
from techmarket.region.current import pack
from techmarket.registration.facts import facts_of
from techmarket.registration.services.application import request_change
from techmarket.registration.services.review import return_case
from tests.conftest import NOON
from tests.factories.registration import PAPER, Desk

pytestmark = pytest.mark.usefixtures("box")


@pytest.fixture
def desk(session):
    return Desk()


def told(session, kind):
    session.commit()
    outbox.drain()
    query = sa.select(Notification).where(Notification.kind == kind)
    return {each.user_id: each.path for each in session.scalars(query)}


def test_a_returned_case_is_told_to_those_who_applied_only(desk, session):
    case = desk.submitted()
    reason = {"field": "contract", "code": "seal_missing", "text": "缺章"}

    return_case(desk.registrar, case, [reason])

    assert told(session, "registration_returned") == {desk.applicant.id: f"/registration/{case.id}"}


def test_the_other_party_hears_of_the_registration_and_lands_on_the_contract(desk, session):
    case = desk.registered()

    assert told(session, "contract_registered") == {
        desk.applicant.id: f"/registration/{case.id}",
        desk.client.id: f"/contracts/{case.contract_id}",
    }


def test_a_change_has_a_clock_of_its_own(desk, at):
    case = desk.registered()
    at(NOON + timedelta(days=200))

    request_change(
        desk.applicant,
        case,
        facts_of(case.contract.latest_version),
        reason="amount",
        text="补充协议",
        document=PAPER,
    )

    assert case.due_on == pack().deadline("review_deadline", clock.today()).on
