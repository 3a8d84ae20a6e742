"""Forgotten passwords: a key of one hour for one use, that stands nowhere but in one mail."""

import secrets
from datetime import timedelta

import sqlalchemy as sa

from techmarket.accounts.events import PasswordResetRequested
from techmarket.accounts.models import PasswordReset, User
from techmarket.accounts.services.people import change_password
from techmarket.accounts.services.sessions import digest
from techmarket.kernel import clock, outbox
from techmarket.kernel.errors import Conflict
from techmarket.kernel.orm import db

KEY_LIVES = timedelta(hours=1)
MAX_OPEN = 3  # nobody fills another person's letter box
_NOT_MADE = "waiting:"  # no digest begins like this


def request_reset(email: str) -> None:
    """Ask for a key by mail; does the same, as far as anybody can see, for an unknown address."""
    now = clock.now()
    user = db.session.scalar(sa.select(User).where(User.email == email.strip().lower()))
    if user is None or _count_open(user) >= MAX_OPEN:
        outbox.publish(PasswordResetRequested(0))
        return
    reset = PasswordReset(
        user=user, token_hash=_NOT_MADE + secrets.token_hex(24), expires_at=now + KEY_LIVES
    )
    db.session.add(reset)
    db.session.flush()  # the event names the row
    outbox.publish(PasswordResetRequested(reset.id))


def find_reset_without_key(reset_id: int) -> PasswordReset | None:
    """Return a request whose mail has not gone out; None if it has, or for a request of nobody."""
    reset = db.session.get(PasswordReset, reset_id)
    if reset is None or not reset.token_hash.startswith(_NOT_MADE) or reset.used_at is not None:
        return None
    return reset


def make_key() -> str:
    """Return a new key; it goes into the mail, and only its digest is kept."""
    return secrets.token_urlsafe(32)


def keep_key(reset: PasswordReset, key: str) -> None:
    """Keep the digest of the key that was mailed; its hour begins."""
    reset.token_hash, reset.expires_at = digest(key), clock.now() + KEY_LIVES


def find_reset(key: str) -> PasswordReset | None:
    """Return the request that `key` opens; None when unknown, used or expired."""
    reset = db.session.scalar(
        sa.select(PasswordReset)
        .where(PasswordReset.token_hash == digest(key))
        .with_for_update(of=PasswordReset)
    )
    if reset is None or reset.used_at is not None or reset.expires_at <= clock.now():
        return None
    return reset


def redeem_reset(key: str, password_hash: str) -> User:
    """Set a new password once; every browser is signed out and every other key dies.

    Raises Conflict("reset_key_dead") when the key is unknown, used or expired.
    """
    reset = find_reset(key)
    if reset is None:
        raise Conflict("reset_key_dead")
    user = reset.user
    db.session.execute(
        sa.update(PasswordReset)
        .where(PasswordReset.user_id == user.id, PasswordReset.used_at.is_(None))
        .values(used_at=clock.now())
    )
    change_password(user, password_hash, keep_token=None)
    return user


def _count_open(user: User) -> int:
    query = (
        sa.select(sa.func.count())
        .select_from(PasswordReset)
        .where(
            PasswordReset.user_id == user.id,
            PasswordReset.used_at.is_(None),
            PasswordReset.created_at > clock.now() - KEY_LIVES,
        )
    )
    return db.session.scalar(query) or 0
