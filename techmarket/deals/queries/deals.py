"""Finding deals, and what comes next in each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from techmarket.accounts.queries.people import organisations_with_role
from techmarket.deals.lifecycle import DealState
from techmarket.deals.models import Deal, DealTerms, PublicNotice, Side
from techmarket.deals.policies import PARTY_ROLES, may_view_deal
from techmarket.deals.queries.notices import find_notice, needs_notice, signing_obstacles
from techmarket.kernel.errors import NotFound
from techmarket.kernel.orm import db
from techmarket.kernel.pagination import Page, paginate
from techmarket.kernel.policy import Actor
from techmarket.kernel.worklist import MOST_TASKS

OPEN_STATES = (DealState.OPENED, DealState.NEGOTIATING, DealState.AGREED)


def organisations_spoken_for(actor: Actor) -> sa.Select[int]:
    """Select the ids of the organisations whose matters the actor sees, as `belongs_to` says."""
    return organisations_with_role(actor, PARTY_ROLES)


def visible_deals(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the SQL form of `may_view_deal`."""
    own = organisations_spoken_for(actor)
    return sa.or_(
        Deal.seller_org_id.in_(own),
        Deal.buyer_org_id.in_(own),
        # A visitor's id is NULL, which equals nothing: not even a deal without an agent.
        Deal.agent_id == sa.literal(actor.actor_id, sa.Integer),
    )


def get_deal(actor: Actor, deal_id: int) -> Deal:
    """Return a deal that the actor is a party to or accompanies as its agent; raises NotFound."""
    deal = db.session.get(Deal, deal_id)
    if deal is None or not may_view_deal(actor, deal):
        raise NotFound("deal", deal_id)
    return deal


def list_deals(actor: Actor, *, is_open: bool, page: int) -> Page[Deal]:
    """Return the actor's deals, newest first: those under way, or those that have ended."""
    state = Deal.state.in_(OPEN_STATES)
    query = sa.select(Deal).where(visible_deals(actor), state if is_open else sa.not_(state))
    return paginate(query.order_by(Deal.id.desc()).options(*_for_next_step()), page)


def count_deals(actor: Actor, *, is_open: bool) -> int:
    """Return how many deals `list_deals` has in all."""
    state = Deal.state.in_(OPEN_STATES)
    query = sa.select(sa.func.count(Deal.id)).where(visible_deals(actor))
    return db.session.scalar(query.where(state if is_open else sa.not_(state))) or 0


def each_open_deal(actor: Actor) -> Iterator[Deal]:
    """Yield the deals under way of the organisations that the actor speaks for, in batches.

    Only their next step tells which ones wait for the actor: whoever reads stops in time.
    """
    own = organisations_spoken_for(actor)
    query = (
        sa.select(Deal)
        .where(
            sa.or_(Deal.seller_org_id.in_(own), Deal.buyer_org_id.in_(own)),
            Deal.state.in_(OPEN_STATES),
        )
        .order_by(Deal.id)
        .options(*_for_next_step())
    )
    yield from db.session.scalars(query, execution_options={"yield_per": MOST_TASKS})


def _for_next_step() -> tuple[sa.orm.interfaces.ORMOption, ...]:
    return (
        selectinload(Deal.terms).selectinload(DealTerms.confirmations),
        selectinload(Deal.notices).selectinload(PublicNotice.objections),
        joinedload(Deal.agent),
    )


class StepKind(StrEnum):
    """What a deal waits for."""

    PROPOSE = "propose"
    CONFIRM = "confirm"
    OPEN_NOTICE = "open_notice"
    WAIT_FOR_NOTICE = "wait_for_notice"
    ANSWER_OBJECTION = "answer_objection"
    RENEGOTIATE = "renegotiate"
    MAKE_CONTRACT = "make_contract"
    NOTHING = "nothing"


@dataclass(frozen=True)
class NextStep:
    """What comes next and which sides owe it; `due_on` where a date is known."""

    kind: StepKind
    sides: frozenset[Side]
    due_on: date | None = None


BOTH, SELLER = frozenset(Side), frozenset({Side.SELLER})
# What each obstacle asks for, gravest first: an upheld objection ends the wait for the others.
STEP_FOR_OBSTACLE = (
    ("objection_upheld", StepKind.RENEGOTIATE, BOTH),
    ("objection_open", StepKind.ANSWER_OBJECTION, SELLER),
    ("notice_missing", StepKind.OPEN_NOTICE, SELLER),
    ("notice_running", StepKind.WAIT_FOR_NOTICE, frozenset[Side]()),
)


def next_step(deal: Deal, on: date) -> NextStep:
    """Return what the deal waits for on the business date, and who owes it."""
    if deal.state == DealState.OPENED:
        return NextStep(StepKind.PROPOSE, BOTH)
    if deal.state == DealState.NEGOTIATING:
        terms = deal.latest_terms
        said_yes = terms.confirmed_sides if terms else frozenset()
        return NextStep(StepKind.CONFIRM, BOTH - said_yes)
    if deal.state != DealState.AGREED:
        return NextStep(StepKind.NOTHING, frozenset())
    obstacles = signing_obstacles(deal, on)
    for obstacle, kind, sides in STEP_FOR_OBSTACLE:
        if obstacle in obstacles:
            return NextStep(kind, sides, _notice_day(deal, kind))
    return NextStep(StepKind.MAKE_CONTRACT, BOTH)


def _notice_day(deal: Deal, kind: StepKind) -> date | None:
    notice = find_notice(deal)
    if notice is None:
        return None
    if kind == StepKind.ANSWER_OBJECTION:
        return min(each.answer_due_on for each in notice.objections if not each.decided_at)
    return notice.ends_on


class Stage(StrEnum):
    """The stages of the bar over a deal; the notice only where one is needed."""

    OPENED = "opened"
    NEGOTIATING = "negotiating"
    AGREED = "agreed"
    NOTICE = "notice"
    CONTRACTED = "contracted"


def stages_of(deal: Deal) -> list[Stage]:
    """Return the stages that this deal goes through."""
    return [stage for stage in Stage if stage != Stage.NOTICE or needs_notice(deal)]


def stage_reached(deal: Deal, on: date) -> Stage | None:
    """Return where the deal stands; None once it was abandoned."""
    if deal.state == DealState.ABANDONED:
        return None
    waits = deal.state == DealState.AGREED and needs_notice(deal) and find_notice(deal) is not None
    if waits and signing_obstacles(deal, on):
        return Stage.NOTICE
    return Stage(deal.state)
