"""Read the CSV and TOML files of a region pack so that every complaint names its place."""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path


class InvalidPack(Exception):
    """A region pack that cannot be used; carries the file, line and column at fault."""

    def __init__(
        self, path: Path, reason: str, *, line: int | None = None, column: str | None = None
    ) -> None:
        place = str(path)
        if line is not None:
            place += f":{line}"
        if column is not None:
            place += f" [{column}]"
        super().__init__(f"{place}: {reason}")
        self.path = path
        self.reason = reason
        self.line = line
        self.column = column


@dataclass(frozen=True)
class Row:
    """One line of a CSV file; every accessor raises InvalidPack naming the cell."""

    path: Path
    line: int
    cells: Mapping[str, str]

    def complaint(self, reason: str, column: str | None = None) -> InvalidPack:
        return InvalidPack(self.path, reason, line=self.line, column=column)

    def optional(self, column: str) -> str | None:
        return self.cells[column] or None

    def text(self, column: str) -> str:
        value = self.cells[column]
        if not value:
            raise self.complaint("must not be empty", column)
        return value

    def optional_day(self, column: str) -> date | None:
        return self.day(column) if self.optional(column) else None

    def day(self, column: str) -> date:
        value = self.text(column)
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise self.complaint(f"'{value}' is not a date YYYY-MM-DD", column) from error

    def optional_number(self, column: str) -> Decimal | None:
        value = self.optional(column)
        if value is None:
            return None
        try:
            return Decimal(value)
        except InvalidOperation as error:
            raise self.complaint(f"'{value}' is not a number", column) from error

    def words(self, column: str) -> tuple[str, ...]:
        """Return the parts between vertical bars, without blanks at their ends."""
        return tuple(word.strip() for word in self.text(column).split("|") if word.strip())


@dataclass(frozen=True)
class Table:
    """The rows of one CSV file and the columns beyond the demanded ones."""

    path: Path
    rows: tuple[Row, ...]
    extra_columns: tuple[str, ...]


def read_table(path: Path, columns: Sequence[str], *, may_be_empty: bool = False) -> Table:
    """Read a UTF-8 CSV file with a header line; further columns are allowed.

    Raises InvalidPack for a missing file, a missing or repeated column, a line of the
    wrong length and, unless `may_be_empty`, for a file without rows.
    """
    lines = _read_lines(path)
    if not lines:
        raise InvalidPack(path, "has no header", line=1)
    _, header = lines[0]
    _check_header(path, header, columns)
    rows = tuple(_row(path, line, header, cells) for line, cells in lines[1:])
    if not rows and not may_be_empty:
        raise InvalidPack(path, "has no rows", line=2)
    return Table(path, rows, tuple(name for name in header if name not in columns))


def read_toml(path: Path) -> Mapping[str, object]:
    """Read a TOML file; raises InvalidPack when it is missing or malformed."""
    try:
        with path.open("rb") as stream:
            return tomllib.load(stream)
    except OSError as error:
        raise InvalidPack(path, "cannot be read") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidPack(path, str(error)) from error


def _read_lines(path: Path) -> list[tuple[int, list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            return [(reader.line_num, [cell.strip() for cell in row]) for row in reader if row]
    except OSError as error:
        raise InvalidPack(path, "cannot be read") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise InvalidPack(path, str(error)) from error


def _check_header(path: Path, header: Sequence[str], columns: Sequence[str]) -> None:
    for name in columns:
        if name not in header:
            raise InvalidPack(path, "column is missing", line=1, column=name)
    for name in header:
        if header.count(name) > 1:
            raise InvalidPack(path, "column is repeated", line=1, column=name)


def _row(path: Path, line: int, header: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(header):
        raise InvalidPack(path, f"has {len(cells)} cells, the header has {len(header)}", line=line)
    return Row(path, line, dict(zip(header, cells, strict=True)))
