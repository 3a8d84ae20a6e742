from pathlib import Path

import pytest

from techmarket.matching.ranking import MatchFacts, Strength, rank_matches, strength_of
from techmarket.search.analysis import Lexicon
from techmarket.search.factory import open_engine
from techmarket.search.port import Key, Put

NO_LEXICON = Lexicon()


@pytest.fixture
def engine():
    return open_engine("memory:", Path())


def put(number, title, body="", kind="result", **facets):
    codes = {name: (code,) for name, code in facets.items()}
    return Put(key=Key(kind, number), version=1, title=title, body=body, facets=codes)


def fill(engine, *documents):
    fillers = [put(900 + place, f"无关{sign * 4}") for place, sign in enumerate("甲乙丙丁戊己庚")]
    engine.apply([*documents, *fillers])


def ranked_ids(engine, facts, kind="result", **more):
    more.setdefault("lexicon", NO_LEXICON)
    return [match.key.id for match in rank_matches(engine, kind, facts, **more)]


def test_the_text_that_shares_more_telling_words_comes_first(engine):
    fill(engine, put(1, "铸造废砂再生"), put(2, "铸造机械"), put(3, "葡萄酒发酵"))

    assert ranked_ids(engine, MatchFacts(title="铸造废砂怎样再生")) == [1, 2]


def test_the_same_call_finds_demands_for_a_result(engine):
    fill(engine, put(1, "铸造废砂再生", kind="demand"), put(2, "铸造废砂再生"))

    assert ranked_ids(engine, MatchFacts(title="废砂再生工艺"), kind="demand") == [1]


def test_a_synonym_bridges_two_vocabularies(engine):
    fill(engine, put(1, "煤层气提纯"), put(2, "葡萄酒"))
    facts = MatchFacts(title="瓦斯浓度低难利用")

    assert ranked_ids(engine, facts) == []
    assert ranked_ids(engine, facts, lexicon=Lexicon([["瓦斯", "煤层气"]])) == [1]


def test_among_equal_texts_the_same_field_decides(engine):
    fill(
        engine,
        put(1, "废砂再生", chain="agri_food"),
        put(2, "废砂再生", chain="equipment"),
        put(3, "废砂再生", technology_field="07"),
    )
    facts = MatchFacts(title="废砂再生", chains=("equipment",), technology_fields=("07",))

    assert ranked_ids(engine, facts) == [2, 3, 1]


def test_the_same_field_alone_is_no_match(engine):
    fill(engine, put(1, "葡萄酒发酵", chain="equipment"))

    assert ranked_ids(engine, MatchFacts(title="废砂再生", chains=("equipment",))) == []


def test_bare_numbers_match_nothing(engine):
    fill(engine, put(1, "2025 与 300"), put(2, "投资 300"))

    assert ranked_ids(engine, MatchFacts(title="2025", body="300")) == []


def test_ranks_count_from_one_without_holes_and_scores_fall(engine):
    fill(engine, *(put(number, "废砂再生" + "工艺" * number) for number in range(1, 8)))

    matches = rank_matches(engine, "result", MatchFacts(title="废砂再生"), lexicon=NO_LEXICON)

    assert [match.rank for match in matches] == list(range(1, 8))
    assert [match.score for match in matches] == sorted(
        (match.score for match in matches), reverse=True
    )


def test_no_more_than_fifty_are_listed(engine):
    engine.apply([put(number, "废砂再生") for number in range(1, 80)])

    facts = MatchFacts(title="废砂再生")

    assert len(ranked_ids(engine, facts)) == 50
    assert len(ranked_ids(engine, facts, limit=80)) == 50
    assert len(ranked_ids(engine, facts, limit=3)) == 3


def test_weak_matches_fill_the_first_twenty_places_only(engine):
    weak = [put(number, "废砂填埋台账") for number in range(1, 40)]
    fill(engine, *weak, *(put(number, "葡萄酒发酵") for number in range(100, 800)))
    machines = "除尘冷却破碎磁选筛分回用降本减排监测验收浇注造型熔炼"
    parts = "涂料烘干芯盒模具密封轴承齿轮润滑防腐焊接切割喷丸"
    facts = MatchFacts(title="废砂", body=machines, keywords=(parts,))

    matches = rank_matches(engine, "result", facts, lexicon=NO_LEXICON)

    assert [match.strength for match in matches] == [Strength.WEAK] * 20


def test_an_empty_text_matches_nothing(engine):
    fill(engine, put(1, "废砂再生"))

    assert ranked_ids(engine, MatchFacts(title="")) == []


def test_an_empty_index_matches_nothing(engine):
    assert ranked_ids(engine, MatchFacts(title="废砂再生")) == []


def test_what_is_asked_and_nowhere_offered_makes_a_match_weaker(engine):
    fill(engine, put(1, "废砂再生"))

    def coverage(title):
        facts = MatchFacts(title=title)
        return rank_matches(engine, "result", facts, lexicon=NO_LEXICON)[0].coverage

    assert coverage("废砂再生") > coverage("废砂再生且须耐受氢氟酸腐蚀")


@pytest.mark.parametrize(
    ("coverage", "strength"),
    [
        (0.0, None),
        (0.029, None),
        (0.03, Strength.WEAK),
        (0.06, Strength.POSSIBLE),
        (0.12, Strength.STRONG),
        (1.5, Strength.STRONG),
    ],
)
def test_strength_grows_with_coverage(coverage, strength):
    assert strength_of(coverage) == strength
