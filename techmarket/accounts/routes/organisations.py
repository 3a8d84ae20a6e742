"""Organisations: the public list and page, editing, members, verification."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_required

from techmarket.accounts.forms import (
    OrganisationForm,
    ReasonForm,
    VerifiedOrganisationForm,
    VerifyForm,
    role_name,
)
from techmarket.accounts.lifecycle import (
    MembershipState,
    OrganisationAction,
    OrganisationState,
)
from techmarket.accounts.models import Organisation, OrganisationKind
from techmarket.accounts.policies import (
    available_membership_actions,
    available_organisation_actions,
    is_operator,
    may_edit_organisation,
    may_manage_members,
)
from techmarket.accounts.queries.organisations import (
    count_organisations_by_kind,
    get_organisation,
    is_demo_database,
    list_organisations,
    list_organisations_in,
)
from techmarket.accounts.queries.people import (
    find_last_note,
    get_membership,
    list_memberships,
    list_requests_without_admin,
)
from techmarket.accounts.services.memberships import (
    approve_membership,
    end_membership,
    refuse_membership,
)
from techmarket.accounts.services.organisations import (
    credit_code_is_doubtful,
    edit_organisation,
    refuse_organisation,
    reopen_organisation,
    suspend_organisation,
    verify_organisation,
)
from techmarket.accounts.signed_in import current_actor, signed_in_user
from techmarket.kernel.errors import InvalidInput
from techmarket.kernel.orm import transaction
from techmarket.kernel.policy import require
from techmarket.kernel.text import clean_text
from techmarket.web.forms import Form
from techmarket.web.pages import form_page
from techmarket.web.sentences import add_sentences
from techmarket.web.urls import requested_page

organisations_bp = Blueprint("organisations", __name__)
organisations_bp.add_app_template_filter(role_name, "role")
add_sentences(
    organisations_bp,
    {
        "credit_code_form": _l(
            "A credit code has 18 characters out of 0-9 and A-Z without I, O, S, V, Z."
        ),
        "credit_code_taken": _l("An organisation with this credit code is already here. Join it."),
        "organisation_name_taken": _l("An organisation with this name is already here. Join it."),
        "check_digit_fails": _l(
            "The check digit of the credit code fails. Verify only if you have seen the licence."
        ),
        "verified_identity_is_fixed": _l("Name, code and kind are verified and cannot be changed."),
        "role_does_not_fit": _l("This organisation has no such role."),
        "kind_not_founded": _l("Organisations of this kind are not entered here."),
        "organisation_not_verified": _l("The organisation itself has not been verified yet."),
        "archive_stays": _l("The archive cannot be suspended."),
        "password_wrong": _l("This is not your present password."),
        "exists:membership": _l("You already have this role there, or have asked for it."),
        "exists:organisation": _l("This organisation is already here."),
        "exists:user": _l("This account cannot be made."),
        "may_decide_membership": _l("Nobody decides about their own membership."),
        "may_verify_organisation": _l("Only an operator who does not belong to it verifies it."),
    },
)


@organisations_bp.get("/organisations")
def index() -> ResponseReturnValue:
    text = clean_text(request.args.get("q"))[:120]
    wanted = request.args.get("kind")
    kind = OrganisationKind(wanted) if wanted in set(OrganisationKind) else None
    return render_template(
        "accounts/organisations.html",
        text=text,
        kind=kind,
        is_demo=is_demo_database(),
        page=list_organisations(kind=kind, text=text, page=requested_page()),
        counts=count_organisations_by_kind(text),
        kinds=list(OrganisationKind),
    )


@organisations_bp.get("/organisations/<int:organisation_id>")
def show(organisation_id: int) -> ResponseReturnValue:
    return _show(get_organisation(current_actor(), organisation_id))


@organisations_bp.route("/organisations/<int:organisation_id>/edit", methods=["GET", "POST"])
@login_required
def edit(organisation_id: int) -> ResponseReturnValue:
    organisation = get_organisation(signed_in_user(), organisation_id)
    require(may_edit_organisation, signed_in_user(), organisation)
    is_settled = organisation.state in {OrganisationState.VERIFIED, OrganisationState.SUSPENDED}
    form_class = VerifiedOrganisationForm if is_settled else OrganisationForm
    shown = {"organisation_name": organisation.name, "seen": str(organisation.version)}
    form = form_class(obj=organisation, data=shown)
    if form.validate_on_submit():
        try:
            with transaction():
                edit_organisation(
                    signed_in_user(),
                    organisation,
                    form.facts(organisation),
                    seen=form.seen.data,
                )
            flash(_("The changes have been saved."))
            return redirect(url_for("organisations.show", organisation_id=organisation_id))
        except InvalidInput as error:
            form.refuse(error)
    return form_page(
        "accounts/organisation_edit.html",
        form=form,
        organisation=organisation,
        is_settled=is_settled,
    )


@organisations_bp.post("/organisations/<int:organisation_id>/<any(verify, refuse):action>")
@login_required
def decide(organisation_id: int, action: str) -> ResponseReturnValue:
    """Verify or refuse from the forms on the organisation's page."""
    organisation = get_organisation(signed_in_user(), organisation_id)
    form: Form = VerifyForm() if action == OrganisationAction.VERIFY else ReasonForm()
    if not form.validate_on_submit():
        return _show(organisation, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        with transaction():
            if isinstance(form, VerifyForm):
                verify_organisation(
                    signed_in_user(),
                    organisation,
                    accepts_credit_code=form.accepts_credit_code.data,
                )
            else:
                refuse_organisation(signed_in_user(), organisation, form["reason"].data)
    except InvalidInput as error:
        form.refuse(error)
        return _show(organisation, form), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(_("Your decision has been recorded."))
    return redirect(url_for("organisations.desk"))


@organisations_bp.route("/organisations/<int:organisation_id>/suspend", methods=["GET", "POST"])
@login_required
def suspend(organisation_id: int) -> ResponseReturnValue:
    organisation, form = get_organisation(signed_in_user(), organisation_id), ReasonForm()
    if form.validate_on_submit():
        with transaction():
            suspend_organisation(signed_in_user(), organisation, form["reason"].data)
        flash(_("The organisation has been suspended."))
        return redirect(url_for("organisations.show", organisation_id=organisation_id))
    return form_page("accounts/suspend.html", form=form, organisation=organisation)


@organisations_bp.post("/organisations/<int:organisation_id>/reopen")
@login_required
def reopen(organisation_id: int) -> ResponseReturnValue:
    organisation = get_organisation(signed_in_user(), organisation_id)
    with transaction():
        reopen_organisation(signed_in_user(), organisation)
    flash(_("The organisation waits for verification again."))
    return redirect(url_for("organisations.show", organisation_id=organisation_id))


@organisations_bp.get("/organisations/<int:organisation_id>/members")
@login_required
def members(organisation_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    organisation = get_organisation(user, organisation_id)
    require(may_manage_members, user, organisation)
    entries = [
        (membership, available_membership_actions(user, membership))
        for membership in list_memberships(organisation_id)
    ]
    return render_template(
        "accounts/members.html",
        is_demo=organisation.is_demo,
        organisation=organisation,
        waiting=[each for each in entries if each[0].state == MembershipState.REQUESTED],
        decided=[each for each in entries if each[0].state != MembershipState.REQUESTED],
    )


@organisations_bp.post("/memberships/<int:membership_id>/approve")
@login_required
def approve(membership_id: int) -> ResponseReturnValue:
    membership = get_membership(signed_in_user(), membership_id)
    organisation_id = membership.organisation_id
    with transaction():
        approve_membership(signed_in_user(), membership)
    flash(_("%(name)s has been admitted.", name=membership.user.name))
    return redirect(url_for("organisations.members", organisation_id=organisation_id))


@organisations_bp.route("/memberships/<int:membership_id>/refuse", methods=["GET", "POST"])
@login_required
def refuse(membership_id: int) -> ResponseReturnValue:
    membership, form = get_membership(signed_in_user(), membership_id), ReasonForm()
    organisation_id = membership.organisation_id
    if form.validate_on_submit():
        with transaction():
            refuse_membership(signed_in_user(), membership, form["reason"].data)
        flash(_("The request has been refused."))
        return redirect(url_for("organisations.members", organisation_id=organisation_id))
    return form_page("accounts/membership_refuse.html", form=form, membership=membership)


@organisations_bp.route("/memberships/<int:membership_id>/end", methods=["GET", "POST"])
@login_required
def end(membership_id: int) -> ResponseReturnValue:
    user = signed_in_user()
    membership = get_membership(user, membership_id)
    is_own, organisation_id = membership.user_id == user.id, membership.organisation_id
    back = (
        url_for("accounts.account")
        if is_own
        else url_for("organisations.members", organisation_id=organisation_id)
    )
    if request.method == "GET":
        return render_template(
            "accounts/membership_end.html", membership=membership, is_own=is_own, back=back
        )
    with transaction():
        end_membership(user, membership)
    flash(_("The membership has ended."))
    return redirect(back)


@organisations_bp.get("/desk/organisations")
@login_required
def desk() -> ResponseReturnValue:
    user = signed_in_user()
    require(is_operator, user)
    wanted = request.args.get("state")
    known = {OrganisationState.REFUSED, OrganisationState.SUSPENDED}
    state = OrganisationState(wanted) if wanted in known else OrganisationState.PENDING
    found = list_organisations_in(state, requested_page())
    return render_template(
        "accounts/desk.html",
        state=state,
        is_demo=is_demo_database(),
        found=found,
        entries=[(each, credit_code_is_doubtful(each)) for each in found.entries],
        requests=list_requests_without_admin() if state == OrganisationState.PENDING else [],
    )


def _show(organisation: Organisation, sent: Form | None = None) -> str:
    actor = current_actor()
    actions = available_organisation_actions(actor, organisation)
    return render_template(
        "accounts/organisation.html",
        organisation=organisation,
        actions=actions,
        verify_form=sent if isinstance(sent, VerifyForm) else VerifyForm(formdata=None),
        reason_form=sent if isinstance(sent, ReasonForm) else ReasonForm(formdata=None),
        is_doubtful=credit_code_is_doubtful(organisation),
        reason=_refusal_reason(organisation),
        may_edit=may_edit_organisation(actor, organisation),
        may_manage=may_manage_members(actor, organisation),
    )


def _refusal_reason(organisation: Organisation) -> str:
    if organisation.state not in {OrganisationState.REFUSED, OrganisationState.SUSPENDED}:
        return ""
    return find_last_note("organisation", organisation.id)
