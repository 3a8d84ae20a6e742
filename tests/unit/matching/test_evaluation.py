from pathlib import Path

import pytest

from techmarket.matching.evaluation import InvalidCollection, evaluate
from techmarket.region.pack import load_pack

DATA = Path(__file__).parents[2] / "data"
RESULTS = DATA / "matching" / "results.jsonl"
DEMANDS = DATA / "matching" / "demands.jsonl"


@pytest.fixture(scope="module")
def pack():
    return load_pack(DATA / "region" / "tiny")


def run(tmp_path, pack, *, results=RESULTS, demands=DEMANDS, engine="memory"):
    out = tmp_path / "run.tsv"
    summary = evaluate(results, demands, out, engine, pack)
    return summary, [line.split("\t") for line in out.read_text(encoding="utf-8").splitlines()]


def write(path, text):
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize("engine", ["memory", "whoosh", "memory:", "whoosh:"])
def test_every_demand_finds_its_result_on_every_engine(tmp_path, pack, engine):
    summary, rows = run(tmp_path, pack, engine=engine)

    first = {demand: result for demand, result, rank, _ in rows if rank == "1"}
    assert first == {"D-1": "R-3", "D-2": "R-2"}
    assert (summary.results, summary.demands, summary.matches) == (5, 3, len(rows))


def test_rows_are_ranked_from_one_with_falling_finite_scores(tmp_path, pack):
    _, rows = run(tmp_path, pack)

    for demand in ("D-1", "D-2"):
        own = [row for row in rows if row[0] == demand]
        assert [int(row[2]) for row in own] == list(range(1, len(own) + 1))
        scores = [float(row[3]) for row in own]
        assert scores == sorted(scores, reverse=True)


def test_nothing_but_the_run_stays_behind(tmp_path, pack):
    run(tmp_path, pack, engine="whoosh")

    assert [file.name for file in tmp_path.iterdir()] == ["run.tsv"]


def test_a_byte_order_mark_and_empty_lines_do_no_harm(tmp_path, pack):
    text = "\ufeff" + DEMANDS.read_text(encoding="utf-8").replace("\n", "\r\n\r\n")
    demands = write(tmp_path / "demands.jsonl", text)

    assert run(tmp_path, pack, demands=demands)[0].demands == 3


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("not json", "not JSON"),
        ("[1]", "a JSON object is wanted"),
        ('{"title": "甲"}', "'id' is missing"),
        ('{"id": "2", "title": " "}', "'title' is missing"),
        ('{"id": 2, "title": "甲"}', "'id' must be a text"),
        ('{"id": "1", "title": "甲"}', "stands on line 1"),
        ('{"id": "a\\tb", "title": "甲"}', "a tab"),
        ('{"id": "2", "title": "甲", "keywords": 3}', "'keywords' must be"),
        ('{"id": "2", "title": "甲", "abstract": 3}', "'abstract' must be a text"),
    ],
)
def test_a_bad_line_is_named_by_file_and_number(tmp_path, pack, line, complaint):
    results = write(tmp_path / "bad.jsonl", '{"id": "1", "title": "甲"}\n' + line + "\n")

    with pytest.raises(InvalidCollection, match=complaint) as caught:
        run(tmp_path, pack, results=results)

    assert "bad.jsonl:2: " in str(caught.value)


def test_bytes_that_are_no_utf_8_are_named_by_line(tmp_path, pack):
    results = write(tmp_path / "bad.jsonl", b'{"id": "1", "title": "a"}\n\xff\n')

    with pytest.raises(InvalidCollection, match=r"bad\.jsonl:2: not UTF-8"):
        run(tmp_path, pack, results=results)


def test_an_unknown_engine_is_refused(tmp_path, pack):
    with pytest.raises(ValueError, match="SEARCH_URL"):
        run(tmp_path, pack, engine="tantivy")
