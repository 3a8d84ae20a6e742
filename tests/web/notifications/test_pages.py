"""The list of messages."""

import pytest

from techmarket.accounts.models import Role
from techmarket.notifications.models import Notification
from techmarket.notifications.queries import count_unread
from tests.factories.accounts import member


@pytest.fixture
def reader(session):
    return member(Role.ENTERPRISE)


def message(session, reader, number=1):
    row = Notification(
        user_id=reader.id,
        kind="listing_published",
        subject=f"review:{number}",
        facts={"title": f"样例成果{number}"},
        path="/account",
    )
    session.add(row)
    session.flush()
    return row


def test_the_head_of_the_page_says_how_many_are_unread(session, sign_in, reader):
    message(session, reader)
    message(session, reader, 2)

    page = sign_in(reader).get("/account").text

    assert '<span class="count">2</span>' in page


def test_opening_a_message_leads_on_and_marks_it_read(session, sign_in, reader):
    row, client = message(session, reader), sign_in(reader)
    assert "样例成果1" in client.get("/me/notifications").text

    answer = client.post(f"/me/notifications/{row.id}/open")

    assert (answer.status_code, answer.location) == (303, "/account")
    assert count_unread(reader.id) == 0


def test_looking_at_the_list_marks_nothing(session, sign_in, reader):
    message(session, reader)

    sign_in(reader).get("/me/notifications")

    assert count_unread(reader.id) == 1


def test_all_are_read_with_one_button_and_only_ones_own(session, sign_in, reader):
    other = member(Role.ENTERPRISE)
    message(session, reader)
    message(session, other)

    sign_in(reader).post("/me/notifications/read")

    assert (count_unread(reader.id), count_unread(other.id)) == (0, 1)


def test_another_persons_message_is_not_there(session, sign_in, reader):
    row = message(session, reader)

    answer = sign_in(member(Role.ENTERPRISE)).post(f"/me/notifications/{row.id}/open")

    assert answer.status_code == 404
    assert count_unread(reader.id) == 1


def test_the_list_runs_the_same_queries_however_long_it_is(session, sign_in, reader, count_queries):
    client = sign_in(reader)
    message(session, reader)
    with count_queries() as for_one:
        client.get("/me/notifications")
    for number in range(2, 12):
        message(session, reader, number)
    with count_queries() as for_many:
        client.get("/me/notifications")

    assert len(for_many) == len(for_one)
