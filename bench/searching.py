"""How fast the index answers, beside SQLite reading every row with LIKE."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from bench.measure import Timing, ms, once, print_table, repeat
from bench.records import QUESTIONS, make_records, read_records
from bench.scratch import scratch_folder
from techmarket.region.pack import load_pack
from techmarket.search.factory import open_engine
from techmarket.search.port import Key, Put, Query, SearchEngine
from techmarket.settings import ROOT

SIZES = (2_000, 20_000)
FACETS = ("kind", "chain", "technology_field")
CHAINS = ("equipment", "new_energy", "fine_chemicals", "resources_environment")
FIELDS = ("03", "05", "06", "07")
SECONDS, MOST = 8.0, 200


def run(files: list[Path]) -> None:
    """Ask an index of 2,000 and of 20,000 documents, or of each given file."""
    if files:
        for path in files:
            _measure(path.name, list(read_records(path)))
        return
    for size in SIZES:
        _measure(f"{size} invented documents", list(make_records(size)))


def _measure(title: str, records: Sequence[dict[str, object]]) -> None:
    with scratch_folder() as folder:
        groups = [group.terms for group in load_pack(ROOT / "region" / "fuxin").lexicon]
        engine = open_engine("whoosh:", folder, groups)
        seconds = once(lambda: engine.rebuild(_documents(records)))
        plain = _plain_table(folder, records)
        floor = repeat(_like_questions(plain), seconds=SECONDS, most=MOST)
        rows = [_row("SQLite LIKE, all words, newest 20", floor, floor)]
        for name, queries in _question_sets().items():
            asked = repeat(_ask(engine, queries), seconds=SECONDS, most=MOST)
            rows.append(_row(name, asked, floor))
        engine.close()
        plain.close()
    head = ("question", "asked", "p50 ms", "p95 ms", "x LIKE (p50)")
    rate = f"{len(records)} documents indexed in {seconds:.1f} s, {len(records) / seconds:.0f}/s"
    print_table(f"Search, {title} ({rate})", head, rows)


def _documents(records: Sequence[dict[str, object]]) -> Iterator[Put]:
    for number, record in enumerate(records, start=1):
        yield Put(
            key=Key("result", number),
            version=1,
            title=str(record["title"]),
            body=str(record.get("abstract") or record.get("description") or ""),
            facets={
                "chain": (CHAINS[number % len(CHAINS)],),
                "technology_field": (FIELDS[number % len(FIELDS)],),
            },
        )


def _question_sets() -> dict[str, list[Query]]:
    chosen = {"chain": frozenset(CHAINS[:1])}
    return {
        "words": [Query(text=text) for text in QUESTIONS],
        "words, with highlights": [Query(text=text, with_highlights=True) for text in QUESTIONS],
        "words, three facets counted": [Query(text=text, facets=FACETS) for text in QUESTIONS],
        "the search page: all of it, one filter": [
            Query(text=text, facets=FACETS, filters=chosen, with_highlights=True)
            for text in QUESTIONS
        ],
    }


def _ask(engine: SearchEngine, queries: Sequence[Query]) -> list[Callable[[], object]]:
    return [partial(engine.search, query) for query in queries]


def _plain_table(folder: Path, records: Sequence[dict[str, object]]) -> sqlite3.Connection:
    connection = sqlite3.connect(folder / "plain.db")
    connection.execute("CREATE TABLE record (id INTEGER PRIMARY KEY, text)")
    texts = [(f"{each['title']} {each.get('abstract', '')}",) for each in records]
    connection.executemany("INSERT INTO record (text) VALUES (?)", texts)
    connection.commit()
    return connection


def _like_questions(connection: sqlite3.Connection) -> list[Callable[[], object]]:
    def ask(words: list[str]) -> object:
        conditions = " AND ".join("text LIKE ?" for _word in words)
        sql = f"SELECT id FROM record WHERE {conditions} ORDER BY id DESC"  # noqa: S608 - no input
        return connection.execute(sql, [f"%{word}%" for word in words]).fetchall()[:20]

    return [partial(ask, text.split()) for text in QUESTIONS]


def _row(name: str, timing: Timing, floor: Timing) -> tuple[object, ...]:
    ratio = f"{timing.p50 / floor.p50:.1f}"
    return name, timing.calls, ms(timing.p50), ms(timing.p95), ratio
