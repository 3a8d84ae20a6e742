import re
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms.validators import InputRequired

from techmarket.kernel.errors import InvalidInput
from techmarket.kernel.money import MAX_FEN
from techmarket.web.code_fields import CodeField, CodeRadioField, CodesField, PlaceField
from techmarket.web.forms import (
    DateField,
    Form,
    NotAfterToday,
    RequiredIf,
    TextAreaField,
    TextField,
)
from techmarket.web.number_fields import MoneyField, PercentField
from techmarket.web.uploads import UploadField


class SampleForm(Form):
    class Meta:
        csrf = False

    title = TextField("Title", maximum=10)
    text = TextAreaField("Text", [RequiredIf("chain", "new_energy")])
    price = MoneyField("Price")
    fee = MoneyField("Fee", unit="yuan", least_fen=1)
    royalty = PercentField("Royalty")
    signed_on = DateField("Signed on", [NotAfterToday()])
    chain = CodeField("Chain", "chain")
    place = PlaceField("Place")
    subtype = CodeField("Subtype", "contract_subtype", grouped_by="contract_class", blank=None)
    maturity = CodeRadioField("Maturity", "maturity")
    modes = CodesField("Modes", "mode")
    proof = UploadField("Proof", ("pdf",), max_bytes=10)


@pytest.fixture(autouse=True)
def english(in_request):
    with in_request("/?lang=en"):
        yield


def filled(**values):
    form = SampleForm(MultiDict(values))
    form.validate()
    return form


def refused(field, typed):
    """Return what the form says at the field about what was typed."""
    return " ".join(filled(**{field: typed})[field].errors)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("12.5", 12_500_000),
        ("0", 0),
        (" 1,280 ", 1_280_000_000),
        ("１２", 12_000_000),
        ("0.000001", 1),
        ("", None),
    ],
)
def test_an_amount_in_ten_thousands_becomes_fen(typed, fen):
    assert filled(price=typed).price.data == fen


def test_an_amount_in_yuan_becomes_fen():
    assert filled(fee="1,234.56").fee.data == 123_456


@pytest.mark.parametrize(
    ("field", "typed", "word"),
    [
        ("price", "-1", "negative"),
        ("price", "0.0000001", "fraction"),
        ("price", "1e9", "number"),
        ("price", "NaN", "number"),
        ("price", "twelve", "number"),
        ("price", "1,2", "number"),
        ("price", "9" * 29, "large"),
        ("fee", "0", "above zero"),
        ("royalty", "100.01", "100"),
        ("royalty", "1.234", "two decimals"),
        ("signed_on", "2026-02-30", "date"),
        ("signed_on", "2999-01-01", "future"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused_with_the_reason(field, typed, word):
    assert word in refused(field, typed)


def test_what_was_typed_stays_in_the_box_after_a_refusal():
    form = filled(price="12,x", signed_on="yesterday")

    assert 'value="12,x"' in form.price()
    assert 'value="yesterday"' in form.signed_on()


@given(st.integers(min_value=0, max_value=MAX_FEN))
def test_an_amount_shown_and_sent_back_is_the_same(web_app_once, fen):
    with web_app_once.test_request_context("/?lang=en"):
        shown = re.search('value="(.*?)"', SampleForm(None, price=fen).price())[1]

        assert filled(price=shown).price.data == fen


def test_a_percentage_becomes_basis_points():
    assert filled(royalty="3.5").royalty.data == 350


@pytest.mark.parametrize(
    "typed", ["2026-03-05", "2026/3/5", "2026.3.5", "2026年3月5日", "20260305"]
)
def test_a_date_may_be_typed_as_people_write_it(typed):
    assert filled(signed_on=typed).signed_on.data == date(2026, 3, 5)


def test_text_is_trimmed_and_rid_of_control_characters():
    assert filled(title=" a\x00b\r\n ").title.data == "ab"


def test_a_text_beyond_its_limit_is_refused():
    assert filled(title="x" * 11).title.errors


def test_a_field_may_be_required_by_the_value_of_another():
    assert filled(chain="new_energy").text.errors
    assert not filled(chain="equipment").text.errors


def test_a_select_offers_the_codes_of_the_pack_and_refuses_others():
    assert filled(chain="new_energy").chain.data == "new_energy"
    assert filled(chain="no such chain").chain.errors


def test_an_empty_choice_is_no_code():
    form = filled(chain="")

    assert form.chain.data is None
    assert not form.chain.errors


def test_an_empty_choice_does_not_satisfy_a_required_select():
    class Strict(Form):
        class Meta:
            csrf = False

        chain = CodeField("Chain", "chain", [InputRequired()])

    assert not Strict(MultiDict({"chain": ""})).validate()


def test_a_grouped_select_has_a_group_for_each_parent():
    assert SampleForm(None).subtype().count("<optgroup") >= 4


def test_checkboxes_give_a_list_of_codes():
    modes = [choice.value for choice in SampleForm(None).modes.choices][:2]

    assert filled(modes=modes[0]).modes.data == modes[:1]
    assert SampleForm(MultiDict([("modes", mode) for mode in modes])).modes.data == modes


def test_a_radio_that_nobody_chose_is_no_code():
    assert filled().maturity.data is None


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [("a.exe", b"x", "pdf"), ("a.pdf", b"x" * 11, "large"), ("a.pdf", b"", "empty")],
)
def test_a_file_of_the_wrong_name_or_size_is_refused(name, content, word):
    upload = FileStorage(BytesIO(content), filename=name)

    assert word in refused("proof", upload)


def test_an_accepted_file_can_still_be_read_from_its_start():
    form = filled(proof=FileStorage(BytesIO(b"12345"), filename="a.PDF"))

    assert not form.proof.errors
    assert form.proof.data.read() == b"12345"


def test_an_error_of_a_service_stands_at_its_field():
    form = filled()

    form.refuse(InvalidInput("title", "too_long"))

    assert "This text is too long." in form.title.errors
    assert "title" in form.errors


def test_an_error_of_a_service_about_no_field_stands_above_the_form():
    form = filled()

    form.refuse(InvalidInput("nowhere", "too_long"))

    assert form.form_errors == ["This text is too long."]


def test_a_place_is_a_county_here_or_a_region_elsewhere():
    groups = {choice.optgroup for choice in SampleForm().place.choices if choice.value}

    assert len(groups) == 2
    assert filled(place="").place.data is None
    assert refused("place", "000000")


def test_a_place_that_no_list_names_stays_where_it_is_kept():
    form = SampleForm(data={"place": "990101"})

    assert form.place.data == "990101"
    assert "990101" in {choice.value for choice in form.place.choices}
