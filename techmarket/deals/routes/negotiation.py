"""The moves in a deal: proposing and confirming terms, naming an agent, ending it."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs of 3.2

from techmarket.accounts.queries.people import list_agents
from techmarket.accounts.signed_in import signed_in_user
from techmarket.deals.forms import AbandonForm, AgentForm, ConfirmForm, TermsForm
from techmarket.deals.lifecycle import DEAL_LIFECYCLE, DealAction
from techmarket.deals.models import Deal
from techmarket.deals.policies import DEAL_RULE_FOR, may_act
from techmarket.deals.queries.deals import get_deal
from techmarket.deals.routes.deals import deals_bp
from techmarket.deals.services.deals import abandon_deal, confirm_terms, name_agent, propose_terms
from techmarket.deals.terms import starting_values
from techmarket.kernel.errors import InvalidInput
from techmarket.kernel.orm import transaction
from techmarket.kernel.policy import require
from techmarket.web.pages import form_page

# The blueprint with these pages on it, for all.py.
__all__ = ["deals_bp"]


@deals_bp.route("/deals/<int:deal_id>/terms/new", methods=["GET", "POST"])
@login_required
def propose(deal_id: int) -> ResponseReturnValue:
    deal = _deal_for(deal_id, DealAction.PROPOSE)
    number = deal.latest_terms.number if deal.latest_terms else 0
    form = TermsForm(data=starting_values(deal) | {"based_on": number})
    if form.validate_on_submit() and _propose(deal, form):
        flash(_("Your terms are on the table. Both sides now confirm them, yours too."))
        return redirect(url_for("deals.show", deal_id=deal_id))
    form.add_spare_row()
    return form_page(
        "deals/terms_form.html", form=form, deal=deal, number=number, is_demo=deal.is_demo
    )


def _propose(deal: Deal, form: TermsForm) -> bool:
    """Try the proposal; put what the rules refuse back to its field."""
    seen = form.based_on.data or ""
    try:
        with transaction():
            propose_terms(
                signed_in_user(),
                deal,
                form.draft(),
                based_on=int(seen) if seen.isdecimal() else -1,
            )
    except InvalidInput as error:
        form.refuse(error)
        return False
    return True


@deals_bp.post("/deals/<int:deal_id>/confirm")
@login_required
def confirm(deal_id: int) -> ResponseReturnValue:
    user, form = signed_in_user(), ConfirmForm()
    deal = get_deal(user, deal_id)
    if not form.validate():
        raise InvalidInput("number", "required")
    with transaction():
        confirm_terms(user, deal, form.number.data or 0)
    flash(_("Your side has confirmed these terms."))
    return redirect(url_for("deals.show", deal_id=deal_id))


@deals_bp.route("/deals/<int:deal_id>/agent", methods=["GET", "POST"])
@login_required
def agent(deal_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    deal = get_deal(user, deal_id)
    require(may_act, user, deal)
    agents = {each.id: each for each in list_agents()}
    form = AgentForm()
    form.membership_id.choices = [
        SelectChoice(value=each.id, label=f"{each.user.name} · {each.organisation.name}")
        for each in agents.values()
    ]
    if form.validate_on_submit():
        chosen = agents[form.membership_id.data]
        try:
            with transaction():
                name_agent(user, deal, chosen.user, chosen.organisation)
        except InvalidInput as error:
            form.refuse(InvalidInput("membership_id", error.reason))
        else:
            flash(_("The agent has been named. Both sides see it."))
            return redirect(url_for("deals.show", deal_id=deal_id))
    return form_page("deals/agent_form.html", form=form, deal=deal, is_demo=deal.is_demo)


@deals_bp.route("/deals/<int:deal_id>/abandon", methods=["GET", "POST"])
@login_required
def abandon(deal_id: int) -> ResponseReturnValue:
    deal = _deal_for(deal_id, DealAction.ABANDON)
    form = AbandonForm()
    if form.validate_on_submit():
        with transaction():
            abandon_deal(signed_in_user(), deal, form.reason.data, form.note.data or "")
        flash(_("The deal has ended without a contract."))
        return redirect(url_for("deals.show", deal_id=deal_id))
    return form_page("deals/abandon_form.html", form=form, deal=deal, is_demo=deal.is_demo)


def _deal_for(deal_id: int, action: DealAction) -> Deal:
    """Return the deal if the person may move it so and its state allows it (403, 409).

    Asked before the form is shown: nobody fills in a page that is refused afterwards.
    """
    user = signed_in_user()
    deal = get_deal(user, deal_id)
    require(DEAL_RULE_FOR[action], user, deal)
    if request.method == "GET":
        DEAL_LIFECYCLE.target(deal.state, action)
    return deal
