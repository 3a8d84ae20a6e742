import io
import json
import logging
import re

import pytest
from flask import Flask, url_for

from techmarket.web.downloads import PDF, safe_name, send_attachment
from techmarket.web.facets import chosen_values, code_facet, facet
from techmarket.web.health import Health, add_check
from techmarket.web.request_log import JsonFormatter, configure_logging


@pytest.fixture
def visitor(web_app: Flask):
    return web_app.test_client()


@pytest.fixture
def reader_of_english(web_app: Flask):
    client = web_app.test_client()
    with client.session_transaction() as cookie:
        cookie.update({"_user_id": "7", "_fresh": True})
    return client


def test_a_page_may_run_nothing_but_our_own_scripts(visitor):
    policy = visitor.get("/").headers["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_no_page_has_a_script_or_a_style_inside(visitor):
    text = visitor.get("/").text

    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text)


def test_a_page_of_a_signed_in_person_is_kept_nowhere(reader_of_english):
    assert reader_of_english.get("/me").headers["Cache-Control"] == "no-store"


def test_a_visitor_gets_chinese(visitor):
    assert '<html lang="zh-CN">' in visitor.get("/").text


def test_a_chosen_language_is_remembered(visitor):
    visitor.get("/?lang=en")

    assert '<html lang="en">' in visitor.get("/about").text


def test_an_unknown_language_is_ignored(visitor):
    assert '<html lang="zh-CN">' in visitor.get("/?lang=xx").text


def test_the_account_knows_its_language(reader_of_english):
    assert '<html lang="en">' in reader_of_english.get("/").text


def test_a_signed_in_person_can_change_the_language_for_this_visit(reader_of_english):
    reader_of_english.get("/?lang=zh")

    assert '<html lang="zh-CN">' in reader_of_english.get("/about").text


def test_the_language_switch_keeps_the_page_and_its_query(visitor):
    assert 'href="/search?q=x&amp;lang=en"' in visitor.get("/search?q=x").text


def test_a_static_file_asked_for_by_version_is_kept_for_ever(web_app, visitor):
    with web_app.test_request_context():
        url = web_app.jinja_env.globals["asset"]("css/market.css")

    with visitor.get(url) as answer:
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("query", ["", "?v=00000000"])
def test_a_static_file_asked_for_otherwise_is_asked_for_again(visitor, query):
    with visitor.get(f"/static/css/market.css{query}") as answer:
        assert "immutable" not in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_static_file_is_sent_compressed(visitor):
    compressed = {"Accept-Encoding": "br"}

    with visitor.get("/static/vendor/tabler.min.css", headers=compressed) as answer:
        assert answer.headers["Content-Encoding"] == "br"


def test_health_asks_every_part(web_app, visitor):
    add_check(web_app, "index", lambda: Health(is_ok=True, facts={"drift": 0}))

    answer = visitor.get("/healthz")

    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "parts": {"index": {"ok": True, "drift": 0}}}


def test_one_failing_part_makes_the_whole_unready(web_app, visitor):
    add_check(web_app, "index", lambda: Health(is_ok=False))
    add_check(web_app, "database", lambda: Health(is_ok=True))

    assert visitor.get("/healthz").status_code == 503


def test_a_download_is_saved_under_its_chinese_name(in_request):
    with in_request("/"):
        answer = send_attachment(b"%PDF", "../合同.pdf", PDF)

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "UTF-8''%E5%90%88%E5%90%8C.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [("a/b\\c.pdf", "c.pdf"), ("\x00\n", "file"), ("..", "file"), ("合同 1.docx", "合同 1.docx")],
)
def test_a_file_name_is_cut_to_its_safe_last_part(name, kept):
    assert safe_name(name) == kept


def test_a_facet_hides_what_has_no_hit_unless_chosen(in_request):
    choices = [("a", "A"), ("b", "B"), ("c", "C")]

    with in_request("/results?mode=b&mode=b"):
        found = facet("mode", "Mode", choices, {"a": 2})
        values = chosen_values("mode", {"b"})

    assert [(choice.value, choice.count) for choice in found.choices] == [("a", 2), ("b", 0)]
    assert [choice.value for choice in found.chosen] == ["b"]
    assert values == ["b"]


def test_a_facet_of_codes_shows_names_and_unknown_codes_that_have_hits(in_request):
    with in_request("/results?lang=en"):
        found = code_facet("class", "Class", "contract_class", {"D": 1, "old": 2})

    assert [choice.value for choice in found.choices] == ["D", "old"]
    assert found.choices[0].label != "D"


def test_a_log_line_is_json_where_no_terminal_reads_it():
    stream = io.StringIO()
    logger = logging.getLogger("techmarket")
    before, level = list(logger.handlers), logger.level
    try:
        configure_logging(stream)
        logger.getChild("x").info("审核 %s", 3, extra={"status": 200})
    finally:
        logger.handlers[:] = before
        logger.setLevel(level)

    entry = json.loads(stream.getvalue())
    assert (entry["message"], entry["status"], entry["level"]) == ("审核 3", 200, "info")


def test_a_logged_crash_carries_its_traceback():
    info = (ValueError, ValueError("cause"), None)
    record = logging.LogRecord("techmarket", logging.ERROR, __file__, 1, "failed", (), info)

    assert "ValueError: cause" in json.loads(JsonFormatter().format(record))["traceback"]


def test_the_head_has_at_most_seven_places(reader_of_english):
    menu = reader_of_english.get("/").text.split('class="site-nav"')[1].split("</nav>")[0]

    assert menu.count("<li>") == 7


def test_the_place_one_is_at_is_marked(web_app, visitor):
    with web_app.test_request_context():
        place = url_for("listings.index_results")

    assert f'href="{place}" aria-current="page"' in " ".join(visitor.get(place).text.split())


def test_one_signs_out_by_a_form_with_a_token(reader_of_english):
    text = reader_of_english.get("/").text

    assert 'action="/sign-out"' in text
    assert 'name="csrf_token"' in text
