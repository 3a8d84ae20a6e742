"""Changing and forgetting a password in a browser."""

import pytest

from techmarket.accounts.services.passwords import hash_password, password_matches
from techmarket.kernel import mail, outbox
from tests.factories.accounts import UserFactory
from tests.mailbox import MailBox

OLD, NEW = "correct horse battery", "煤矸石免烧砖制备技术"


@pytest.fixture
def user(session):
    return UserFactory(email="zhao@example.test", password_hash=hash_password(OLD))


@pytest.fixture
def box(app, monkeypatch):
    box = MailBox()
    monkeypatch.setattr(mail, "_mailer", [box])
    return box


def mailed_link(box, user):
    [letter] = box.to(user.email)
    [line] = [line for line in letter.body.splitlines() if "/reset-password/" in line]
    return line.removeprefix("http://127.0.0.1:8000")


def test_a_new_password_signs_out_every_other_browser(sign_in, user):
    here, elsewhere = sign_in(user), sign_in(user)

    answer = here.post("/account/password", data={"current": OLD, "password": NEW})

    assert answer.location == "/account"
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    assert password_matches(user.password_hash, NEW)


@pytest.mark.parametrize(
    ("current", "password", "error_at"),
    [("not it at all", NEW, "current"), (OLD, "short", "password"), (OLD, "", "password")],
)
def test_the_password_stays_when_something_is_wrong(sign_in, user, current, password, error_at):
    answer = sign_in(user).post(
        "/account/password", data={"current": current, "password": password}
    )

    assert answer.status_code == 422
    assert f'id="{error_at}-error"' in answer.text
    assert password_matches(user.password_hash, OLD)


def test_asking_for_a_link_looks_the_same_for_every_address(client, user):
    known, unknown = (
        client.post("/forgotten-password", data={"email": email}, follow_redirects=True)
        for email in ("zhao@example.test", "nobody@example.test")
    )

    assert known.status_code == unknown.status_code == 200
    assert known.text == unknown.text


def test_the_link_in_the_mail_sets_a_new_password_once(client, user, box):
    client.post("/forgotten-password", data={"email": "Zhao@example.test"})
    outbox.drain()
    link = mailed_link(box, user)

    assert client.get(link).status_code == 200
    answer = client.post(link, data={"password": NEW})

    assert answer.location == "/sign-in"
    signed_in = client.post("/sign-in", data={"email": user.email, "password": NEW})
    assert signed_in.location == "/me"
    assert client.get(link).status_code == 410


def test_a_bad_new_password_leaves_the_link_usable(client, user, box):
    client.post("/forgotten-password", data={"email": user.email})
    outbox.drain()
    link = mailed_link(box, user)

    assert client.post(link, data={"password": "short"}).status_code == 422
    assert client.post(link, data={"password": NEW}).status_code == 302


def test_an_unknown_address_gets_no_mail(client, session, box):
    client.post("/forgotten-password", data={"email": "nobody@example.test"})
    outbox.drain()

    assert box.letters == []


def test_an_invented_link_is_dead(client, session):
    assert client.get("/reset-password/invented").status_code == 410
    assert client.post("/reset-password/invented", data={"password": NEW}).status_code == 410
