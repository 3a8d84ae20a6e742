"""Import results or demands from a file: good rows go in, bad ones are named by cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from techmarket.accounts.models import Organisation, User
from techmarket.kernel.errors import Conflict
from techmarket.kernel.orm import db, transaction
from techmarket.listings.import_files import RawRow, RowError, UnreadableFile, read_rows
from techmarket.listings.import_rows import RowRefused, entry_of, heading_of
from techmarket.listings.lifecycle import ListingKind
from techmarket.listings.models import Listing
from techmarket.listings.services.entering import Entry, enter_listings, update_entered

__all__ = ["ImportSummary", "RowError", "UnreadableFile", "import_listings"]

ROWS_PER_TRANSACTION = 200


@dataclass
class ImportSummary:
    """What became of the rows. `errors` also names columns of the file that were ignored."""

    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    errors: list[RowError] = field(default_factory=list)


def import_listings(
    kind: ListingKind,
    path: Path,
    organisation: Organisation,
    *,
    as_draft: bool = False,
    author: User | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> ImportSummary:
    """Take in a file as listings of `organisation`, published unless `as_draft`.

    Repeatable: a row is known again by organisation, kind and number (编号); equal content is left
    alone, other content becomes a new revision. Opens its own transactions of at most 200 rows, so
    that what went in stays in when it is stopped. Raises UnreadableFile before anything goes in.
    """
    read = read_rows(kind, path)
    rejected_lines = sum(error.reason == "not_json" for error in read.errors)
    summary = ImportSummary(rejected=rejected_lines, errors=list(read.errors))
    organisation_id, author_id = organisation.id, author.id if author else None
    entries = _entries_of(kind, read.rows, summary)
    done = total = len(read.rows)
    done -= len(entries)
    on_progress(done, total)
    for batch in _batches(entries):
        with transaction():
            owner = db.session.get_one(Organisation, organisation_id)
            writer = db.session.get(User, author_id) if author_id else None
            _take_in(batch, owner, writer, summary, as_draft=as_draft)
        done += len(batch)
        on_progress(done, total)
    return summary


def _entries_of(
    kind: ListingKind, rows: Sequence[RawRow], summary: ImportSummary
) -> list[tuple[RawRow, Entry]]:
    entries: list[tuple[RawRow, Entry]] = []
    seen: set[str | None] = set()
    for row in rows:
        try:
            entry = entry_of(kind, row)
        except RowRefused as refused:
            summary.rejected += 1
            summary.errors.extend(refused.errors)
            continue
        if entry.source_key in seen:
            _reject(summary, row, "id", "duplicate_key", entry.source_key or "")
            continue
        seen.add(entry.source_key)
        entries.append((row, entry))
    return entries


def _take_in(
    batch: Sequence[tuple[RawRow, Entry]],
    owner: Organisation,
    author: User | None,
    summary: ImportSummary,
    *,
    as_draft: bool,
) -> None:
    known = _list_known(owner, [entry for _row, entry in batch])
    new = [entry for _row, entry in batch if entry.source_key not in known]
    enter_listings(new, owner, author=author, as_draft=as_draft)
    summary.imported += len(new)
    for row, entry in batch:
        listing = known.get(entry.source_key)
        if listing is None:
            continue
        try:
            if update_entered(listing, entry, author=author):
                summary.updated += 1
            else:
                summary.unchanged += 1
        except Conflict as error:
            _reject(summary, row, "id", error.reason, entry.source_key or "")


def _list_known(owner: Organisation, entries: Sequence[Entry]) -> dict[str | None, Listing]:
    query = (
        sa.select(Listing)
        .where(
            Listing.organisation_id == owner.id,
            Listing.kind == entries[0].kind,
            Listing.source_key.in_([entry.source_key for entry in entries]),
        )
        .options(selectinload(Listing.revisions))
    )
    return {listing.source_key: listing for listing in db.session.scalars(query).unique()}


def _reject(summary: ImportSummary, row: RawRow, field: str, reason: str, value: str) -> None:
    summary.rejected += 1
    summary.errors.append(RowError(row.number, heading_of(row, field), reason, value))


def _batches(
    entries: Sequence[tuple[RawRow, Entry]],
) -> list[Sequence[tuple[RawRow, Entry]]]:
    starts = range(0, len(entries), ROWS_PER_TRANSACTION)
    return [entries[start : start + ROWS_PER_TRANSACTION] for start in starts]
