from hypothesis import given
from hypothesis import strategies as st

from techmarket.search.analysis import (
    Lexicon,
    commonplace_words,
    fold,
    grams,
    index_grams,
    mark,
    parse,
    surfaces,
    words,
)


def test_chinese_is_cut_into_overlapping_pairs():
    assert grams("煤矸石") == ["煤矸", "矸石"]


def test_the_last_character_of_a_run_is_indexed_too():
    assert index_grams("煤矸石") == ["煤矸", "矸石", "石"]


def test_stop_characters_end_a_run():
    assert grams("低温的废水") == ["低温", "废水"]


def test_numbers_keep_their_units_and_formulas_stay_whole():
    assert grams("40 MPa、PVDF、5G、PM2.5") == ["40mpa", "pvdf", "5g", "pm2.5", "pm2", "5"]
    assert grams("γ-Al2O3") == ["γ-al2o3", "γ", "al2o3"]


def test_a_word_that_only_begins_like_a_unit_is_no_unit():
    assert grams("5 minutes") == ["5", "minutes"]


def test_one_character_words_are_kept_and_stop_words_are_not():
    assert words("煤的抽采") == ["煤", "抽", "采"]


def test_folding_joins_width_case_and_traditional_characters():
    assert fold("ＣＯ₂ 礦區") == "co2 矿区"


def test_a_lexicon_names_the_other_terms_that_the_text_lacks():
    lexicon = Lexicon([["瓦斯", "煤层气", "CBM"]])

    assert lexicon.expand("瓦斯与煤层气抽采") == ("cbm",)


def test_a_lexicon_prefers_the_longest_term():
    lexicon = Lexicon([["矸石", "煤矸石"], ["矸石砖", "烧结砖"]])

    assert lexicon.expand("矸石砖") == ("烧结砖",)


def test_a_latin_term_is_not_found_inside_another_word():
    lexicon = Lexicon([["PE", "聚乙烯"]])

    assert lexicon.expand("PET 瓶片") == ()
    assert lexicon.expand("PE管材") == ("聚乙烯",)
    assert [span.is_marked for span in mark("PET 与 pe", ["PE"])] == [False, True]


def test_a_lexicon_bridges_two_texts_with_different_names():
    lexicon = Lexicon([["瓦斯", "煤层气"]])

    assert lexicon.bridges("瓦斯超限", "煤层气利用") == (("瓦斯", "煤层气"),)
    assert lexicon.bridges("瓦斯超限", "瓦斯与煤层气") == ()


def test_a_known_term_inside_what_was_typed_is_replaced_in_the_alternative():
    (clause,) = parse("瓦斯抽采", Lexicon([["瓦斯", "煤层气"]]))

    assert (clause.term, clause.alternatives) == ("瓦斯抽采", ("煤层气抽采",))


def test_marked_places_read_like_the_term():
    spans = mark("煤礦與ＣＯ₂", ["煤矿", "co2"])

    assert [span.text for span in spans if span.is_marked] == ["煤礦", "ＣＯ₂"]


def test_surfaces_point_into_the_original():
    text = "ＰＶＤＦ 膜的製備"

    assert [(word.text, word.folded) for word in surfaces(text)] == [
        ("ＰＶＤＦ", "pvdf"),
        ("膜", "膜"),
        ("製備", "制备"),
    ]
    assert all(text[word.start : word.end] == word.text for word in surfaces(text))


@given(text=st.text(), terms=st.lists(st.text(), max_size=4))
def test_marking_loses_no_character(text, terms):
    assert "".join(span.text for span in mark(text, terms)) == text


@given(text=st.text())
def test_tokens_hold_no_space_and_do_not_depend_on_folding_twice(text):
    for token in (*index_grams(text), *words(text)):
        assert token.split() == [token]
    assert fold(fold(text)) == fold(text) or "İ" in text


def test_the_commonplace_words_are_written_as_texts_are_compared():
    commonplace = commonplace_words()

    assert {"公司", "人民币", "不超过"} <= commonplace
    assert commonplace == {fold(word) for word in commonplace}
    assert "煤矸石" not in commonplace
