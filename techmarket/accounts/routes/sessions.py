"""Signing in and out, and forgotten passwords."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from techmarket.accounts.forms import ForgottenForm, NewPasswordForm, SignInForm
from techmarket.accounts.queries.people import find_user_by_email
from techmarket.accounts.services.passwords import (
    check_new_password,
    hash_password,
    password_matches,
)
from techmarket.accounts.services.people import open_session
from techmarket.accounts.services.resets import find_reset, redeem_reset, request_reset
from techmarket.accounts.services.sessions import close_login_session
from techmarket.accounts.signed_in import TOKEN, forget_login, remember_login
from techmarket.kernel.errors import InvalidInput
from techmarket.kernel.orm import transaction
from techmarket.web.pages import form_page
from techmarket.web.sentences import add_sentences
from techmarket.web.urls import local_target

sessions_bp = Blueprint("accounts", __name__)
add_sentences(
    sessions_bp,
    {
        "sign_in_fails": _l("The e-mail address or the password is not right."),
        "reset_key_dead": _l("This link has been used already or is older than an hour."),
        "password_too_short": _l("The password needs at least 10 characters."),
        "password_is_email": _l("The password must not be the e-mail address."),
        "email_form": _l("This is not an e-mail address."),
    },
)


@sessions_bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    target = local_target(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target or url_for("me.index"))
    form = SignInForm()
    if not form.validate_on_submit():
        return form_page("accounts/sign_in.html", form=form, target=target)
    user = find_user_by_email(form["email"].data)
    if not password_matches(user.password_hash if user else None, form["password"].data):
        form.refuse(InvalidInput("", "sign_in_fails"))
    if user is None or form.form_errors:
        return form_page("accounts/sign_in.html", form=form, target=target)
    with transaction():
        token = open_session(user)
    remember_login(user, token)
    return redirect(target or url_for("me.index"))


@sessions_bp.route("/sign-out", methods=["GET", "POST"])
def sign_out() -> ResponseReturnValue:
    if request.method == "GET":
        if not current_user.is_authenticated:
            return redirect(url_for("home.index"))
        return render_template("accounts/sign_out.html")
    token = session.get(TOKEN)
    if token:
        with transaction():
            close_login_session(token)
    forget_login()
    flash(_("You are signed out."))
    return redirect(url_for("home.index"))


@sessions_bp.route("/forgotten-password", methods=["GET", "POST"])
def forgotten_password() -> ResponseReturnValue:
    form = ForgottenForm()
    if not form.validate_on_submit():
        return form_page("accounts/forgotten_password.html", form=form)
    with transaction():
        request_reset(form["email"].data)
    return redirect(url_for("accounts.reset_sent"))


@sessions_bp.get("/forgotten-password/sent")
def reset_sent() -> ResponseReturnValue:
    return render_template("accounts/reset_sent.html")


@sessions_bp.route("/reset-password/<key>", methods=["GET", "POST"])
def reset_password(key: str) -> ResponseReturnValue:
    reset, form = find_reset(key), NewPasswordForm()
    if reset is None:
        return render_template("accounts/reset_dead.html"), HTTPStatus.GONE
    if not form.validate_on_submit():
        return form_page("accounts/reset_password.html", form=form)
    try:
        check_new_password(form["password"].data, reset.user.email)
    except InvalidInput as error:
        form.refuse(error)
        return form_page("accounts/reset_password.html", form=form)
    hashed = hash_password(form["password"].data)
    with transaction():
        redeem_reset(key, hashed)
    forget_login()
    flash(_("Your new password is set. Please sign in with it."))
    return redirect(url_for("accounts.sign_in"))
