"""What the public may see of a year's figures, so that none tells of fewer than three contracts.

A cell with fewer contracts than the minimum is merged into one line 其他 with at least one other
cell. Figures are then compared with each other, across tables and bases and with what they leave
of the total: none may differ from another by fewer contracts than the minimum, and nothing about
so few may follow from all of them together (equations.py); else more cells are merged. The rows
that open behind a figure name class, field and month, so whoever calculates knows who is where.
Statistics law: a figure must not identify a reporting unit (domain.md §0.12).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from techmarket.statistics.equations import Equation, Equations, Unknown
from techmarket.statistics.figures import (
    NOTHING,
    OTHER,
    Amounts,
    Basis,
    Figures,
    Row,
    Table,
    total_of,
)

Groups = tuple[frozenset[str], ...]
Vector = Mapping[int, Amounts]


@dataclass(frozen=True)
class Contribution:
    """What one registered contract adds to one class, field, county and month."""

    registration_id: int
    place: Mapping[Table, str]
    amounts: Amounts


def contracts_behind(contributions: Iterable[Contribution]) -> Vector:
    """Return what each contract adds; one that was booked in and out again adds nothing."""
    sums: dict[int, Amounts] = defaultdict(Amounts)
    for each in contributions:
        sums[each.registration_id] += each.amounts
    return {identity: amounts for identity, amounts in sums.items() if amounts != NOTHING}


def publishable(
    contributions: Mapping[Basis, Sequence[Contribution]], minimum: int
) -> dict[Basis, dict[Table, Groups] | None]:
    """Return per basis and table the groups of cells that may be shown; None withholds a basis."""
    board = _Board(minimum)
    answer: dict[Basis, dict[Table, Groups] | None] = {}
    for basis, of_basis in contributions.items():
        if of_basis and not board.takes_total(of_basis):
            answer[basis] = None
            continue
        groups = {table: board.merge(of_basis, table) for table in Table}
        answer[basis] = groups
    return answer


class _Board:
    """What is already published: each figure by its contracts, and all as equations."""

    def __init__(self, minimum: int) -> None:
        self._minimum = minimum
        self._shown: list[Vector] = []
        self._equations = Equations(minimum)

    def takes_total(self, contributions: Sequence[Contribution]) -> bool:
        """Publish a basis by its total, or return False where that would tell too much."""
        total = contracts_behind(contributions)
        grown = self._equations.with_more([_equation(contributions)])
        if total and (
            len(total) < self._minimum or self._tells(total) or self._is_given_away(grown)
        ):
            return False
        self._shown.append(total)
        self._equations = grown
        return True

    def merge(self, contributions: Sequence[Contribution], table: Table) -> Groups:
        """Publish a table with as few cells merged as safety allows; return its groups."""
        total, cells = contracts_behind(contributions), _cells(contributions, table)
        vectors = {code: contracts_behind(cell) for code, cell in cells.items()}
        order = sorted(cells, key=lambda code: (len(vectors[code]), code))
        hidden = [code for code in order if self._must_hide(vectors[code])]
        shown = [code for code in order if code not in hidden]
        while shown and not self._is_safe(cells, hidden, shown):
            hidden.append(shown.pop(0))
        groups = _groups(hidden, shown)
        self._equations = self._equations.with_more(_equations(cells, groups))
        joined = [_behind(cells, group) for group in groups]
        self._shown += [*joined, *(_without(total, vector) for vector in joined)]
        return groups

    def _must_hide(self, vector: Vector) -> bool:
        return len(vector) < self._minimum or self._tells(vector)

    def _is_safe(
        self, cells: Mapping[str, Sequence[Contribution]], hidden: list[str], shown: list[str]
    ) -> bool:
        if hidden and (len(hidden) == 1 or self._must_hide(_behind(cells, hidden))):
            return False
        grown = self._equations.with_more(_equations(cells, _groups(hidden, shown)))
        return not self._is_given_away(grown)

    def _tells(self, vector: Vector) -> bool:
        """Whether the figure and one already shown differ by the amounts of too few contracts."""
        return any(
            abs(len(vector) - len(other)) < self._minimum
            and 0 < len(_difference(vector, other)) < self._minimum
            for other in self._shown
        )

    def _is_given_away(self, grown: Equations) -> bool:
        return grown.give_away()


def merged(figures: Figures, groups: Mapping[Table, Groups] | None) -> Figures:
    """Return the figures as the public sees them: cells outside the groups hold nothing."""
    if groups is None:
        return Figures(None, dict.fromkeys(figures.tables, ()))
    tables = {
        table: tuple(_merged_rows(rows, groups[table])) for table, rows in figures.tables.items()
    }
    return Figures(figures.total, tables)


def _merged_rows(rows: Sequence[Row], groups: Groups) -> list[Row]:
    """Keep single cells and empty ones in their order; what was merged stands last."""
    hidden = {code for group in groups if len(group) > 1 for code in group}
    kept = [row for row in rows if row.code not in hidden]
    if hidden:
        amounts = total_of(row.amounts for row in rows if row.code in hidden)
        kept.append(Row(OTHER, frozenset(hidden), amounts))
    return kept


def _cells(contributions: Sequence[Contribution], table: Table) -> dict[str, list[Contribution]]:
    """Sort contributions into the cells of a table; a cell that nets to nothing is none."""
    cells: dict[str, list[Contribution]] = defaultdict(list)
    for each in contributions:
        cells[each.place[table]].append(each)
    return {code: cell for code, cell in cells.items() if contracts_behind(cell)}


def _groups(hidden: Sequence[str], shown: Sequence[str]) -> Groups:
    singles = tuple(frozenset({code}) for code in shown)
    return (*singles, frozenset(hidden)) if hidden else singles


def _behind(cells: Mapping[str, Sequence[Contribution]], codes: Iterable[str]) -> Vector:
    return contracts_behind(each for code in codes for each in cells[code])


def _equations(cells: Mapping[str, Sequence[Contribution]], groups: Groups) -> list[Equation]:
    return [_equation([each for code in group for each in cells[code]]) for group in groups]


def _equation(contributions: Iterable[Contribution]) -> Equation:
    """Write a sum as an equation; an amount taken out again is the same unknown, negative."""
    equation: dict[Unknown, int] = defaultdict(int)
    for each in contributions:
        amounts = each.amounts
        is_out = amounts.count < 0 or amounts.turnover_fen < 0
        size = (abs(amounts.turnover_fen), abs(amounts.technical_fen))
        equation[each.registration_id, size] += -1 if is_out else 1
    return equation


def _difference(one: Vector, other: Vector) -> set[int]:
    return {
        identity
        for identity in one.keys() | other.keys()
        if one.get(identity, NOTHING) != other.get(identity, NOTHING)
    }


def _without(total: Vector, part: Vector) -> Vector:
    sums: dict[int, Amounts] = defaultdict(Amounts, total)
    for identity, each in part.items():
        sums[identity] += Amounts(-each.count, -each.turnover_fen, -each.technical_fen)
    return {identity: amounts for identity, amounts in sums.items() if amounts != NOTHING}
