"""Terms, confirmations, the agent, and the end without a contract."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, IntegrityError

from techmarket.accounts.models import Role
from techmarket.deals.lifecycle import DealState, NoticeState
from techmarket.deals.models import DealTerms, Side, TermsConfirmation
from techmarket.deals.services.deals import (
    abandon_deal,
    confirm_terms,
    mark_contracted,
    name_agent,
    propose_terms,
)
from techmarket.deals.terms import differences, starting_values
from techmarket.kernel.errors import (
    AlreadyExists,
    Conflict,
    InvalidInput,
    InvalidTransition,
    NotAllowed,
)
from techmarket.kernel.history import list_history
from techmarket.kernel.orm import db
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.deals import (
    PRICE_FEN,
    DealFactory,
    NoticeFactory,
    TermsFactory,
    agreed_deal,
    buyer,
    draft,
    licensed_deal,
    seller,
)
from tests.factories.listings import ResultFactory, add_modes

pytestmark = pytest.mark.usefixtures("session")


def test_terms_are_numbered_from_one():
    deal = DealFactory()

    numbers = [propose_terms(person(deal), deal, draft()).number for person in (seller, buyer)]

    assert numbers == [1, 2]
    assert deal.state == DealState.NEGOTIATING


def test_a_proposal_says_who_made_it_for_which_side():
    deal = DealFactory()
    person = buyer(deal)

    terms = propose_terms(person, deal, draft())

    assert (terms.author, terms.author_side) == (person, Side.BUYER)


def test_proposing_is_not_confirming():
    deal = DealFactory()

    assert propose_terms(seller(deal), deal, draft()).confirmed_sides == frozenset()


def test_two_proposals_on_the_same_ground_are_not_both_taken():
    deal = DealFactory()
    propose_terms(seller(deal), deal, draft(), based_on=0)

    with pytest.raises(Conflict):
        propose_terms(buyer(deal), deal, draft(), based_on=0)


def test_the_constraint_decides_a_race_of_proposals():
    terms = TermsFactory()

    with pytest.raises(IntegrityError), db.session.begin_nested():
        TermsFactory(deal=terms.deal, number=terms.number)


def test_stored_terms_are_never_changed():
    terms = TermsFactory()

    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(
            sa.update(DealTerms).where(DealTerms.id == terms.id).values(object="别的")
        )


def test_terms_of_an_outsider_are_refused():
    deal = DealFactory()

    with pytest.raises(NotAllowed):
        propose_terms(member(Role.ENTERPRISE), deal, draft())

    assert deal.state == DealState.OPENED


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"contract_subtype": "Z9"}, "contract_subtype", "unknown_code"),
        ({"pay_mode": "gift"}, "pay_mode", "unknown_code"),
        ({"object": "  "}, "object", "required"),
        ({"contract_subtype": "L1"}, "license_mode", "required"),
        ({"license_mode": "sole"}, "license_mode", "no_licence"),
        ({"contract_subtype": "L1", "license_mode": "half"}, "license_mode", "unknown_code"),
        (
            {"begins_on": date(2026, 7, 1), "ends_on": date(2026, 6, 30)},
            "ends_on",
            "ends_before_it_begins",
        ),
        ({"price_min_fen": None}, "price_min_fen", "price_not_positive"),
    ],
)
def test_terms_that_do_not_fit_are_refused_at_their_field(changes, field, reason):
    deal = DealFactory()

    with pytest.raises(InvalidInput) as refused:
        propose_terms(seller(deal), deal, draft(**changes))

    assert (refused.value.field, refused.value.reason) == (field, reason)


def test_both_sides_agree_by_confirming_the_same_number():
    terms = TermsFactory()
    deal = terms.deal

    confirm_terms(seller(deal), deal, 1)
    after_one = deal.state
    confirm_terms(buyer(deal), deal, 1)

    assert (after_one, deal.state) == (DealState.NEGOTIATING, DealState.AGREED)
    assert deal.agreed_terms == terms


def test_a_confirmation_keeps_person_and_side():
    terms = TermsFactory()
    person = buyer(terms.deal)

    confirmation = confirm_terms(person, terms.deal, 1)

    assert (confirmation.confirmed_by, confirmation.side) == (person, Side.BUYER)


def test_a_number_that_is_no_longer_the_latest_cannot_be_confirmed():
    terms = TermsFactory()
    propose_terms(seller(terms.deal), terms.deal, draft(note="改价"))

    with pytest.raises(Conflict) as refused:
        confirm_terms(buyer(terms.deal), terms.deal, 1)

    assert refused.value.reason == "terms_outdated"


def test_one_side_says_yes_once():
    terms = TermsFactory()
    confirm_terms(seller(terms.deal), terms.deal, 1)

    with pytest.raises(AlreadyExists):
        confirm_terms(seller(terms.deal), terms.deal, 1)

    assert terms.deal.state == DealState.NEGOTIATING


def test_the_constraint_decides_a_race_of_confirmations():
    terms = TermsFactory()
    person = seller(terms.deal)
    confirm_terms(person, terms.deal, 1)

    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.add(TermsConfirmation(terms=terms, side=Side.SELLER, confirmed_by_id=person.id))


def test_terms_without_a_price_are_an_intention_and_cannot_be_agreed():
    deal = DealFactory()
    free = {"pay_mode": "free", "price_kind": "negotiable"}
    propose_terms(seller(deal), deal, draft(**free, price_min_fen=None, price_max_fen=None))

    with pytest.raises(Conflict) as refused:
        confirm_terms(buyer(deal), deal, 1)

    assert refused.value.reason == "pay_mode_not_registrable"


def test_a_price_that_cannot_be_determined_cannot_be_agreed():
    terms = TermsFactory(price_kind="range", price_max_fen=2 * PRICE_FEN)

    with pytest.raises(Conflict) as refused:
        confirm_terms(buyer(terms.deal), terms.deal, 1)

    assert refused.value.reason == "price_not_determined"


def test_new_terms_reopen_an_agreement():
    deal = agreed_deal()

    propose_terms(buyer(deal), deal, draft(price_min_fen=1_00, price_max_fen=1_00))

    assert (deal.state, deal.agreed_terms) == (DealState.NEGOTIATING, None)
    assert deal.latest_terms.confirmed_sides == frozenset()


def test_new_terms_cancel_a_running_notice():
    deal = licensed_deal()
    notice = NoticeFactory(deal=deal)

    propose_terms(buyer(deal), deal, draft())

    assert notice.state == NoticeState.CANCELLED


def test_differences_name_the_fields_that_changed():
    first = TermsFactory()
    second = propose_terms(buyer(first.deal), first.deal, draft(price_min_fen=5, price_max_fen=5))

    changed = {each.field: (each.before, each.after) for each in differences(first, second)}

    assert changed == {"price_min_fen": (PRICE_FEN, 5), "price_max_fen": (PRICE_FEN, 5)}


def test_the_first_proposal_begins_with_what_the_listing_says():
    result = ResultFactory(published=True)
    add_modes(result, "license_ordinary")

    values = starting_values(DealFactory(result=result))

    assert (values["contract_subtype"], values["license_mode"]) == ("L1", "ordinary")
    assert (values["price_kind"], values["price_min_fen"]) == ("range", 100_000_00)


def test_the_next_proposal_begins_with_the_latest_terms():
    terms = TermsFactory(acceptance="抗压强度 ≥ 10 MPa")

    assert starting_values(terms.deal)["acceptance"] == "抗压强度 ≥ 10 MPa"


def test_either_side_names_an_agent_who_then_sees_the_deal():
    deal, agency = DealFactory(), OrganisationFactory(kind="agency")
    agent = member(Role.AGENT, agency)

    name_agent(buyer(deal), deal, agent, agency)

    assert (deal.agent, deal.agent_org) == (agent, agency)


def test_a_person_without_the_role_cannot_be_the_agent():
    deal, organisation = DealFactory(), OrganisationFactory()

    with pytest.raises(InvalidInput):
        name_agent(seller(deal), deal, member(Role.ENTERPRISE, organisation), organisation)


def test_a_member_of_a_party_cannot_be_the_agent():
    deal, agency = DealFactory(), OrganisationFactory(kind="agency")
    agent = member(Role.AGENT, agency)
    agent.memberships.append(seller(deal).memberships[0])

    with pytest.raises(InvalidInput) as refused:
        name_agent(seller(deal), deal, agent, agency)

    assert refused.value.reason == "agent_is_party"


def test_no_agent_is_named_after_the_end():
    deal, agency = DealFactory(state=DealState.ABANDONED), OrganisationFactory(kind="agency")

    with pytest.raises(InvalidTransition):
        name_agent(seller(deal), deal, member(Role.AGENT, agency), agency)


def test_the_agent_does_not_confirm():
    terms = TermsFactory()
    agency = OrganisationFactory(kind="agency")
    agent = member(Role.AGENT, agency)
    name_agent(seller(terms.deal), terms.deal, agent, agency)

    with pytest.raises(NotAllowed):
        confirm_terms(agent, terms.deal, 1)


def test_a_deal_ends_with_a_reason():
    deal = DealFactory()

    abandon_deal(buyer(deal), deal, "price", "差距太大")

    assert (deal.state, deal.abandon_reason) == (DealState.ABANDONED, "price")
    assert list_history("deal", deal.id)[-1].payload.text == "差距太大"


def test_an_unknown_reason_is_refused_and_the_deal_goes_on():
    deal = DealFactory()

    with pytest.raises(InvalidInput):
        abandon_deal(buyer(deal), deal, "whim")

    assert deal.state == DealState.OPENED


def test_ending_a_deal_cancels_its_notice():
    deal = licensed_deal()
    notice = NoticeFactory(deal=deal)

    abandon_deal(seller(deal), deal, "price")

    assert notice.state == NoticeState.CANCELLED


def test_an_agreed_development_goes_to_contract_without_a_notice():
    deal = agreed_deal()

    mark_contracted(seller(deal), deal)

    assert deal.state == DealState.CONTRACTED
    assert deal.agreed_terms is not None


def test_nothing_is_contracted_before_both_agree():
    terms = TermsFactory()

    with pytest.raises(InvalidTransition):
        mark_contracted(seller(terms.deal), terms.deal)


def test_every_move_is_recorded_with_its_states():
    terms = TermsFactory()
    deal = terms.deal
    confirm_terms(seller(deal), deal, 1)
    confirm_terms(buyer(deal), deal, 1)

    moves = [(row.action, row.from_state, row.to_state) for row in list_history("deal", deal.id)]

    assert moves == [
        ("confirm", "negotiating", "negotiating"),
        ("confirm", "negotiating", "negotiating"),
        ("agree", "negotiating", "agreed"),
    ]
