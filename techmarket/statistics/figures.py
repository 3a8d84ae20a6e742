"""What a statistics page is made of: bases, tables, rows; sums and nothing else.

Amounts are whole fen. 输出 (output) and 吸纳 (absorbed) are two bases that are never added: a
contract with both parties in the region stands in both (domain.md §0.5).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

OTHER = "other"


class Basis(StrEnum):
    """Whose contracts are counted: those of sellers here, or of buyers here."""

    OUTPUT = "output"
    ABSORBED = "absorbed"


class Table(StrEnum):
    """By what the contracts of a year are divided."""

    CLASS = "class"
    FIELD = "field"
    COUNTY = "county"
    MONTH = "month"


@dataclass(frozen=True)
class Amounts:
    """Contracts (net of those taken out), 合同成交额 and 技术交易额 in fen."""

    count: int = 0
    turnover_fen: int = 0
    technical_fen: int = 0

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(
            self.count + other.count,
            self.turnover_fen + other.turnover_fen,
            self.technical_fen + other.technical_fen,
        )


NOTHING = Amounts()


@dataclass(frozen=True)
class Row:
    """One line of a table; `codes` are the cells in it, several where small ones are merged."""

    code: str
    codes: frozenset[str]
    amounts: Amounts


@dataclass(frozen=True)
class Figures:
    """The figures of one basis; without a total where the public may not have it."""

    total: Amounts | None
    tables: Mapping[Table, Sequence[Row]]

    def row(self, table: Table, code: str) -> Row | None:
        """Return the line with that code, or None where the table does not show it."""
        return next((row for row in self.tables.get(table, ()) if row.code == code), None)


@dataclass(frozen=True)
class Progress:
    """The plan's target beside its two readings (domain.md §0.7); None where withheld."""

    target_fen: int | None
    since: int
    target_year: int
    annual_fen: int | None
    cumulative_fen: int | None


@dataclass(frozen=True)
class Turnover:
    """The year's figures as known at the end of `as_of`."""

    year: int
    as_of: date
    figures: Mapping[Basis, Figures]
    progress: Progress


@dataclass(frozen=True)
class Cell:
    """What contracts of one class, field, county and month add up to."""

    place: Mapping[Table, str]
    amounts: Amounts


def total_of(amounts: Iterable[Amounts]) -> Amounts:
    """Add up amounts; nothing adds up to zero."""
    return sum(amounts, NOTHING)


def figures_of(cells: Sequence[Cell], listed: Mapping[Table, Sequence[str]]) -> Figures:
    """Lay cells out as tables: every listed code in its order, then those that no list has."""
    tables = {}
    for table, codes in listed.items():
        sums: dict[str, Amounts] = defaultdict(Amounts)
        for cell in cells:
            sums[cell.place[table]] += cell.amounts
        order = [*codes, *sorted(set(sums) - set(codes))]
        tables[table] = tuple(
            Row(code, frozenset({code}), sums.get(code, NOTHING)) for code in order
        )
    return Figures(total_of(cell.amounts for cell in cells), tables)
