import logging

import pytest
from flask import Flask, request
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm.exc import StaleDataError

from techmarket.kernel.errors import (
    AlreadyExists,
    Conflict,
    InvalidInput,
    InvalidTransition,
    NotAllowed,
    NotFound,
)
from techmarket.web.sentences import add_sentences


@pytest.fixture
def raising(web_app: Flask):
    """Return a function that asks a page which raises, and hands back the answer."""

    def ask(error, accept="text/html", **request):
        def view():
            raise error

        web_app.add_url_rule("/raises", view_func=view, methods=["GET", "POST"])
        web_app.config["WTF_CSRF_ENABLED"] = False
        client = web_app.test_client()
        headers = {"Accept": accept, **request.pop("headers", {})}
        return client.open("/raises?lang=en", headers=headers, **request)

    return ask


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("listing", 3), 404),
        (NotAllowed("may_publish"), 403),
        (Conflict("stale"), 409),
        (InvalidTransition("listing", "published", "submit"), 409),
        (AlreadyExists("inquiry"), 409),
        (InvalidInput("title", "too_long"), 422),
        (StaleDataError(), 409),
        (RuntimeError("boom"), 500),
    ],
)
def test_each_kind_of_error_has_its_status(raising, error, status):
    assert raising(error).status_code == status


def test_an_error_page_carries_the_number_of_the_request(raising):
    answer = raising(NotFound("listing", 3))

    assert answer.headers["X-Request-ID"] in answer.text


def test_a_refused_step_names_the_state_of_the_thing(raising):
    assert "Published" in raising(InvalidTransition("listing", "published", "submit")).text


def test_a_feature_says_what_its_reason_means(raising, web_app):
    add_sentences(web_app, {"notice_running": _l("There is already one.")})

    assert "There is already one." in raising(Conflict("notice_running")).text


def test_a_program_gets_json(raising):
    answer = raising(InvalidInput("title", "too_long"), accept="application/json")

    assert answer.json["error"]["status"] == 422
    assert answer.json["error"]["message"] == "This text is too long."


def test_what_was_typed_into_a_refused_form_can_be_copied_back(raising):
    answer = raising(Conflict("stale"), method="POST", data={"message": "long <b>text</b>"})

    assert "long &lt;b&gt;text&lt;/b&gt;" in answer.text


def test_a_password_is_never_shown_again(raising):
    answer = raising(Conflict("stale"), method="POST", data={"password": "open sesame"})

    assert "open sesame" not in answer.text


def test_a_refused_form_leads_back_to_its_page(raising):
    back = {"Referer": "http://localhost/deals/3?tab=files"}

    answer = raising(Conflict("stale"), method="POST", headers=back)

    assert 'href="/deals/3?tab=files"' in answer.text


def test_a_refused_form_does_not_lead_to_a_foreign_site(raising):
    away = {"Referer": "http://evil.test/deals/3"}

    assert "/deals/3" not in raising(Conflict("stale"), method="POST", headers=away).text


def test_a_crash_is_logged_and_says_nothing_about_its_cause(raising, caplog):
    answer = raising(RuntimeError("the cause"))

    assert "the cause" not in answer.text
    assert "the cause" in caplog.text


def test_a_form_without_token_is_refused_in_words(web_app):
    web_app.add_url_rule("/form", view_func=lambda: "never", methods=["POST"])

    answer = web_app.test_client().post("/form?lang=en")

    assert answer.status_code == 400
    assert "The page was open for too long" in answer.text


def test_an_address_nobody_knows_is_a_page_of_ours(web_app):
    answer = web_app.test_client().get("/nowhere?lang=en")

    assert answer.status_code == 404
    assert "This page does not exist" in answer.text


def test_a_wrong_method_names_the_right_ones(web_app):
    web_app.config["WTF_CSRF_ENABLED"] = False

    answer = web_app.test_client().delete("/about")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("size", [600_000, 1_500_000])
def test_a_form_beyond_the_limit_is_refused_in_words(web_app, size):
    web_app.config["WTF_CSRF_ENABLED"] = False
    web_app.add_url_rule("/form", view_func=lambda: request.form["text"], methods=["POST"])
    part = b'--cut\r\nContent-Disposition: form-data; name="text"\r\n\r\n'
    body = part + b"x" * size + b"\r\n--cut--\r\n"

    answer = web_app.test_client().post(
        "/form?lang=en", data=body, content_type="multipart/form-data; boundary=cut"
    )

    assert answer.status_code == 413
    assert "too large" in answer.text


def test_each_request_leaves_one_line_without_its_text(raising, caplog):
    with caplog.at_level(logging.INFO, logger="techmarket.web.request_log"):
        raising(Conflict("stale"), method="POST", data={"message": "confidential"})

    lines = [line for line in caplog.messages if "409" in line]
    assert len(lines) == 1
    assert "confidential" not in caplog.text
