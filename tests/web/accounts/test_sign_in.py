"""Signing in and out in a browser."""

import pytest
import sqlalchemy as sa

from techmarket.accounts.models import LoginSession, Role
from techmarket.accounts.services.passwords import hash_password
from techmarket.kernel.history import list_history
from tests.factories.accounts import UserFactory, member

PASSWORD = "correct horse battery"


@pytest.fixture
def user(session):
    return UserFactory(email="zhao@example.test", password_hash=hash_password(PASSWORD))


def sign_in_as(client, email="zhao@example.test", password=PASSWORD, target=""):
    return client.post(f"/sign-in{target}", data={"email": email, "password": password})


def test_the_right_password_leads_to_the_work_page(client, user):
    answer = sign_in_as(client, email=" Zhao@Example.TEST ")

    assert (answer.status_code, answer.location) == (302, "/me")
    assert client.get("/me").status_code == 200
    assert list_history("user", user.id)[-1].action == "sign_in"


def test_wrong_password_and_unknown_address_get_the_same_answer(client, user):
    wrong = sign_in_as(client, password="not the password")
    unknown = sign_in_as(client, email="nobody@example.test", password="not the password")

    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace("zhao@", "") == unknown.text.replace("nobody@", "")
    assert client.get("/me").status_code == 302


def test_a_visitor_comes_back_to_the_page_that_asked_for_the_sign_in(client, user):
    asked = client.get("/account?lang=en")
    assert asked.location == "/sign-in?next=/account?lang%3Den"

    answer = sign_in_as(client, target="?next=/account?lang%3Den")

    assert answer.location == "/account?lang=en"


def test_what_was_to_be_sent_is_not_repeated_by_the_way_back(client):
    assert client.post("/memberships/1/approve").location == "/sign-in"


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "evil"],
)
def test_the_way_back_never_leaves_the_site(client, user, target):
    assert sign_in_as(client, target=f"?next={target}").location == "/me"


def test_nothing_from_before_the_sign_in_stays_in_the_session(client, user):
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"

    sign_in_as(client)

    with client.session_transaction() as cookie:
        assert "planted" not in cookie


def test_a_cookie_with_a_persons_number_but_no_session_signs_nobody_in(client, user, session):
    with client.session_transaction() as cookie:
        cookie.update({"_user_id": str(user.id), "_fresh": True, "login_token": "guessed"})

    assert client.get("/me").status_code == 302


def test_signing_out_ends_the_session_in_the_database(client, user, session):
    sign_in_as(client)
    with client.session_transaction() as cookie:
        stolen = dict(cookie)

    answer = client.post("/sign-out")

    assert answer.location == "/"
    assert session.scalar(sa.select(sa.func.count()).select_from(LoginSession)) == 0
    with client.session_transaction() as cookie:
        cookie.update(stolen)
    assert client.get("/me").status_code == 302


def test_opening_the_sign_out_page_only_asks(sign_in):
    client = sign_in(member(Role.ENTERPRISE))

    assert "<form" in client.get("/sign-out").text
    assert client.get("/me").status_code == 200


def test_the_sign_in_page_leads_signed_in_people_on(sign_in):
    assert sign_in(member(Role.ENTERPRISE)).get("/sign-in").location == "/me"


def test_the_password_never_comes_back_on_the_page(client, user):
    assert "not the password" not in sign_in_as(client, password="not the password").text


def test_a_post_without_a_token_is_refused(app, client, user, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", value=True)

    assert sign_in_as(client).status_code == 400
