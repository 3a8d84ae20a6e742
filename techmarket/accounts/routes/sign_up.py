"""Signing up: find one's organisation or enter it, then the person."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from techmarket.accounts.forms import JoinForm, PersonForm, SignUpFoundingForm
from techmarket.accounts.models import Role
from techmarket.accounts.queries.organisations import get_organisation, suggest_organisations
from techmarket.accounts.routes.sessions import sessions_bp
from techmarket.accounts.services.passwords import check_new_password, hash_password
from techmarket.accounts.services.people import normalise_email
from techmarket.accounts.services.sign_up import (
    NewPerson,
    sign_up_to_join,
    sign_up_with_organisation,
)
from techmarket.kernel.errors import InvalidInput
from techmarket.kernel.orm import transaction
from techmarket.kernel.policy import VISITOR
from techmarket.kernel.text import clean_text
from techmarket.web.i18n import current_language
from techmarket.web.pages import form_page


@sessions_bp.get("/sign-up")
def sign_up() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(url_for("accounts.account"))
    text = clean_text(request.args.get("q"))[:120]
    return render_template(
        "accounts/sign_up.html", text=text, organisations=suggest_organisations(text)
    )


@sessions_bp.route("/sign-up/join/<int:organisation_id>", methods=["GET", "POST"])
def sign_up_join(organisation_id: int) -> ResponseReturnValue:
    organisation, form = get_organisation(VISITOR, organisation_id), JoinForm()
    form.offer(organisation)
    if form.validate_on_submit():
        try:
            person = _person(form)
            with transaction():
                sign_up_to_join(person, organisation, Role(form.role.data))
            return _signed_up()
        except InvalidInput as error:
            form.refuse(error)
    return form_page("accounts/sign_up_join.html", form=form, organisation=organisation)


@sessions_bp.route("/sign-up/new-organisation", methods=["GET", "POST"])
def sign_up_found() -> ResponseReturnValue:
    name = clean_text(request.args.get("q"))[:120]
    form = SignUpFoundingForm(data={"organisation_name": name})
    if form.validate_on_submit():
        try:
            person = _person(form)
            with transaction():
                sign_up_with_organisation(person, form.facts())
            return _signed_up()
        except InvalidInput as error:
            form.refuse(error)
    return form_page("accounts/sign_up_found.html", form=form)


def _person(form: PersonForm) -> NewPerson:
    """Check and hash before the transaction; raises InvalidInput at a field."""
    email = normalise_email(form["email"].data)
    check_new_password(form["password"].data, email)
    return NewPerson(
        email=email,
        name=form["name"].data,
        phone=form["phone"].data,
        password_hash=hash_password(form["password"].data),
        language=current_language() if request.args.get("lang") else None,
    )


def _signed_up() -> ResponseReturnValue:
    # The same words for a new address and for a known one: nobody learns who has an account.
    flash(
        _(
            "Please sign in with the e-mail address and the password you entered. "
            "If the address had an account already, it was left as it was."
        )
    )
    return redirect(url_for("accounts.sign_in"))
