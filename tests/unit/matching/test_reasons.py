from pathlib import Path

import pytest

from techmarket.matching.ranking import MatchFacts
from techmarket.matching.reasons import (
    Concept,
    Gap,
    GapKind,
    Reason,
    ReasonKind,
    explain_match,
    shared_concepts,
)
from techmarket.search.analysis import Lexicon
from techmarket.search.factory import open_engine
from techmarket.search.port import Key, Put

NO_LEXICON = Lexicon()


@pytest.fixture
def engine():
    opened = open_engine("memory:", Path())
    common = "我公司希望解决设备问题"
    opened.apply(
        [
            Put(key=Key("result", number), version=1, title=f"设备改造{common}")
            for number in range(1, 60)
        ]
    )
    return opened


def explain(engine, demand, result, lexicon=NO_LEXICON):
    return explain_match(
        engine,
        MatchFacts(title="甲", **demand),
        MatchFacts(title="乙", **result),
        lexicon=lexicon,
    )


def test_shared_words_are_named_and_common_or_commercial_ones_are_not(engine):
    demand = MatchFacts(title="我公司希望铸造设备少用树脂")
    result = MatchFacts(title="铸造树脂设备", body="我公司希望推广")

    concepts = shared_concepts(engine, demand, result, lexicon=NO_LEXICON)

    assert {concept.ours for concept in concepts} == {"铸造", "树脂"}


def test_words_that_stand_together_in_both_texts_are_named_together(engine):
    demand = MatchFacts(title="寻求废水处理办法")
    result = MatchFacts(title="焦化废水处理工艺")

    concepts = shared_concepts(engine, demand, result, lexicon=NO_LEXICON)

    assert [concept.ours for concept in concepts] == ["废水处理"]


def test_a_concept_is_shown_as_our_text_writes_it(engine):
    demand = MatchFacts(title="ＰＶＤＦ 膜")
    result = MatchFacts(title="pvdf 膜制备")

    concepts = shared_concepts(engine, demand, result, lexicon=NO_LEXICON)

    assert concepts == (Concept("ＰＶＤＦ", "ＰＶＤＦ"),)


def test_two_names_of_one_thing_are_shared_and_both_shown(engine):
    demand = MatchFacts(title="瓦斯超限")
    result = MatchFacts(title="煤层气提纯")

    concepts = shared_concepts(engine, demand, result, lexicon=Lexicon([["瓦斯", "煤层气"]]))

    assert concepts == (Concept("瓦斯", "煤层气"),)


def test_texts_without_a_shared_word_have_no_concept_reason(engine):
    explanation = explain(engine, {"body": "葡萄"}, {"body": "水泵"})

    assert explanation.reasons == ()
    assert explanation.gaps == ()


def test_the_same_chain_and_field_are_reasons(engine):
    codes = {"chains": ("equipment", "new_energy"), "technology_fields": ("03",)}

    explanation = explain(engine, codes, {"chains": ("new_energy",), "technology_fields": ("03",)})

    assert explanation.reasons == (
        Reason(ReasonKind.CHAIN, {"codes": ("new_energy",)}),
        Reason(ReasonKind.TECHNOLOGY_FIELD, {"codes": ("03",)}),
    )


@pytest.mark.parametrize("trl", [7, 9])
def test_enough_maturity_is_a_reason(engine, trl):
    explanation = explain(engine, {"min_trl": 7}, {"trl": trl})

    assert explanation.reasons == (Reason(ReasonKind.MATURITY, {"trl": trl, "min_trl": 7}),)


def test_too_little_maturity_is_a_gap_that_names_both_levels(engine):
    explanation = explain(engine, {"min_trl": 7}, {"trl": 6})

    assert explanation.gaps == (Gap(GapKind.MATURITY, {"trl": 6, "min_trl": 7}),)


def test_unknown_maturity_is_a_gap_only_where_maturity_is_asked(engine):
    assert explain(engine, {"min_trl": 4}, {}).gaps == (
        Gap(GapKind.MATURITY_UNKNOWN, {"min_trl": 4}),
    )
    assert explain(engine, {}, {"trl": 4}).gaps == ()


def test_a_price_within_the_budget_is_a_reason(engine):
    explanation = explain(
        engine, {"price_max_fen": 500}, {"price_min_fen": 300, "price_max_fen": 900}
    )

    assert explanation.reasons == (Reason(ReasonKind.PRICE, {"low_fen": 300, "high_fen": 500}),)


def test_a_price_above_the_budget_is_a_gap(engine):
    explanation = explain(engine, {"price_max_fen": 299}, {"price_min_fen": 300})

    assert explanation.gaps == (Gap(GapKind.PRICE, {"asked_fen": 300, "budget_fen": 299}),)


@pytest.mark.parametrize(
    ("demand", "result"), [({}, {"price_min_fen": 300}), ({"price_max_fen": 300}, {})]
)
def test_an_open_price_is_neither_reason_nor_gap(engine, demand, result):
    explanation = explain(engine, demand, result)

    assert (explanation.reasons, explanation.gaps) == ((), ())


def test_a_common_mode_is_a_reason_and_none_a_gap(engine):
    wanted = {"modes": ("licence", "development")}

    assert explain(engine, wanted, {"modes": ("licence",)}).reasons == (
        Reason(ReasonKind.MODE, {"codes": ("licence",)}),
    )
    assert explain(engine, wanted, {"modes": ("equity",)}).gaps == (
        Gap(GapKind.MODE, {"offered": ("equity",), "wanted": ("licence", "development")}),
    )
    assert explain(engine, wanted, {}).gaps == ()


def test_the_same_county_is_a_reason_and_another_is_no_gap(engine):
    home = {"county": "000001"}

    assert explain(engine, home, home).reasons == (Reason(ReasonKind.REGION, {"county": "000001"}),)
    assert explain(engine, home, {"county": "000002"}).gaps == ()
