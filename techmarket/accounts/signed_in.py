"""Who is signed in: Flask-Login's loader and the user itself, never its proxy."""

from typing import cast

from flask import flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from techmarket.accounts.models import User
from techmarket.accounts.services.sessions import find_session_user
from techmarket.extensions import login_manager
from techmarket.kernel.policy import VISITOR, Actor

TOKEN = "login_token"  # noqa: S105 - the name of a session key


@login_manager.unauthorized_handler
def ask_to_sign_in() -> ResponseReturnValue:
    """Send a visitor to the sign-in page and, where that can be repeated, back afterwards."""
    flash(_("Please sign in first."), "info")
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=here))


@login_manager.user_loader
def load_user(user_id: str) -> User | None:
    """Return the user of a live login session; None signs the browser out."""
    token = session.get(TOKEN)
    return find_session_user(int(user_id), token) if token else None


def signed_in_user() -> User:
    """Return the signed-in person; only for routes behind `login_required`."""
    return cast("User", current_user._get_current_object())  # noqa: SLF001 - the proxy's only way


def current_actor() -> Actor:
    """Return the signed-in person, or the visitor."""
    return signed_in_user() if current_user.is_authenticated else VISITOR


def remember_login(user: User, token: str) -> None:
    """Bind this browser to the login session just opened."""
    session.clear()  # no fixation: nothing from before the sign-in stays
    login_user(user)
    session[TOKEN] = token


def forget_login() -> str | None:
    """Unbind this browser; return the token whose session is to be closed."""
    token: str | None = session.pop(TOKEN, None)
    logout_user()
    session.clear()
    return token
