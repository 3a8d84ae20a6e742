"""What the public may see of a year's figures, so that none tells of fewer than three contracts.

A cell with fewer contracts than the minimum is merged into one line 其他 with at least one other
cell, and so is any cell from which another published figure differs by fewer contracts than that:
by class, by field, by county, by month, output and absorbed are compared with each other and with
what they leave of the total. Statistics law: a figure must not identify a reporting unit.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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
    shown: list[Vector] = []
    answer: dict[Basis, dict[Table, Groups] | None] = {}
    for basis, of_basis in contributions.items():
        total = contracts_behind(of_basis)
        if total and (len(total) < minimum or _tells(total, shown, minimum)):
            answer[basis] = None
            continue
        shown.append(total)
        answer[basis] = {}
        for table in Table:
            cells = _cells(of_basis, table)
            groups = _merge(cells, shown, minimum)
            answer[basis][table] = groups  # type: ignore[index]  # set two lines above
            vectors = [_join(cells[code] for code in group) for group in groups]
            shown += [*vectors, *(_without(total, vector) for vector in vectors)]
    return answer


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


def _cells(contributions: Sequence[Contribution], table: Table) -> dict[str, Vector]:
    by_code: dict[str, list[Contribution]] = defaultdict(list)
    for each in contributions:
        by_code[each.place[table]].append(each)
    vectors = {code: contracts_behind(of_code) for code, of_code in by_code.items()}
    return {code: vector for code, vector in vectors.items() if vector}


def _merge(cells: Mapping[str, Vector], shown: Sequence[Vector], minimum: int) -> Groups:
    order = sorted(cells, key=lambda code: (len(cells[code]), code))
    hidden = [
        code for code in order if len(cells[code]) < minimum or _tells(cells[code], shown, minimum)
    ]
    open_codes = [code for code in order if code not in hidden]
    while hidden and open_codes and _is_unsafe([cells[code] for code in hidden], shown, minimum):
        hidden.append(open_codes.pop(0))
    singles = [frozenset({code}) for code in open_codes]
    return (*singles, frozenset(hidden)) if hidden else tuple(singles)


def _is_unsafe(hidden: Sequence[Vector], shown: Sequence[Vector], minimum: int) -> bool:
    joined = _join(hidden)
    return len(hidden) < 2 or len(joined) < minimum or _tells(joined, shown, minimum)  # noqa: PLR2004 - one cell alone is not merged with anything


def _tells(vector: Vector, shown: Sequence[Vector], minimum: int) -> bool:
    """Whether the figure and one already shown differ by the amounts of too few contracts."""
    return any(
        abs(len(vector) - len(other)) < minimum and 0 < len(_difference(vector, other)) < minimum
        for other in shown
    )


def _difference(one: Vector, other: Vector) -> set[int]:
    return {
        identity
        for identity in one.keys() | other.keys()
        if one.get(identity, NOTHING) != other.get(identity, NOTHING)
    }


def _join(vectors: Iterable[Vector]) -> Vector:
    sums: dict[int, Amounts] = defaultdict(Amounts)
    for vector in vectors:
        for identity, amounts in vector.items():
            sums[identity] += amounts
    return {identity: amounts for identity, amounts in sums.items() if amounts != NOTHING}


def _without(total: Vector, part: Vector) -> Vector:
    negative = {
        identity: Amounts(-each.count, -each.turnover_fen, -each.technical_fen)
        for identity, each in part.items()
    }
    return _join((total, negative))
