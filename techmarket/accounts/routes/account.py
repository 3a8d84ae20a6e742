"""One's own account: facts, password, memberships."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from techmarket.accounts.forms import AccountForm, FoundingForm, PasswordForm, RoleForm
from techmarket.accounts.models import Role, User
from techmarket.accounts.queries.organisations import get_organisation, suggest_organisations
from techmarket.accounts.queries.people import list_own_memberships
from techmarket.accounts.routes.sessions import sessions_bp
from techmarket.accounts.services.memberships import request_membership
from techmarket.accounts.services.passwords import (
    check_new_password,
    hash_password,
    password_matches,
)
from techmarket.accounts.services.people import change_password as set_password
from techmarket.accounts.services.people import edit_account
from techmarket.accounts.services.sign_up import found_organisation
from techmarket.accounts.signed_in import TOKEN, signed_in_user
from techmarket.kernel.errors import InvalidInput
from techmarket.kernel.orm import transaction
from techmarket.kernel.text import clean_text
from techmarket.web.i18n import forget_choice
from techmarket.web.pages import form_page


@sessions_bp.route("/account", methods=["GET", "POST"])
@login_required
def account() -> ResponseReturnValue:
    user = signed_in_user()
    form = AccountForm(obj=user)
    if form.validate_on_submit():
        with transaction():
            edit_account(
                user,
                name=form["name"].data,
                phone=form["phone"].data,
                language=form["language"].data,
            )
        forget_choice()
        flash(_("Your account has been changed."))
        return redirect(url_for("accounts.account"))
    return form_page(
        "accounts/account.html",
        form=form,
        user=user,
        is_demo=user.is_demo,
        memberships=list_own_memberships(user),
    )


@sessions_bp.route("/account/password", methods=["GET", "POST"])
@login_required
def change_password() -> ResponseReturnValue:
    user, form = signed_in_user(), PasswordForm()
    if form.validate_on_submit():
        try:
            hashed = _new_hash(user, form)
            with transaction():
                set_password(user, hashed, keep_token=session.get(TOKEN))
            flash(_("Your password has been changed. All other browsers are signed out."))
            return redirect(url_for("accounts.account"))
        except InvalidInput as error:
            form.refuse(error)
    return form_page("accounts/password.html", form=form)


@sessions_bp.get("/account/memberships/new")
@login_required
def choose_organisation() -> ResponseReturnValue:
    text = clean_text(request.args.get("q"))[:120]
    return render_template(
        "accounts/choose_organisation.html", text=text, organisations=suggest_organisations(text)
    )


@sessions_bp.route("/account/memberships/new/<int:organisation_id>", methods=["GET", "POST"])
@login_required
def join(organisation_id: int) -> ResponseReturnValue:
    user, form = signed_in_user(), RoleForm()
    organisation = get_organisation(user, organisation_id)
    form.offer(organisation)
    if form.validate_on_submit():
        try:
            with transaction():
                request_membership(user, organisation, Role(form.role.data))
            flash(_("Your request has been sent to the organisation."))
            return redirect(url_for("accounts.account"))
        except InvalidInput as error:
            form.refuse(error)
    return form_page("accounts/join.html", form=form, organisation=organisation)


@sessions_bp.route("/organisations/new", methods=["GET", "POST"])
@login_required
def found() -> ResponseReturnValue:
    form = FoundingForm(data={"organisation_name": clean_text(request.args.get("q"))[:120]})
    if form.validate_on_submit():
        try:
            with transaction():
                organisation = found_organisation(signed_in_user(), form.facts())
            flash(_("The organisation has been entered and waits for verification."))
            return redirect(url_for("organisations.show", organisation_id=organisation.id))
        except InvalidInput as error:
            form.refuse(error)
    return form_page("accounts/found.html", form=form)


def _new_hash(user: User, form: PasswordForm) -> str:
    """Check both passwords and hash the new one; raises InvalidInput at a field."""
    if not password_matches(user.password_hash, form["current"].data):
        raise InvalidInput("current", "password_wrong")
    check_new_password(form["password"].data, user.email)
    return hash_password(form["password"].data)
