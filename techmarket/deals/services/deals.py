"""Negotiating: numbered terms, confirmations, the agent, and the end without agreement."""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from techmarket.accounts.models import Organisation, Role, User
from techmarket.deals.events import AgentNamed, DealAbandoned, DealAgreed, TermsProposed
from techmarket.deals.lifecycle import DEAL_LIFECYCLE, DealAction, DealState
from techmarket.deals.models import Deal, DealTerms, Side, TermsConfirmation
from techmarket.deals.policies import DEAL_RULE_FOR, belongs_to, may_act, side_of
from techmarket.deals.queries.notices import signing_obstacles
from techmarket.deals.services.notices import cancel_running_notice, clear_notice_if_ended
from techmarket.deals.terms import TermsDraft, agreement_gap, check_terms
from techmarket.kernel import clock, history, outbox
from techmarket.kernel.errors import (
    AlreadyExists,
    Conflict,
    InvalidInput,
    InvalidTransition,
    NotAllowed,
)
from techmarket.kernel.orm import db
from techmarket.kernel.policy import Actor, require
from techmarket.region.current import pack

CHAIN = "deal"
ENDED = frozenset({DealState.CONTRACTED, DealState.ABANDONED})


def propose_terms(
    actor: User, deal: Deal, draft: TermsDraft, *, based_on: int | None = None
) -> DealTerms:
    """Put new numbered terms on the table; an agreement and a running notice fall with the old.

    `based_on` is the number that the proposer had before him (0 for none): a newer one raises
    Conflict("terms_outdated"). Raises InvalidInput, NotAllowed, InvalidTransition.
    """
    require(DEAL_RULE_FOR[DealAction.PROPOSE], actor, deal)
    check_terms(draft, clock.today())
    _lock(deal)
    last = deal.latest_terms.number if deal.latest_terms else 0
    if based_on is not None and based_on != last:
        raise Conflict("terms_outdated")
    states = DEAL_LIFECYCLE.apply(deal, DealAction.PROPOSE)
    terms = DealTerms(
        number=last + 1,
        author_id=actor.id,
        author_side=_side(actor, deal),
        **draft.columns(),
    )
    try:
        with db.session.begin_nested():  # the constraint, not a query, decides a race
            deal.terms.append(terms)
    except IntegrityError as error:
        raise Conflict("terms_outdated") from error
    cancel_running_notice(actor, deal)
    _record(deal, actor, DealAction.PROPOSE, states, str(terms.number))
    outbox.publish(TermsProposed(terms.id))
    return terms


def confirm_terms(actor: User, deal: Deal, number: int) -> TermsConfirmation:
    """Say yes to the terms `number` for the actor's side; the second yes makes the deal agreed.

    Raises Conflict("terms_outdated") when `number` is no longer the latest,
    Conflict("price_not_determined" | "pay_mode_not_registrable") when the terms cannot be agreed,
    AlreadyExists("terms_confirmation"), NotAllowed, InvalidTransition.
    """
    require(DEAL_RULE_FOR[DealAction.AGREE], actor, deal)
    _lock(deal)
    terms = deal.latest_terms
    if terms is None or terms.number != number:
        raise Conflict("terms_outdated")
    side = _side(actor, deal)
    if side in terms.confirmed_sides:
        raise AlreadyExists("terms_confirmation")
    DEAL_LIFECYCLE.target(deal.state, DealAction.AGREE)
    gap = agreement_gap(terms, clock.today())
    if gap is not None:
        raise Conflict(gap)
    confirmation = _confirm(actor, terms, side)
    if terms.confirmed_sides == frozenset(Side):
        _agree(actor, deal, terms)
    return confirmation


def _confirm(actor: User, terms: DealTerms, side: Side) -> TermsConfirmation:
    confirmation = TermsConfirmation(side=side, confirmed_by_id=actor.id)
    try:
        with db.session.begin_nested():  # the constraint, not a query, decides a race
            terms.confirmations.append(confirmation)
    except IntegrityError as error:
        raise AlreadyExists("terms_confirmation") from error
    state = terms.deal.state
    _record(terms.deal, actor, "confirm", (state, state), str(terms.number))
    return confirmation


def _agree(actor: Actor, deal: Deal, terms: DealTerms) -> None:
    states = DEAL_LIFECYCLE.apply(deal, DealAction.AGREE)
    _record(deal, actor, DealAction.AGREE, states, str(terms.number))
    outbox.publish(DealAgreed(deal.id))


def name_agent(actor: Actor, deal: Deal, agent: User, organisation: Organisation) -> None:
    """Name the person who accompanies the deal for an agency; both sides see it, he only reads.

    Either side may name one, and another later, until the contract. Raises
    InvalidInput("agent", "agent_without_role" | "agent_is_party"), NotAllowed, InvalidTransition.
    """
    require(may_act, actor, deal)
    if deal.state in ENDED:
        raise InvalidTransition(CHAIN, deal.state, "name_agent")
    if Role.AGENT not in agent.roles_in(organisation.id):
        raise InvalidInput("agent", "agent_without_role")
    if any(belongs_to(agent, party) for party in (deal.seller_org_id, deal.buyer_org_id)):
        raise InvalidInput("agent", "agent_is_party")
    deal.agent, deal.agent_org = agent, organisation
    _record(deal, actor, "name_agent", (deal.state, deal.state), str(agent.id))
    outbox.publish(AgentNamed(deal.id))


def abandon_deal(actor: Actor, deal: Deal, reason: str, note: str = "") -> None:
    """End the deal without a contract, with a code of the list `abandon_reason`.

    Raises InvalidInput for an unknown code, NotAllowed, InvalidTransition.
    """
    require(DEAL_RULE_FOR[DealAction.ABANDON], actor, deal)
    if pack().find_code("abandon_reason", reason, clock.today()) is None:
        raise InvalidInput("reason", "unknown_code")
    states = DEAL_LIFECYCLE.apply(deal, DealAction.ABANDON)
    deal.abandon_reason = reason
    cancel_running_notice(actor, deal)
    _record(deal, actor, DealAction.ABANDON, states, note)
    outbox.publish(DealAbandoned(deal.id))


def mark_contracted(actor: Actor, deal: Deal) -> None:
    """Record that the contract of the agreed deal is being made; called by `contracts`.

    Raises Conflict with the first of `signing_obstacles` (a public notice that is missing, runs or
    is objected to), NotAllowed, InvalidTransition.
    """
    require(DEAL_RULE_FOR[DealAction.CONTRACT], actor, deal)
    DEAL_LIFECYCLE.target(deal.state, DealAction.CONTRACT)
    obstacles = signing_obstacles(deal, clock.today())
    if obstacles:
        raise Conflict(obstacles[0])
    clear_notice_if_ended(deal)
    states = DEAL_LIFECYCLE.apply(deal, DealAction.CONTRACT)
    _record(deal, actor, DealAction.CONTRACT, states)


def _lock(deal: Deal) -> None:
    """Hold the deal's row so that two sides confirming at once do see each other (PostgreSQL)."""
    db.session.execute(sa.select(Deal.id).where(Deal.id == deal.id).with_for_update())
    db.session.expire(deal, ["terms"])


def _side(actor: Actor, deal: Deal) -> Side:
    side = side_of(actor, deal)
    if side is None:
        raise NotAllowed(may_act.__name__)
    return side


def _record(
    deal: Deal,
    actor: Actor,
    action: str,
    states: tuple[str | None, str | None],
    note: str = "",
) -> None:
    history.record(CHAIN, deal.id, actor=actor, action=action, states=states, note=note)
