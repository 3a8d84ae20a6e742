"""Amounts in capital characters, as banks and contracts write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techmarket.contracts.capitals import DIGITS, amount_in_capitals
from techmarket.kernel.money import MAX_FEN

VALUES = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (60, "陆角整"),
        (1_00, "壹元整"),
        (10_00, "壹拾元整"),
        (1_20, "壹元贰角整"),
        (1_05, "壹元零伍分"),
        (1_680_32, "壹仟陆佰捌拾元叁角贰分"),
        (1_280_000_00, "壹佰贰拾捌万元整"),
        (100_001_00, "壹拾万零壹元整"),
        (1_000_500_00, "壹佰万零伍佰元整"),
        (10_010_010_00, "壹仟零壹万零壹拾元整"),
        (107_000_53, "壹拾万柒仟元伍角叁分"),
        (100_000_000_00, "壹亿元整"),
        (2_000_000_000_00, "贰拾亿元整"),
        (100_000_001_00, "壹亿零壹元整"),
        (1_000_000_000_000_00, "壹万亿元整"),
    ],
)
def test_an_amount_is_written_as_the_payment_rules_say(fen, words):
    assert amount_in_capitals(fen) == words


@given(st.integers(min_value=0, max_value=MAX_FEN))
def test_every_amount_can_be_read_back_to_the_fen(fen):
    assert read_back(amount_in_capitals(fen)) == fen


def read_back(words):
    yuan, _mark, rest = words.rpartition("元")
    jiao, _mark, fen = rest.rpartition("角")
    return 100 * whole(yuan) + 10 * whole(jiao) + whole(fen.rstrip("分整"))


def whole(words):
    for unit, value in (("亿", 10**8), ("万", 10**4)):
        if unit in words:
            high, _unit, low = words.rpartition(unit)
            return whole(high) * value + whole(low)
    total, digit = 0, 0
    for character in words:
        if character in DIGITS:
            digit = DIGITS.index(character)
        else:
            total, digit = total + digit * VALUES[character], 0
    return total + digit
