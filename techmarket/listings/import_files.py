"""Read the rows of an import file: .jsonl, .csv (UTF-8 or GB18030) or .xlsx."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from techmarket.listings.import_columns import Column, column_by_heading, plain_heading
from techmarket.listings.lifecycle import ListingKind

BOM = b"\xef\xbb\xbf"
LONGEST_CELL = 1_000_000


class UnreadableFile(Exception):
    """The file as a whole cannot be read; nothing of it is taken in."""


@dataclass(frozen=True)
class RowError:
    """Why a row was left out: the place in the file, a reason code, what stood there."""

    row: int
    column: str
    reason: str
    value: str = ""

    def __str__(self) -> str:
        place = f"row {self.row}" + (f", {self.column}" if self.column else "")
        shown = f" ({self.value[:60]})" if self.value else ""
        return f"{place}: {REASONS.get(self.reason, self.reason)}{shown}"


REASONS = {
    "required": "is required",
    "too_long": "is too long",
    "unknown_code": "is not in the list",
    "unknown_column": "is no column of the template and was ignored",
    "not_a_number": "is not a number",
    "not_a_date": "is not a date",
    "not_yes_or_no": "must be 是 or 否",
    "out_of_range": "is out of range",
    "price_order": "is below the lowest amount",
    "patent_number": "holds a wrong patent number",
    "too_many_keywords": "has too many keywords",
    "too_many_patents": "has too many patent numbers",
    "name_given_away": "must not hold the organisation's name",
    "duplicate_key": "stands in the file twice",
    "not_open": "is closed, withdrawn or taken down and is not changed by an import",
    "not_json": "is not a JSON object",
}


@dataclass(frozen=True)
class RawRow:
    """One row as it stands in the file: cells by column."""

    number: int
    cells: dict[Column, object]


@dataclass
class ReadFile:
    """The rows of a file and what could not be understood in it."""

    rows: list[RawRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


def read_rows(kind: ListingKind, path: Path) -> ReadFile:
    """Read the file by its suffix; raises UnreadableFile with the reason."""
    readers = {".jsonl": _read_json_lines, ".csv": _read_csv, ".xlsx": _read_workbook}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UnreadableFile(f"{path.name}: only .xlsx, .csv and .jsonl files are read")
    read = reader(kind, path)
    if not read.rows:
        raise UnreadableFile(f"{path.name}: holds no row that could be read")
    return read


def _read_json_lines(kind: ListingKind, path: Path) -> ReadFile:
    known, read = column_by_heading(kind), ReadFile()
    for number, line in enumerate(_text_of(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):  # the latter for lists nested a thousand deep
            record = None
        if not isinstance(record, dict):
            read.errors.append(RowError(number, "", "not_json"))
            continue
        cells = {known[name]: value for name, value in record.items() if name in known}
        read.rows.append(RawRow(number, cells))
    return read


def _read_csv(kind: ListingKind, path: Path) -> ReadFile:
    csv.field_size_limit(LONGEST_CELL)
    try:
        table = list(csv.reader(io.StringIO(_text_of(path), newline=""), strict=True))
    except csv.Error as error:
        raise UnreadableFile(f"{path.name}: {error}") from error
    return _read_table(kind, path, table)


def _read_workbook(kind: ListingKind, path: Path) -> ReadFile:
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        table = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError) as error:
        raise UnreadableFile(f"{path.name}: not a readable workbook ({error})") from error
    return _read_table(kind, path, table)


def _read_table(kind: ListingKind, path: Path, table: Sequence[Sequence[object]]) -> ReadFile:
    if not table:
        raise UnreadableFile(f"{path.name}: is empty")
    known, read = column_by_heading(kind), ReadFile()
    columns = [known.get(plain_heading(heading)) for heading in table[0]]
    _check_headings(kind, path, columns)
    for heading, column in zip(table[0], columns, strict=True):
        if column is None and str(heading).strip():
            read.errors.append(RowError(1, str(heading), "unknown_column"))
    read.rows.extend(_rows_of(columns, table))
    return read


def _check_headings(kind: ListingKind, path: Path, columns: Sequence[Column | None]) -> None:
    present = {column.field for column in columns if column}
    missing = [
        column.zh
        for column in column_by_heading(kind).values()
        if column.is_required and column.field not in present
    ]
    if missing:
        names = "、".join(dict.fromkeys(missing))
        raise UnreadableFile(f"{path.name}: the first row lacks the heading {names}")


def _rows_of(
    columns: Sequence[Column | None], table: Sequence[Sequence[object]]
) -> Iterator[RawRow]:
    for number, cells in enumerate(table[1:], start=2):
        row = {
            column: cell for column, cell in zip(columns, cells, strict=False) if column is not None
        }
        if any(str(cell).strip() for cell in row.values() if cell is not None):
            yield RawRow(number, row)


def _text_of(path: Path) -> str:
    """Decode UTF-8 with or without its mark, else GB18030, which Chinese spreadsheets write."""
    try:
        content = path.read_bytes().removeprefix(BOM)
    except OSError as error:
        raise UnreadableFile(f"{path.name}: {error.strerror}") from error
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(f"{path.name}: neither UTF-8 nor GB18030")
