"""What every engine promises; each test runs on each engine."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from techmarket.search.analysis import Lexicon
from techmarket.search.factory import open_engine
from techmarket.search.port import Channel, Key, Order, Put, Query, Remove, Token
from techmarket.search.whoosh_engine import WhooshEngine

LEXICON = [["瓦斯", "煤层气"], ["树脂砂", "覆膜砂"]]


@pytest.fixture(params=["memory:", "whoosh:"])
def engine(request, tmp_path):
    opened = open_engine(request.param, tmp_path, LEXICON)
    opened.rebuild([])
    yield opened
    opened.close()


def put(number, title, body="", *, version=1, kind="result", **more):
    return Put(key=Key(kind, number), version=version, title=title, body=body, **more)


def found_ids(engine, text="", **more):
    return [hit.key.id for hit in engine.search(Query(text=text, **more)).hits]


@pytest.mark.parametrize("word", ["矸石", "砂型", "氟化", "花生"])
def test_a_two_character_word_is_found_inside_a_longer_one(engine, word):
    engine.apply([put(1, "煤矸石与砂型铸造", "氟化氢和花生壳的利用"), put(2, "低温余热发电")])

    assert found_ids(engine, word) == [1]


def test_a_single_character_is_found_wherever_it_stands(engine):
    engine.apply([put(1, "采煤机"), put(2, "洗选精煤"), put(3, "风机")])

    assert sorted(found_ids(engine, "煤")) == [1, 2]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ＰＶＤＦ", "pvdf 膜"),
        ("co2", "ＣＯ₂ 捕集"),
        ("煤礦", "煤矿安全"),
        ("40MPa", "40 MPa 胶管"),
    ],
)
def test_width_case_and_traditional_characters_make_no_difference(engine, typed, written):
    engine.apply([put(1, written), put(2, "葡萄栽培")])

    assert found_ids(engine, typed) == [1]


def test_the_title_outranks_the_body(engine):
    engine.apply([put(1, "铸造车间", "除尘设备改造"), put(2, "除尘设备", "铸造车间改造")])

    assert found_ids(engine, "除尘") == [2, 1]


def test_every_part_between_spaces_must_match(engine):
    engine.apply([put(1, "液压支架密封"), put(2, "液压油"), put(3, "密封圈")])

    found = engine.search(Query(text="液压 密封"))

    assert [hit.key.id for hit in found.hits] == [1]
    assert not found.is_relaxed


def test_when_nothing_has_all_parts_any_part_will_do_and_the_answer_says_so(engine):
    engine.apply([put(1, "液压油"), put(2, "密封圈"), put(3, "葡萄")])

    found = engine.search(Query(text="液压 密封"))

    assert sorted(hit.key.id for hit in found.hits) == [1, 2]
    assert found.is_relaxed


def test_another_name_of_the_thing_is_found_but_ranks_below(engine):
    engine.apply([put(1, "煤层气抽采"), put(2, "瓦斯抽采"), put(3, "水力发电")])

    assert found_ids(engine, "瓦斯抽采") == [2, 1]


def test_names_of_people_and_places_are_found(engine):
    engine.apply([put(1, "球墨铸铁", names=("示范铸造研究所",)), put(2, "灰铸铁")])

    assert found_ids(engine, "示范铸造") == [1]


def test_a_phrase_must_stand_literally(engine):
    engine.apply([put(1, "煤矸石制砖"), put(2, "矸石填埋与制砖"), put(3, "砖厂")])

    assert found_ids(engine, phrases=("矸石制砖",)) == [1]


def test_an_excluded_phrase_keeps_documents_out(engine):
    engine.apply([put(1, "风机叶片"), put(2, "风机轴承")])

    assert found_ids(engine, "风机", exclude=("叶片",)) == [2]


def test_an_older_version_never_wins(engine):
    engine.apply([put(1, "新的标题", version=5)])
    engine.apply([put(1, "旧的标题", version=4)])

    assert list(engine.versions()) == [(Key("result", 1), 5)]
    assert found_ids(engine, "旧的") == []


def test_the_newest_of_several_changes_in_one_batch_wins(engine):
    engine.apply([put(1, "第三版", version=3), put(1, "第二版", version=2)])

    assert found_ids(engine, "第三") == [1]
    assert engine.document_count() == 1


def test_a_newer_version_replaces_the_older(engine):
    engine.apply([put(1, "水泵")])
    engine.apply([put(1, "风机", version=2)])

    assert (found_ids(engine, "水泵"), found_ids(engine, "风机")) == ([], [1])


def test_removing_twice_is_like_removing_once(engine):
    engine.apply([put(1, "水泵"), put(2, "水泵配件")])

    engine.apply([Remove(Key("result", 1))])
    engine.apply([Remove(Key("result", 1)), Remove(Key("result", 99))])

    assert found_ids(engine, "水泵") == [2]


def test_a_late_older_put_does_not_bring_a_removed_document_back(engine):
    engine.apply([put(1, "水泵", version=4)])
    engine.apply([Remove(Key("result", 1), version=5)])
    engine.apply([put(1, "水泵", version=4)])

    assert found_ids(engine, "水泵") == []
    assert engine.document_count() == 0
    assert list(engine.versions()) == []


def test_a_late_older_removal_does_not_take_a_newer_document_out(engine):
    engine.apply([put(1, "水泵", version=6)])
    engine.apply([Remove(Key("result", 1), version=5)])

    assert found_ids(engine, "水泵") == [1]


def test_a_removed_document_can_be_entered_again_with_a_newer_version(engine):
    engine.apply([Remove(Key("result", 1), version=5)])
    engine.apply([put(1, "水泵", version=6)])

    assert found_ids(engine, "水泵") == [1]


def test_pages_neither_repeat_nor_lose_documents_of_equal_score(engine):
    engine.apply([put(number, "同样的标题") for number in range(1, 24)])

    pages = [found_ids(engine, "标题", offset=offset, limit=5) for offset in range(0, 25, 5)]

    assert [number for page in pages for number in page] == list(range(1, 24))


def test_a_page_beyond_the_end_is_empty_and_the_total_still_right(engine):
    engine.apply([put(1, "水泵")])

    found = engine.search(Query(text="水泵", offset=50))

    assert (found.hits, found.total) == ((), 1)


def test_newest_confirmation_first(engine):
    engine.apply(
        [
            put(1, "水泵", confirmed_on=date(2025, 1, 1)),
            put(2, "水泵", confirmed_on=date(2026, 1, 1)),
            put(3, "水泵"),
        ]
    )

    assert found_ids(engine, "水泵", order=Order.NEWEST) == [2, 1, 3]


def test_without_any_words_everything_is_listed_newest_first(engine):
    engine.apply([put(1, "甲"), put(2, "乙", confirmed_on=date(2026, 1, 1))])

    assert found_ids(engine) == [2, 1]


def test_filters_of_several_facets_all_hold(engine):
    engine.apply(
        [
            put(1, "水泵", facets={"chain": ("equipment",), "maturity": ("pilot",)}),
            put(2, "水泵", facets={"chain": ("equipment",), "maturity": ("lab",)}),
            put(3, "水泵", facets={"chain": ("new_energy",), "maturity": ("pilot",)}),
        ]
    )
    filters = {"chain": frozenset({"equipment"}), "maturity": frozenset({"pilot", "scaled"})}

    assert found_ids(engine, "水泵", filters=filters) == [1]


def test_counts_of_a_facet_follow_the_other_choices_but_not_its_own(engine):
    engine.apply(
        [
            put(1, "水泵", facets={"chain": ("equipment",), "maturity": ("pilot",)}),
            put(2, "水泵", facets={"chain": ("equipment",), "maturity": ("lab",)}),
            put(3, "水泵", facets={"chain": ("new_energy",), "maturity": ("pilot",)}),
            put(4, "葡萄", facets={"chain": ("agri_food",), "maturity": ("pilot",)}),
        ]
    )

    found = engine.search(
        Query(
            text="水泵",
            filters={"chain": frozenset({"equipment"})},
            facets=("chain", "maturity"),
        )
    )

    assert found.total == 2
    assert found.facets["chain"] == {"equipment": 2, "new_energy": 1}
    assert found.facets["maturity"] == {"lab": 1, "pilot": 1}


def test_the_kind_is_a_facet_of_every_document(engine):
    engine.apply([put(1, "水泵"), put(1, "水泵", kind="demand"), put(2, "水泵", kind="demand")])

    found = engine.search(Query(text="水泵", facets=("kind",)))

    assert found.facets["kind"] == {"demand": 2, "result": 1}


def test_a_range_bounds_a_number_and_leaves_documents_without_it_out(engine):
    engine.apply(
        [put(1, "水泵", numbers={"trl": 4}), put(2, "水泵", numbers={"trl": 7}), put(3, "水泵")]
    )

    assert found_ids(engine, "水泵", ranges={"trl": (5, None)}) == [2]
    assert found_ids(engine, "水泵", ranges={"trl": (None, 4)}) == [1]


def test_highlights_are_pieces_of_the_original_text(engine):
    engine.apply([put(1, "ＣＯ₂ 捕集與利用", "捕集裝置用于燃煤电厂")])

    hit = engine.search(Query(text="捕集与利用", with_highlights=True)).hits[0]

    assert "".join(span.text for span in hit.highlights["title"]) == "ＣＯ₂ 捕集與利用"
    assert [span.text for span in hit.highlights["title"] if span.is_marked] == ["捕集與利用"]
    assert [span.text for span in hit.highlights["body"] if span.is_marked] == ["捕集"]


def test_a_long_text_is_highlighted_where_the_word_stands(engine):
    engine.apply([put(1, "密封", "前" * 500 + "机械密封寿命" + "后" * 500)])

    body = engine.search(Query(text="机械", with_highlights=True)).hits[0].highlights["body"]

    assert "机械" in [span.text for span in body if span.is_marked]
    assert sum(len(span.text) for span in body) < 200


def test_weighted_tokens_match_any_and_the_weight_decides(engine):
    engine.apply([put(1, "水泵"), put(2, "风机"), put(3, "葡萄")])

    query = Query(tokens=(Token("水泵", 0.1), Token("风机", 3.0)))

    assert [hit.key.id for hit in engine.search(query).hits] == [2, 1]


def test_both_channels_count_documents(engine):
    engine.apply([put(1, "水泵轴承"), put(2, "风机轴承")])

    assert engine.document_frequency(["轴承", "水泵", "没有"]) == [2, 1, 0]
    assert engine.document_frequency(["轴承"], Channel.WORDS) == [2]


def test_stored_texts_come_back_as_they_were_entered(engine):
    engine.apply([put(1, "標題", "正文", keywords=("甲",), facets={"chain": ("equipment",)})])

    texts = engine.stored_texts([Key("result", 1), Key("result", 2)])

    text = texts[Key("result", 1)]
    assert list(texts) == [Key("result", 1)]
    assert (text.title, text.body, text.keywords) == ("標題", "正文", ("甲",))
    assert text.facets == {"chain": ("equipment",)}


def test_a_rebuild_holds_exactly_the_given_documents(engine):
    engine.apply([put(1, "水泵"), put(2, "风机")])

    engine.rebuild([put(2, "风机", version=7), put(3, "葡萄")])

    assert sorted(engine.versions()) == [(Key("result", 2), 7), (Key("result", 3), 1)]


def test_while_a_rebuild_runs_the_old_index_answers(engine):
    engine.apply([put(1, "水泵")])
    answers = []

    def documents():
        answers.append(found_ids(engine, "水泵"))
        yield put(2, "水泵")

    engine.rebuild(documents())

    assert answers == [[1]]
    assert found_ids(engine, "水泵") == [2]


def test_a_rebuild_that_fails_leaves_the_old_index(engine):
    engine.apply([put(1, "水泵")])

    def documents():
        yield put(2, "风机")
        message = "the database went away"
        raise ConnectionError(message)

    with pytest.raises(ConnectionError):
        engine.rebuild(documents())

    assert found_ids(engine, "水泵") == [1]


def test_signs_alone_find_nothing(engine):
    engine.apply([put(1, "水泵")])

    assert found_ids(engine, '"*:()~^') == []


@pytest.mark.parametrize(
    "text", ['"', "AND", "title:(", "*", "NOT REQUIRE", 'ok:"a b"~2', "-1 REQUIRE ANDNOT", "[a TO"]
)
def test_query_syntax_is_only_text(engine, text):
    engine.apply([put(1, "AND title a b 1")])

    assert engine.search(Query(text=text, phrases=(text,), exclude=(text,))).total <= 1


@pytest.fixture(scope="module")
def engines(tmp_path_factory):
    documents = [
        put(1, "煤矸石制砖", "掺量 70%，强度 10 MPa"),
        put(2, "Title AND body", 'say "yes"'),
        put(3, "ß İ ﬁ 𠀀 Å"),
    ]
    opened = [
        open_engine(url, tmp_path_factory.mktemp("any"), LEXICON) for url in ("memory:", "whoosh:")
    ]
    for one in opened:
        one.rebuild(documents)
    yield opened
    for one in opened:
        one.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=40), literal=st.text(max_size=12))
def test_any_text_is_a_valid_search_and_engines_agree(engines, text, literal):
    query = Query(text=text, phrases=(literal,), facets=("kind",), with_highlights=True)

    memory, whoosh = (one.search(query) for one in engines)

    assert [hit.key for hit in memory.hits] == [hit.key for hit in whoosh.hits]
    assert memory.facets == whoosh.facets


@settings(deadline=None)
@given(title=st.text(max_size=30), body=st.text(max_size=60), code=st.text(max_size=8))
def test_any_text_can_be_entered_and_comes_back(tmp_path_factory, title, body, code):
    engine = WhooshEngine(tmp_path_factory.mktemp("put"), Lexicon())

    engine.rebuild([put(1, title, body, facets={"county": (code,)})])

    assert engine.stored_texts([Key("result", 1)])[Key("result", 1)].body == body
    assert engine.search(Query(facets=("county",))).facets["county"] == {code: 1}
