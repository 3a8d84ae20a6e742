"""How fast records come in, beside rows written to SQLite with nothing around them."""

import json
import sqlite3
from pathlib import Path

from bench.measure import once, print_table
from bench.records import make_demands, make_records, read_records, write_records
from bench.scratch import archive, scratch_folder, scratch_market
from techmarket.listings.importing import import_listings
from techmarket.listings.index_documents import rebuild_index
from techmarket.listings.lifecycle import ListingKind
from techmarket.matching.worker import refresh_all

RECORDS, DEMANDS = 2_000, 20


def run(files: list[Path]) -> None:
    """Import 2,000 invented records (or a given file), index them, match 20 demands."""
    with scratch_market() as (app, folder), app.app_context():
        source = files[0] if files else write_records(folder / "r.jsonl", make_records(RECORDS))
        demands = write_records(folder / "d.jsonl", make_demands(DEMANDS))
        count = sum(1 for _record in read_records(source))
        bare = once(lambda: write_bare_rows(source))
        imported = once(lambda: import_listings(ListingKind.RESULT, source, archive()))
        again = once(lambda: import_listings(ListingKind.RESULT, source, archive()))
        import_listings(ListingKind.DEMAND, demands, archive())
        indexed = once(rebuild_index)
        matched = once(lambda: refresh_all(lambda _done, _total: None))
    rows = [
        _row("bare SQLite, one INSERT a row", count, bare, bare),
        _row("import as published results", count, imported, bare),
        _row("the same file again, unchanged", count, again, bare),
        _row("build the index from the database", count + DEMANDS, indexed, bare),
    ]
    head = ("step", "rows", "seconds", "rows/s", "x bare")
    print_table(f"Import of {count} records", head, rows)
    row = ("match a demand and store its pairs", DEMANDS, f"{matched / DEMANDS * 1000:.0f}")
    print_table(f"Matching against {count} results", ("step", "demands", "ms each"), [row])


def write_bare_rows(source: Path) -> None:
    """Write the records as they are into one table, in one transaction: the floor."""
    with scratch_folder() as folder:
        connection = sqlite3.connect(folder / "bare.db")
        connection.execute("CREATE TABLE record (id INTEGER PRIMARY KEY, title, abstract, rest)")
        for record in read_records(source):
            values = (record["title"], record["abstract"], json.dumps(record))
            connection.execute(
                "INSERT INTO record (title, abstract, rest) VALUES (?, ?, ?)", values
            )
        connection.commit()
        connection.close()


def _row(step: str, count: int, seconds: float, bare: float) -> tuple[object, ...]:
    return step, count, f"{seconds:.2f}", f"{count / seconds:.0f}", f"{seconds / bare:.1f}"
