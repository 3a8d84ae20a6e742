"""Publishing an intended price, objecting to it, deciding objections, clearing the notice."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from techmarket.accounts.models import User
from techmarket.deals.amounts import determinable_fen
from techmarket.deals.events import NoticeCleared, NoticeOpened, ObjectionDecided, ObjectionRaised
from techmarket.deals.lifecycle import (
    NOTICE_LIFECYCLE,
    OBJECTION_LIFECYCLE,
    DealState,
    NoticeAction,
    NoticeState,
    ObjectionAction,
)
from techmarket.deals.models import Deal, Objection, PublicNotice
from techmarket.deals.policies import (
    NOTICE_RULE_FOR,
    OBJECTION_RULE_FOR,
    may_object,
    may_open_notice,
)
from techmarket.deals.queries.notices import (
    accepts_objections,
    earliest_end,
    find_notice,
    list_ended_notices,
    needs_notice,
    notice_obstacles,
)
from techmarket.kernel import clock, history, outbox
from techmarket.kernel.errors import AlreadyExists, Conflict, InvalidInput, InvalidTransition
from techmarket.kernel.orm import db, transaction
from techmarket.kernel.policy import WORKER, Actor, require
from techmarket.region.current import pack

CHAIN, OBJECTION_CHAIN = "public_notice", "objection"


@dataclass(frozen=True, kw_only=True)
class NoticeDraft:
    """What the seller adds to the agreed terms; `ends_on` None is the earliest lawful day."""

    result_name: str
    starts_on: date
    ends_on: date | None = None
    summary: str = ""
    completers: str = ""
    transferee_is_related: bool = False
    relation_note: str = ""


def open_notice(actor: User, deal: Deal, draft: NoticeDraft) -> PublicNotice:
    """Publish name, mode, price and transferee of the agreed terms (domain.md §5.2 track A).

    Raises InvalidInput (a past start, fewer days than `public_notice_days`, a relation without its
    explanation), Conflict("notice_not_needed"), AlreadyExists("public_notice"), NotAllowed,
    InvalidTransition unless the deal is agreed.
    """
    require(may_open_notice, actor, deal)
    if deal.state != DealState.AGREED:
        raise InvalidTransition("deal", deal.state, "open_notice")
    if not needs_notice(deal):
        raise Conflict("notice_not_needed")
    if find_notice(deal) is not None:
        raise AlreadyExists("public_notice")
    _check_draft(draft)
    notice = _new_notice(actor, deal, draft)
    try:
        with db.session.begin_nested():  # the constraint, not a query, decides a race
            deal.notices.append(notice)
    except IntegrityError as error:
        raise AlreadyExists("public_notice") from error
    states = (None, notice.state)
    history.record(CHAIN, notice.id, actor=actor, action="open", states=states)
    outbox.publish(NoticeOpened(notice.id))
    return notice


def _check_draft(draft: NoticeDraft) -> None:
    if not draft.result_name.strip():
        raise InvalidInput("result_name", "required")
    if draft.starts_on < clock.today():
        raise InvalidInput("starts_on", "notice_starts_in_past")
    if draft.ends_on is not None and draft.ends_on < earliest_end(draft.starts_on):
        raise InvalidInput("ends_on", "notice_too_short")
    if draft.transferee_is_related and not draft.relation_note.strip():
        raise InvalidInput("relation_note", "required")


def _new_notice(actor: User, deal: Deal, draft: NoticeDraft) -> PublicNotice:
    terms = deal.terms[-1]
    return PublicNotice(
        terms=terms,
        result_name=draft.result_name,
        summary=draft.summary,
        completers=draft.completers,
        mode=terms.contract_subtype,
        price_fen=determinable_fen(terms),
        transferee=deal.buyer_org.name,
        transferee_is_related=draft.transferee_is_related,
        relation_note=draft.relation_note,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on or earliest_end(draft.starts_on),
        opened_by_id=actor.id,
    )


def raise_objection(author: User, notice: PublicNotice, text: str) -> Objection:
    """Object in writing, with a name that only those who decide can learn of.

    The answer is due after `objection_answer_wd` working days. Raises Conflict("notice_not_open")
    before and after the notice's days.
    """
    require(may_object, author, notice)
    if not accepts_objections(notice, clock.today()):
        raise Conflict("notice_not_open")
    due = pack().deadline("objection_answer", clock.today())
    objection = Objection(author_id=author.id, text=text, answer_due_on=due.on)
    notice.objections.append(objection)
    db.session.flush()  # the history row and the event carry its id
    states = (None, objection.state)
    history.record(OBJECTION_CHAIN, objection.id, actor=author, action="raise", states=states)
    outbox.publish(ObjectionRaised(objection.id))
    return objection


def dismiss_objection(actor: Actor, objection: Objection, answer: str) -> None:
    """Find the objection unfounded, with the reason; raises NotAllowed, InvalidTransition."""
    _decide(actor, objection, ObjectionAction.DISMISS, answer)


def uphold_objection(actor: Actor, objection: Objection, answer: str) -> None:
    """Find the objection founded: these terms cannot be signed any more.

    New terms or the end of the deal are what is left. Raises NotAllowed, InvalidTransition.
    """
    _decide(actor, objection, ObjectionAction.UPHOLD, answer)


def _decide(actor: Actor, objection: Objection, action: ObjectionAction, answer: str) -> None:
    if not answer.strip():
        raise InvalidInput("answer", "required")
    require(OBJECTION_RULE_FOR[action], actor, objection)
    states = OBJECTION_LIFECYCLE.apply(objection, action)
    objection.answer = answer
    objection.decided_by_id, objection.decided_at = actor.actor_id, clock.now()
    history.record(OBJECTION_CHAIN, objection.id, actor=actor, action=action, states=states)
    outbox.publish(ObjectionDecided(objection.id))


def cancel_running_notice(actor: Actor, deal: Deal) -> None:
    """Cancel the running notice of the deal, if any: its terms no longer stand."""
    for notice in deal.notices:
        if notice.state == NoticeState.RUNNING:
            _move(actor, notice, NoticeAction.CANCEL)


def clear_notice_if_ended(deal: Deal) -> None:
    """Mark the deal's notice cleared where the worker has not come to it yet."""
    notice = find_notice(deal)
    if notice is not None and notice.state == NoticeState.RUNNING:
        clear_notice(WORKER, notice)


def clear_notice(actor: Actor, notice: PublicNotice) -> None:
    """Close a notice that has ended without an open or upheld objection.

    Raises Conflict with what stands in the way, NotAllowed, InvalidTransition.
    """
    obstacles = notice_obstacles(notice, clock.today())
    if obstacles:
        raise Conflict(obstacles[0])
    _move(actor, notice, NoticeAction.CLEAR)
    outbox.publish(NoticeCleared(notice.id))


def clear_ended_notices() -> int:
    """Clear every notice that may be, in the caller's transaction; return how many."""
    ended = list_ended_notices(clock.today())
    for notice in ended:
        clear_notice(WORKER, notice)
    return len(ended)


def run_notice_duty() -> None:
    """Clear what has ended, as the worker does it: in a transaction of its own, if anything."""
    if list_ended_notices(clock.today()):
        with transaction():
            clear_ended_notices()


def _move(actor: Actor, notice: PublicNotice, action: NoticeAction) -> None:
    require(NOTICE_RULE_FOR[action], actor, notice)
    states = NOTICE_LIFECYCLE.apply(notice, action)
    history.record(CHAIN, notice.id, actor=actor, action=action, states=states)
