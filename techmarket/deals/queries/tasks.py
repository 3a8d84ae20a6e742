"""What waits for a person in inquiries and deals."""

from collections.abc import Iterator
from itertools import islice

from techmarket.deals.lifecycle import InquiryState
from techmarket.deals.models import Deal, Inquiry, Objection, Side
from techmarket.deals.policies import may_accept, may_act, may_answer, side_of
from techmarket.deals.queries.deals import StepKind, each_open_deal, next_step
from techmarket.deals.queries.inquiries import list_waiting_inquiries
from techmarket.deals.queries.notices import list_open_objections
from techmarket.kernel import clock
from techmarket.kernel.policy import Actor
from techmarket.kernel.worklist import MOST_TASKS, Task

# What is not here is owed by nobody (a running notice), or stands as an objection of its own.
TASK_FOR_STEP = {
    StepKind.PROPOSE: "terms_to_propose",
    StepKind.CONFIRM: "terms_to_confirm",
    StepKind.OPEN_NOTICE: "notice_to_open",
    StepKind.RENEGOTIATE: "deal_to_renegotiate",
    StepKind.MAKE_CONTRACT: "deal_to_contract",
}


def list_deal_tasks(actor: Actor) -> list[Task]:
    """Return what the actor's organisations owe: replies, decisions, confirmations, next steps.

    The most urgent of each sort; runs a fixed number of queries for each hundred deals.
    """
    if actor.actor_id is None:
        return []
    received = list_waiting_inquiries(actor, InquiryState.SENT)
    answered = list_waiting_inquiries(actor, InquiryState.ANSWERED)
    return [
        *(_reply_task(each) for each in received if may_answer(actor, each)),
        *(_accept_task(each) for each in answered if may_accept(actor, each)),
        *(_objection_task(each) for each in list_open_objections(actor)),
        *islice(_next_steps(actor), MOST_TASKS),
    ]


def _next_steps(actor: Actor) -> Iterator[Task]:
    for deal in each_open_deal(actor):
        if task := _deal_task(actor, deal):
            yield task


def _reply_task(inquiry: Inquiry) -> Task:
    return Task(
        "inquiry_to_answer",
        _title(inquiry),
        "inquiries.show",
        {"inquiry_id": inquiry.id},
        inquiry.reply_due_on,
        inquiry.reply_due_is_provisional,
    )


def _accept_task(inquiry: Inquiry) -> Task:
    values = {"inquiry_id": inquiry.id}
    return Task("inquiry_to_accept", _title(inquiry), "inquiries.show", values)


def _title(inquiry: Inquiry) -> str:
    return inquiry.listing.known_title


def _objection_task(objection: Objection) -> Task:
    notice = objection.notice
    return Task(
        "objection_to_answer",
        notice.result_name,
        "notices.show",
        {"notice_id": notice.id},
        objection.answer_due_on,
    )


def _deal_task(actor: Actor, deal: Deal) -> Task | None:
    step = next_step(deal, clock.today())
    kind = TASK_FOR_STEP.get(step.kind)
    side: Side | None = side_of(actor, deal)
    if kind is None or side not in step.sides or not may_act(actor, deal):
        return None
    return Task(kind, deal.title, "deals.show", {"deal_id": deal.id}, step.due_on)
