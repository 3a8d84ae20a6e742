"""What goes out by mail, and what happens when it cannot."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from techmarket.accounts.events import SignUpRepeated
from techmarket.accounts.models import Role
from techmarket.accounts.services.memberships import request_membership
from techmarket.accounts.services.resets import request_reset
from techmarket.kernel import outbox
from techmarket.notifications.models import Notification
from tests.conftest import NOON
from tests.factories.accounts import UserFactory, member


@pytest.fixture
def admin(session):
    return member(Role.ORG_ADMIN)


def ask_to_join(session, organisation):
    request_membership(UserFactory(name="来访者甲"), organisation, Role.RESEARCHER)
    session.commit()
    outbox.drain()


def test_a_mail_holds_a_sentence_and_a_link_and_no_names(session, box, admin):
    university = admin.memberships[0].organisation
    ask_to_join(session, university)

    [letter] = box.to(admin.email)
    assert f"http://127.0.0.1:8000/organisations/{university.id}/members" in letter.body
    for word in ("来访者甲", university.name):
        assert word not in letter.subject + letter.body


def test_each_reader_gets_the_mail_in_their_own_language(session, box, admin):
    second = member(Role.ORG_ADMIN, admin.memberships[0].organisation)
    second.language = "en"
    ask_to_join(session, admin.memberships[0].organisation)

    english = box.to(second.email)[0]
    assert english.subject == "Somebody asks to join your organisation."
    assert "Fuxin Tech Market" in english.body
    assert "阜新科技大市场" in box.to(admin.email)[0].body


def test_a_mail_that_could_not_be_sent_is_sent_later_and_the_others_only_once(
    session, box, admin, at
):
    second = member(Role.ORG_ADMIN, admin.memberships[0].organisation)
    box.refuses.add(admin.email)
    ask_to_join(session, admin.memberships[0].organisation)
    assert (len(box.to(admin.email)), len(box.to(second.email))) == (0, 1)

    box.refuses.clear()
    at(NOON + timedelta(minutes=1))
    outbox.drain()

    assert (len(box.to(admin.email)), len(box.to(second.email))) == (1, 1)
    waiting = session.scalar(sa.select(Notification).where(Notification.mailed_at.is_(None)))
    assert waiting is None


def test_the_key_for_a_new_password_stands_in_the_mail_only(session, box):
    user = UserFactory()
    request_reset(user.email)
    session.commit()
    outbox.drain()

    [letter] = box.to(user.email)
    [key] = [
        line.rsplit("/", 1)[1] for line in letter.body.splitlines() if "/reset-password/" in line
    ]
    tables = ("password_reset", "outbox_message", "history", "history_payload", "notification")
    for table in tables:
        rows = session.execute(sa.text(f"SELECT * FROM {table}")).all()  # noqa: S608 - fixed names
        assert key not in repr(rows)


def test_a_failed_reset_mail_is_tried_again_with_a_working_key(session, box, at):
    user = UserFactory()
    box.refuses.add(user.email)
    request_reset(user.email)
    session.commit()
    outbox.drain()
    assert box.letters == []

    box.refuses.clear()
    at(NOON + timedelta(minutes=1))
    outbox.drain()
    outbox.drain()

    assert len(box.to(user.email)) == 1


def test_the_owner_of_an_address_hears_of_a_repeated_sign_up(session, box):
    user = UserFactory()
    outbox.publish(SignUpRepeated(user.id))
    session.commit()
    outbox.drain()

    assert "/forgotten-password" in box.to(user.email)[0].body


def test_an_invented_person_gets_the_message_but_no_mail(session, box, admin):
    admin.is_demo = True

    ask_to_join(session, admin.memberships[0].organisation)

    assert session.scalar(sa.select(Notification.user_id)) == admin.id
    assert box.letters == []
