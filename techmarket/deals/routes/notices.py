"""Public notices: publishing one, reading it, objecting, deciding objections."""

from datetime import timedelta
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from techmarket.accounts.models import User
from techmarket.accounts.signed_in import current_actor, signed_in_user
from techmarket.deals.forms import DecisionForm, NoticeForm, ObjectionForm
from techmarket.deals.lifecycle import ObjectionAction, ObjectionState
from techmarket.deals.models import Deal, Objection, PublicNotice
from techmarket.deals.policies import (
    OBJECTION_RULE_FOR,
    may_decide_objection,
    may_open_notice,
    may_view_deal,
    may_view_objections,
)
from techmarket.deals.queries.deals import get_deal
from techmarket.deals.queries.notices import (
    accepts_objections,
    earliest_end,
    get_notice,
    get_objection,
    notice_obstacles,
)
from techmarket.deals.services.notices import (
    dismiss_objection,
    open_notice,
    raise_objection,
    uphold_objection,
)
from techmarket.kernel import clock
from techmarket.kernel.errors import InvalidInput
from techmarket.kernel.orm import transaction
from techmarket.kernel.policy import require
from techmarket.listings.models import ResultRevision
from techmarket.region.current import pack
from techmarket.web.pages import form_page

notices_bp = Blueprint("notices", __name__)


@notices_bp.route("/deals/<int:deal_id>/notice/new", methods=["GET", "POST"])
@login_required
def create(deal_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    deal = get_deal(user, deal_id)
    require(may_open_notice, user, deal)
    form = NoticeForm(data=_suggested(deal))
    if form.validate_on_submit():
        try:
            with transaction():
                notice = open_notice(user, deal, form.draft())
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The notice is published."))
            return redirect(url_for("notices.show", notice_id=notice.id))
    return form_page(
        "deals/notice_form.html",
        form=form,
        deal=deal,
        days=pack().rule_int("public_notice_days", clock.today()),
        is_demo=deal.is_demo,
    )


def _suggested(deal: Deal) -> dict[str, object]:
    """What the result already says, and the shortest lawful notice from today."""
    today = clock.today()
    dates: dict[str, object] = {"starts_on": today, "ends_on": earliest_end(today)}
    if deal.result is None:
        return {"result_name": deal.title, **dates}
    said = deal.result.known_revision
    completers = said.completers if isinstance(said, ResultRevision) else ""
    return dates | {
        "result_name": said.title,
        "summary": said.summary,
        "completers": completers,
    }


@notices_bp.get("/notices/<int:notice_id>")
def show(notice_id: int) -> ResponseReturnValue:
    notice = get_notice(current_actor(), notice_id)
    return _page(notice, ObjectionForm())


@notices_bp.post("/notices/<int:notice_id>/objections")
@login_required
def objections(notice_id: int) -> ResponseReturnValue:
    user, form = signed_in_user(), ObjectionForm()
    notice = get_notice(user, notice_id)
    if not form.validate():
        return _page(notice, form), HTTPStatus.UNPROCESSABLE_ENTITY
    with transaction():
        raise_objection(user, notice, form.text.data or "")
    flash(_("Your objection has been recorded. It will be answered in writing."))
    return redirect(url_for("notices.show", notice_id=notice_id))


@notices_bp.route("/objections/<int:objection_id>/decide", methods=["GET", "POST"])
@login_required
def decide(objection_id: int) -> ResponseReturnValue:
    user, form = signed_in_user(), DecisionForm()
    objection = get_objection(user, objection_id)
    require(OBJECTION_RULE_FOR[ObjectionAction.DISMISS], user, objection)
    if form.validate_on_submit():
        _decide(user, objection, form)
        flash(_("Your decision has been recorded."))
        return redirect(url_for("notices.show", notice_id=objection.notice_id))
    return form_page(
        "deals/objection_form.html",
        form=form,
        objection=objection,
        notice=objection.notice,
        days_left=(objection.answer_due_on - clock.today()).days,
        is_demo=objection.notice.deal.is_demo,
    )


def _decide(user: User, objection: Objection, form: DecisionForm) -> None:
    upheld = form.decision.data == ObjectionAction.UPHOLD
    with transaction():
        if upheld:
            uphold_objection(user, objection, form.answer.data or "")
        else:
            dismiss_objection(user, objection, form.answer.data or "")


def _page(notice: PublicNotice, form: ObjectionForm) -> str:
    actor, today = current_actor(), clock.today()
    reads_all = may_view_objections(actor, notice)
    shown = [
        each
        for each in notice.objections
        if reads_all or (actor.actor_id is not None and actor.actor_id == each.author_id)
    ]
    return render_template(
        "deals/notice.html",
        notice=notice,
        form=form,
        objections=shown,
        open_count=sum(each.state == ObjectionState.OPEN for each in notice.objections),
        decidable={each.id for each in shown if may_decide_objection(actor, each)},
        is_party=may_view_deal(actor, notice.deal),
        is_signed_in=actor.actor_id is not None,
        takes_objections=accepts_objections(notice, today),
        days_left=(notice.ends_on - today).days,
        ended=notice.ends_on + timedelta(days=1) <= today,
        obstacles=notice_obstacles(notice, today),
        sign_in_url=url_for("accounts.sign_in", next=request.full_path),
        is_demo=notice.deal.is_demo,
        active="notices",
    )
