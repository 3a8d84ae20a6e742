"""The list shows exactly what may be opened: `visible_to` and `may_view` agree."""

from itertools import product

import pytest
import sqlalchemy as sa

from techmarket.accounts.models import Role
from techmarket.deals.models import Deal
from techmarket.kernel.policy import VISITOR, WORKER
from techmarket.registration.models import Registration
from techmarket.registration.policies import may_view, visible_to
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.registration import Desk, colleague


@pytest.fixture
def desk(session):
    return Desk()


def test_the_list_and_the_page_agree_for_everybody(desk, session):
    agent = member(Role.AGENT)
    deal = Deal(
        seller_org_id=desk.seller.id, buyer_org_id=desk.buyer.id, agent_id=agent.id, title="样例"
    )
    session.add(deal)
    cases = [desk.case(), desk.submitted(), desk.in_review(), desk.registered()]
    cases[1].contract.deal = deal
    session.flush()
    actors = [
        desk.applicant,
        desk.client,
        desk.registrar,
        desk.reviewer,
        agent,
        colleague(member(Role.ENTERPRISE), Role.REGISTRAR, desk.office),
        member(Role.RESEARCHER, desk.seller, approved=False),
        *(member(role, OrganisationFactory()) for role in Role),
        VISITOR,
        WORKER,
    ]

    for actor, case in product(actors, cases):
        listed = session.scalars(sa.select(Registration).where(visible_to(actor))).all()
        assert (case in listed) == may_view(actor, case)

    assert may_view(agent, cases[1])
    assert not may_view(desk.client, cases[3])
