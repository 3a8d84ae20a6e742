"""Typed text: trimmed, of one form, without what no keyboard types."""

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from techmarket.kernel.text import clean_text


@given(st.text())
def test_cleaning_a_text_twice_changes_nothing(text):
    assert clean_text(clean_text(text)) == clean_text(text)


@pytest.mark.parametrize("character", ["\x00", "\u202e", "\u2066", "\ud800", "\ufdd0", "\uffff"])
def test_what_no_keyboard_types_is_dropped(character):
    assert clean_text(f"阜新{character}工程") == "阜新工程"


@given(st.text())
def test_a_clean_text_can_stand_in_a_word_document(text):
    Document().add_paragraph(clean_text(text))
