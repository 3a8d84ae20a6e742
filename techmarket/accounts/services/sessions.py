"""Signed-in browsers: a random token in the signed cookie, its digest in the database."""

import hashlib
import secrets

import sqlalchemy as sa

from techmarket.accounts.models import LoginSession, User
from techmarket.kernel.orm import db


def open_login_session(user: User) -> str:
    """Sign `user` in on one more browser; return the token for its cookie."""
    token = secrets.token_urlsafe(32)
    db.session.add(LoginSession(user=user, token_hash=digest(token)))
    return token


def find_session_user(user_id: int, token: str) -> User | None:
    """Return the user if `token` is a live session of theirs."""
    query = (
        sa.select(User)
        .join(LoginSession, LoginSession.user_id == User.id)
        .where(User.id == user_id, LoginSession.token_hash == digest(token))
    )
    return db.session.scalar(query)


def close_login_session(token: str) -> None:
    """Sign one browser out."""
    db.session.execute(sa.delete(LoginSession).where(LoginSession.token_hash == digest(token)))


def close_other_sessions(user: User, token: str | None = None) -> None:
    """Sign every browser of `user` out but the one with `token`."""
    ended = sa.delete(LoginSession).where(LoginSession.user_id == user.id)
    if token is not None:
        ended = ended.where(LoginSession.token_hash != digest(token))
    db.session.execute(ended)


def digest(token: str) -> str:
    """Return what is stored of a random token."""
    return hashlib.sha256(token.encode()).hexdigest()
