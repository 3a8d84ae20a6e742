"""People: making an account, changing it, signing in."""

import re

from sqlalchemy.exc import IntegrityError

from techmarket.accounts.models import User
from techmarket.accounts.services.sessions import close_other_sessions, open_login_session
from techmarket.kernel import history
from techmarket.kernel.errors import AlreadyExists, InvalidInput
from techmarket.kernel.orm import db

LONGEST_EMAIL = 200
_EMAIL_SHAPE = re.compile(r"[^@\s<>()\[\],;:\\\"]+@[^@\s<>()\[\],;:\\\"]+\.[^@\s.<>,;]+")


def normalise_email(text: str, field: str = "email") -> str:
    """Return the address as it is kept; raises InvalidInput(field, "email_form")."""
    email = text.strip().lower()
    if len(email) > LONGEST_EMAIL or not email.isprintable() or not _EMAIL_SHAPE.fullmatch(email):
        raise InvalidInput(field, "email_form")
    return email


def create_user(
    *,
    email: str,
    name: str,
    password_hash: str,
    phone: str = "",
    language: str | None = None,
    is_demo: bool = False,
) -> User:
    """Make an account without any membership; raises AlreadyExists("user").

    `password_hash` comes from `passwords.hash_password`, called before the transaction.
    """
    user = User(
        email=normalise_email(email),
        name=name,
        password_hash=password_hash,
        phone=phone,
        language=language,
        is_demo=is_demo,
    )
    try:
        with db.session.begin_nested():  # the constraint, not a query, decides a race
            db.session.add(user)
    except IntegrityError as error:
        raise AlreadyExists("user") from error
    history.record("user", user.id, actor=user, action="create")
    return user


def edit_account(actor: User, *, name: str, phone: str, language: str | None) -> None:
    """Change one's own name, telephone and language (None: that of the browser)."""
    actor.name, actor.phone, actor.language = name, phone, language
    history.record("user", actor.id, actor=actor, action="edit")


def open_session(user: User) -> str:
    """Sign `user` in on this browser; return the token for its cookie."""
    history.record("user", user.id, actor=user, action="sign_in")
    return open_login_session(user)


def change_password(actor: User, password_hash: str, *, keep_token: str | None) -> None:
    """Set a new password and sign out every other browser but the one with `keep_token`."""
    actor.password_hash = password_hash
    close_other_sessions(actor, keep_token)
    history.record("user", actor.id, actor=actor, action="change_password")
