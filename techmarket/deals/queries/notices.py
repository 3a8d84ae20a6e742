"""Public notices: which deals need one, what keeps a deal from signing, and the public list."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from techmarket.accounts.lifecycle import OrganisationState
from techmarket.accounts.models import Organisation
from techmarket.accounts.policies import is_operator
from techmarket.accounts.queries.people import organisations_with_role
from techmarket.deals.lifecycle import DealState, NoticeState, ObjectionState
from techmarket.deals.models import Deal, DealTerms, Objection, PublicNotice
from techmarket.deals.policies import PARTY_ROLES, may_view_deal, may_view_objections
from techmarket.deals.terms import LICENCE_CLASS, TRANSFER_CLASS, contract_class_of
from techmarket.kernel import clock
from techmarket.kernel.errors import NotFound
from techmarket.kernel.orm import db
from techmarket.kernel.pagination import Page, paginate
from techmarket.kernel.policy import Actor
from techmarket.kernel.worklist import MOST_TASKS
from techmarket.region.current import pack

STANDING = frozenset({NoticeState.RUNNING, NoticeState.CLEARED})
SIGNABLE = frozenset({DealState.AGREED, DealState.CONTRACTED})


def earliest_end(starts_on: date) -> date:
    """Return the first business date on which a notice that starts then may end.

    `public_notice_days` calendar days; the day it begins is not counted (Civil Code art. 201), the
    last one runs to its end.
    """
    return starts_on + timedelta(days=pack().rule_int("public_notice_days", starts_on))


def needs_notice(deal: Deal, terms: DealTerms | None = None) -> bool:
    """Whether a negotiated price has to be published: PTTL art. 18, domain.md §5.2 track A.

    A transfer, equity contribution (which registers as a transfer) or licence by a holder that the
    state established. `terms`: the latest by default.
    """
    terms = terms or deal.latest_terms
    if terms is None or not deal.seller_org.is_public:
        return False
    return contract_class_of(terms.contract_subtype) in (TRANSFER_CLASS, LICENCE_CLASS)


def find_notice(deal: Deal) -> PublicNotice | None:
    """Return the notice that stands for the latest terms: running or cleared, else None."""
    terms = deal.latest_terms
    if terms is None:
        return None
    return next(
        (
            notice
            for notice in reversed(deal.notices)
            if notice.terms_id == terms.id and notice.state in STANDING
        ),
        None,
    )


def signing_obstacles(deal: Deal, on: date) -> list[str]:
    """Return the codes of what keeps the deal from a contract on the business date; [] for none.

    not_agreed; notice_missing, notice_running, objection_open, objection_upheld (domain.md §0.8).
    A notice that has ended without an open objection is none, whether or not the worker has
    already marked it cleared.
    """
    if deal.state not in SIGNABLE:
        return ["not_agreed"]
    if not needs_notice(deal):
        return []
    notice = find_notice(deal)
    return ["notice_missing"] if notice is None else notice_obstacles(notice, on)


def notice_obstacles(notice: PublicNotice, on: date) -> list[str]:
    """Return what keeps this notice from being cleared on the business date."""
    if notice.state == NoticeState.CLEARED:
        return []
    states = {objection.state for objection in notice.objections}
    found = {
        "notice_running": on <= notice.ends_on,
        "objection_open": ObjectionState.OPEN in states,
        "objection_upheld": ObjectionState.UPHELD in states,
    }
    return [code for code, stands in found.items() if stands]


def accepts_objections(notice: PublicNotice, on: date) -> bool:
    """Whether the notice is in its days."""
    return notice.state == NoticeState.RUNNING and notice.starts_on <= on <= notice.ends_on


def get_notice(actor: Actor, notice_id: int) -> PublicNotice:
    """Return a notice that has begun, or one of a deal that the actor sees; raises NotFound."""
    notice = db.session.get(PublicNotice, notice_id)
    if notice is None:
        raise NotFound("public_notice", notice_id)
    if notice.starts_on > clock.today() and not may_view_deal(actor, notice.deal):
        raise NotFound("public_notice", notice_id)
    return notice


def get_objection(actor: Actor, objection_id: int) -> Objection:
    """Return an objection that the actor may read; raises NotFound."""
    objection = db.session.get(Objection, objection_id)
    if objection is None or not may_view_objections(actor, objection.notice):
        raise NotFound("objection", objection_id)
    return objection


def list_notices(*, running: bool, page: int) -> Page[PublicNotice]:
    """Return the notices that the public sees: those in their days, or those that have ended."""
    today = clock.today()
    in_days = sa.and_(PublicNotice.state == NoticeState.RUNNING, PublicNotice.ends_on >= today)
    query = sa.select(PublicNotice).where(PublicNotice.starts_on <= today)
    query = query.where(in_days if running else sa.not_(in_days))
    order = PublicNotice.ends_on.asc() if running else PublicNotice.ends_on.desc()
    loads = (
        selectinload(PublicNotice.objections),
        joinedload(PublicNotice.terms),
        joinedload(PublicNotice.deal),
    )
    return paginate(query.order_by(order, PublicNotice.id).options(*loads), page)


def list_ended_notices(on: date) -> list[PublicNotice]:
    """Return the running notices that can be cleared on the business date."""
    query = (
        sa.select(PublicNotice)
        .where(PublicNotice.state == NoticeState.RUNNING, PublicNotice.ends_on < on)
        .order_by(PublicNotice.id)
        .options(selectinload(PublicNotice.objections))
    )
    return [each for each in db.session.scalars(query) if not notice_obstacles(each, on)]


def list_open_objections(actor: Actor) -> list[Objection]:
    """Return the objections that wait for this actor's decision, the most urgent ones first."""
    query = (
        sa.select(Objection)
        .where(Objection.state == ObjectionState.OPEN, decidable_objections(actor))
        .order_by(Objection.answer_due_on, Objection.id)
        .options(joinedload(Objection.notice).joinedload(PublicNotice.deal))
        .limit(MOST_TASKS)
    )
    return list(db.session.scalars(query))


def decidable_objections(actor: Actor) -> sa.ColumnElement[bool]:
    """Return the SQL form of `may_decide_objection`."""
    if actor.actor_id is None:
        return sa.false()
    is_anothers = Objection.author_id != actor.actor_id
    if is_operator(actor):
        return is_anothers
    of_my_deals = (
        sa.select(PublicNotice.id)
        .join(Deal, PublicNotice.deal_id == Deal.id)
        .join(Organisation, Deal.seller_org_id == Organisation.id)
        .where(
            Organisation.id.in_(organisations_with_role(actor, PARTY_ROLES)),
            Organisation.state == OrganisationState.VERIFIED,
        )
    )
    return sa.and_(is_anothers, Objection.notice_id.in_(of_my_deals))
