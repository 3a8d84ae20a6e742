"""Forgotten passwords."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from techmarket.accounts.models import LoginSession, PasswordReset
from techmarket.accounts.services.resets import (
    MAX_OPEN,
    find_reset,
    find_reset_without_key,
    keep_key,
    make_key,
    redeem_reset,
    request_reset,
)
from techmarket.accounts.services.sessions import open_login_session
from techmarket.kernel.errors import Conflict
from techmarket.kernel.outbox import OutboxMessage
from tests.conftest import NOON
from tests.factories.accounts import UserFactory


def asked(session, user):
    request_reset(user.email)
    return session.scalar(sa.select(PasswordReset).order_by(PasswordReset.id.desc()))


def mailed(session, user):
    reset, key = asked(session, user), make_key()
    keep_key(reset, key)
    session.flush()
    return key


def events(session):
    return list(
        session.scalars(
            sa.select(OutboxMessage.payload).where(OutboxMessage.event == "PasswordResetRequested")
        )
    )


def test_known_and_unknown_addresses_leave_the_same_kind_of_trace(session):
    user = UserFactory()

    reset = asked(session, user)
    request_reset("nobody@example.test")

    assert events(session) == [{"reset_id": reset.id}, {"reset_id": 0}]


def test_no_key_stands_anywhere_before_the_mail_is_made(session):
    reset = asked(session, UserFactory())

    assert find_reset(reset.token_hash) is None
    assert find_reset_without_key(reset.id) is reset


def test_only_the_digest_of_the_key_is_kept(session):
    key = mailed(session, UserFactory())

    reset = find_reset(key)
    assert key not in reset.token_hash
    assert find_reset_without_key(reset.id) is None


def test_a_key_works_once_and_signs_every_browser_out(session):
    user = UserFactory()
    open_login_session(user)
    key = mailed(session, user)

    redeem_reset(key, "a new hash")

    assert user.password_hash == "a new hash"
    assert session.scalar(sa.select(sa.func.count()).select_from(LoginSession)) == 0
    with pytest.raises(Conflict):
        redeem_reset(key, "another hash")


def test_a_key_lives_one_hour(session, at):
    key = mailed(session, UserFactory())

    at(NOON + timedelta(minutes=59))
    assert find_reset(key) is not None
    at(NOON + timedelta(minutes=60))
    assert find_reset(key) is None


def test_using_one_key_kills_the_others(session):
    user = UserFactory()
    first, second = mailed(session, user), mailed(session, user)

    redeem_reset(second, "a new hash")

    assert find_reset(first) is None


def test_nobody_fills_another_persons_letter_box(session):
    user = UserFactory()
    for _ in range(MAX_OPEN + 1):
        request_reset(user.email)

    assert [each["reset_id"] for each in events(session)][-1] == 0
    assert len([each for each in events(session) if each["reset_id"]]) == MAX_OPEN
