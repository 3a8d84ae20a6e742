import re

import pytest
from flask import render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired

from techmarket.kernel.pagination import Page
from techmarket.web.code_fields import CodeField, CodeRadioField, CodesField
from techmarket.web.forms import DateField, Form, TextAreaField, TextField
from techmarket.web.number_fields import MoneyField
from techmarket.web.uploads import UploadField


class EveryField(Form):
    class Meta:
        csrf = False

    hidden = HiddenField(default="kept")
    title = TextField("Title", [InputRequired()], description="Short and clear")
    text = TextAreaField("Text", [InputRequired()])
    price = MoneyField("Price", [InputRequired()])
    signed_on = DateField("Signed on", [InputRequired()])
    chain = CodeField("Chain", "chain", [InputRequired()])
    maturity = CodeRadioField("Maturity", "maturity", [InputRequired()])
    modes = CodesField("Modes", "mode", [InputRequired()])
    proof = UploadField("Proof", ("pdf",), [InputRequired()], max_bytes=10)
    agree = BooleanField("Agree", [InputRequired()])


FORM = """{% from "macros/forms.html" import post_form, field %}
{% call post_form(form, "Send", upload=true) %}
{% for one in form if one.name != "hidden" %}{{ field(one) }}{% endfor %}
{% endcall %}"""


@pytest.fixture(autouse=True)
def english(in_request):
    with in_request("/results?lang=en&q=x"):
        yield


def empty_form_sent():
    form = EveryField(MultiDict({"sent": "1"}))
    form.validate()
    return render_template_string(FORM, form=form)


def rendered(macro_file, call, **values):
    name = call.split("(")[0]
    source = f'{{% from "macros/{macro_file}" import {name} %}}{{{{ {call} }}}}'
    return render_template_string(source, **values)


def ids_in(text):
    return re.findall(r'\sid="([^"]+)"', text)


def test_every_field_has_a_label_tied_to_it():
    text = render_template_string(FORM, form=EveryField())

    for name in ("title", "text", "price", "signed_on", "chain", "proof", "agree"):
        assert f'for="{name}"' in text
        assert name in ids_in(text)
    assert text.count("<legend") == 2


def test_an_error_is_tied_to_its_field():
    text = empty_form_sent()

    assert 'aria-describedby="title-hint title-error"' in text
    assert {"title-hint", "title-error"} <= set(ids_in(text))


def test_every_wrong_field_is_linked_from_the_summary():
    text = empty_form_sent()

    targets = re.findall(r'<a href="#([^"]+)"', text)
    assert len(targets) == 9
    assert set(targets) <= set(ids_in(text))


def test_no_id_stands_twice_on_a_form():
    ids = ids_in(empty_form_sent())

    assert len(ids) == len(set(ids))


def test_hidden_fields_and_the_token_travel_with_the_form():
    text = empty_form_sent()

    assert 'name="hidden"' in text
    assert 'name="csrf_token"' in text
    assert 'enctype="multipart/form-data"' in text


def test_a_form_without_errors_has_no_summary():
    assert "error-summary" not in render_template_string(FORM, form=EveryField())


def test_an_action_is_a_post_with_a_token():
    text = rendered("buttons.html", "action_form('/deals/3/abandon', 'End', values={'version': 4})")

    assert '<form method="post"' in text
    assert 'name="csrf_token"' in text
    assert 'name="version" value="4"' in " ".join(text.split())


def test_a_state_is_a_word_and_an_unknown_one_is_shown_as_it_is():
    assert "Under review" in rendered("badges.html", "state_badge('listing', 'in_review')")
    assert "strange" in rendered("badges.html", "state_badge('listing', 'strange')")


def test_the_same_state_has_the_word_of_its_kind():
    assert "Completed" in rendered("badges.html", "state_name('contract', 'completed')")
    assert "Taken in" in rendered("badges.html", "state_name('registration', 'accepted')")


def test_the_present_stage_is_marked_and_the_ones_before_are_done():
    text = rendered("steps.html", "stage_bar([('a', 'A'), ('b', 'B'), ('c', 'C')], 'b')")

    assert text.count("stage-done") == 1
    assert text.count('aria-current="step"') == 1


def test_a_way_that_was_left_shows_its_end():
    text = rendered("steps.html", "stage_bar([('a', 'A')], 'gone', ended='Abandoned')")

    assert "Abandoned" in text
    assert "stage-done" not in text


def test_pages_keep_the_query():
    text = rendered("pagination.html", "pagination(page)", page=Page([], 2, 20, 100))

    assert 'href="/results?q=x&amp;page=3"' in text
    assert text.count('aria-current="page"') == 1


def test_one_page_needs_no_links():
    assert rendered("pagination.html", "pagination(page)", page=Page([], 1, 20, 3)).strip() == ""


def test_a_fact_that_is_not_known_says_so():
    assert "not stated" in rendered("tables.html", "facts([('Chain', '')])")


def test_what_users_wrote_is_shown_as_text():
    text = rendered("cards.html", "kpi('<b>label</b>', '<script>')")

    assert "<script>" not in text
    assert "<b>" not in text


@pytest.mark.parametrize(
    ("kind", "low", "high", "word"),
    [
        ("fixed", 100, None, "1.00 yuan"),
        ("floor", 100, None, "from 1.00 yuan"),
        ("range", 100, 200, "to"),
        ("negotiable", None, None, "Price negotiable"),
        ("fixed", None, None, "Price negotiable"),
    ],
)
def test_a_price_is_written_by_its_kind(kind, low, high, word):
    assert word in rendered("money.html", f"price('{kind}', {low}, {high})")
