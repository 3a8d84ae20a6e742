"""The turnover of a year: sums over the ledger, by what the registered versions say.

A row belongs to the period of its `business_on` (domain.md §3.3). Amounts are fen.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from techmarket.contracts.models import ContractVersion
from techmarket.kernel import clock
from techmarket.kernel.orm import db
from techmarket.kernel.pagination import Page, paginate
from techmarket.region.current import pack
from techmarket.region.requirements import TURNOVER_TARGET
from techmarket.registration.models import LedgerEntry, RegistrationVersion
from techmarket.statistics.disclosure import Contribution, merged, publishable
from techmarket.statistics.figures import (
    NOTHING,
    Amounts,
    Basis,
    Cell,
    Figures,
    Progress,
    Table,
    Turnover,
    figures_of,
)

CODE_LISTS = {
    Table.CLASS: "contract_class",
    Table.FIELD: "technology_field",
    Table.COUNTY: "county",
}
_COUNTED = {
    Basis.OUTPUT: RegistrationVersion.is_output,
    Basis.ABSORBED: RegistrationVersion.is_absorbed,
}
# 输出 belongs to the seller's county, 吸纳 to the buyer's (domain.md §4.3 T8).
_COUNTY = {
    Basis.OUTPUT: RegistrationVersion.seller_region,
    Basis.ABSORBED: RegistrationVersion.buyer_region,
}
_SUMS = (
    sa.func.sum(LedgerEntry.contract_count),
    sa.func.sum(LedgerEntry.turnover_fen),
    sa.func.sum(LedgerEntry.technical_fen),
)


def turnover(year: int, as_of: date | None = None) -> Turnover:
    """Return the year's figures of both bases, as they were known at the end of `as_of`.

    Every cell is shown, however few contracts stand behind it: for officers.
    """
    as_of = as_of or clock.today()
    figures = {basis: _figures(year, basis, as_of) for basis in Basis}
    target = pack().target(TURNOVER_TARGET)
    since, target_year = target.since or year, target.year or year
    total = figures[Basis.OUTPUT].total
    progress = Progress(
        target_fen=target.value_fen,
        since=since,
        target_year=target_year,
        annual_fen=None if total is None else total.turnover_fen,
        cumulative_fen=_output_between(since, year, as_of),
    )
    return Turnover(year, as_of, figures, progress)


def public_turnover(year: int) -> Turnover:
    """Return the year's figures as the public may see them (statistics/disclosure.py)."""
    return _public_turnover(_last_hash(), pack().slug, year, clock.today(), public_minimum())


@lru_cache(maxsize=64)
def _public_turnover(
    _ledger_hash: str, _pack: str, year: int, as_of: date, minimum: int
) -> Turnover:
    """Work the figures out once for a ledger, which its last hash stands for: they are on `/`."""
    full = turnover(year, as_of)
    contributions = {basis: list(_contributions(year, basis, as_of)) for basis in Basis}
    groups = publishable(contributions, minimum)
    figures = {basis: merged(full.figures[basis], groups[basis]) for basis in Basis}
    output = figures[Basis.OUTPUT].total
    has_gap = _has_withheld_year(full.progress.since, year, minimum)
    progress = Progress(
        target_fen=full.progress.target_fen,
        since=full.progress.since,
        target_year=full.progress.target_year,
        annual_fen=None if output is None else output.turnover_fen,
        # Two cumulative figures would give away the year between them.
        cumulative_fen=None if has_gap else full.progress.cumulative_fen,
    )
    return Turnover(year, as_of, figures, progress)


def _last_hash() -> str:
    query = sa.select(LedgerEntry.hash).order_by(LedgerEntry.seq.desc()).limit(1)
    return db.session.scalar(query) or ""


def public_minimum() -> int:
    """Return the fewest contracts that may stand behind a public figure."""
    return pack().rule_int("public_cell_min", clock.today())


def turnover_report(
    year: int, as_of: date | None = None, language: str = "zh"
) -> dict[str, object]:
    """Return the year's figures as plain data: whole fen, our codes, official names."""
    found = turnover(year, as_of)
    progress = found.progress
    return {
        "year": year,
        "as_of": found.as_of.isoformat(),
        **{basis.value: _basis_report(found.figures[basis], language) for basis in Basis},
        "target": {
            "target_fen": progress.target_fen,
            "annual_fen": progress.annual_fen,
            "cumulative_since_2021_fen": progress.cumulative_fen,
        },
    }


def cell_label(table: Table, code: str, language: str) -> str:
    """Return the name of a cell; months are named by their code YYYY-MM."""
    if table == Table.COUNTY:
        return pack().place(code, language)
    if table == Table.MONTH:
        return code
    return pack().label(CODE_LISTS[table], code, language)


def list_years() -> list[int]:
    """Return the years that have figures, and this year, newest first."""
    first, last = db.session.execute(
        sa.select(sa.func.min(LedgerEntry.business_on), sa.func.max(LedgerEntry.business_on))
    ).one()
    this_year = clock.today().year
    if first is None:
        return [this_year]
    return list(range(max(last.year, this_year), min(first.year, this_year) - 1, -1))


def list_entries_behind(
    year: int, basis: Basis, table: Table | None, codes: Collection[str], page: int
) -> Page[LedgerEntry]:
    """Return one page of the ledger rows behind a figure, in the order of their days."""
    query = (
        sa.select(LedgerEntry)
        .join(LedgerEntry.registration_version)
        .where(*_behind(year, basis, table, codes))
        .options(
            contains_eager(LedgerEntry.registration_version).options(
                joinedload(RegistrationVersion.registration),
                joinedload(RegistrationVersion.contract_version).selectinload(
                    ContractVersion.parties
                ),
            )
        )
        .order_by(LedgerEntry.business_on, LedgerEntry.seq)
    )
    return paginate(query, page)


def sum_behind(year: int, basis: Basis, table: Table | None, codes: Collection[str]) -> Amounts:
    """Return what the ledger rows behind a figure add up to."""
    query = (
        sa.select(*_SUMS)
        .select_from(LedgerEntry)
        .join(LedgerEntry.registration_version)
        .where(*_behind(year, basis, table, codes))
    )
    return _amounts(db.session.execute(query).one())


def list_contributions_behind(
    year: int, basis: Basis, table: Table | None, codes: Collection[str]
) -> list[Contribution]:
    """Return what each contract adds to a figure, in the order of months."""
    found = [
        each
        for each in _contributions(year, basis, clock.today())
        if each.amounts != NOTHING and (table is None or each.place[table] in codes)
    ]
    return sorted(found, key=lambda each: (each.place[Table.MONTH], each.registration_id))


def _basis_report(figures: Figures, language: str) -> dict[str, object]:
    return {
        **_amounts_report(figures.total or NOTHING),
        **{
            f"by_{table.value}": [
                {
                    "code": row.code,
                    "label": cell_label(table, row.code, language),
                    **_amounts_report(row.amounts),
                }
                for row in rows
            ]
            for table, rows in figures.tables.items()
        },
    }


def _amounts_report(amounts: Amounts) -> dict[str, int]:
    return {
        "count": amounts.count,
        "turnover_fen": amounts.turnover_fen,
        "technical_fen": amounts.technical_fen,
    }


def _figures(year: int, basis: Basis, as_of: date) -> Figures:
    columns = _columns(basis)
    query = (
        sa.select(*columns.values(), *_SUMS)
        .select_from(LedgerEntry)
        .join(LedgerEntry.registration_version)
        .where(*_counted(year, basis, as_of))
        .group_by(*columns.values())
    )
    cells = [
        Cell(_place(year, columns, row), _amounts(row[len(columns) :]))
        for row in db.session.execute(query)
    ]
    return figures_of(cells, _listed(year))


def _contributions(year: int, basis: Basis, as_of: date) -> Iterator[Contribution]:
    columns = _columns(basis)
    identity = RegistrationVersion.registration_id
    query = (
        sa.select(*columns.values(), *_SUMS, identity)
        .select_from(LedgerEntry)
        .join(LedgerEntry.registration_version)
        .where(*_counted(year, basis, as_of))
        .group_by(identity, *columns.values())
    )
    for row in db.session.execute(query):
        place, sums = _place(year, columns, row), row[len(columns) : -1]
        yield Contribution(row[-1], place, _amounts(sums))


def _counted(year: int, basis: Basis, as_of: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions of the ledger rows of one year and basis known by `as_of`."""
    return (
        LedgerEntry.business_on.between(date(year, 1, 1), date(year, 12, 31)),
        LedgerEntry.posted_at < _end_of(as_of),
        _COUNTED[basis].is_(True),
    )


def _behind(
    year: int, basis: Basis, table: Table | None, codes: Collection[str]
) -> tuple[sa.ColumnElement[bool], ...]:
    counted = _counted(year, basis, clock.today())
    return counted if table is None else (*counted, _is_in(table, basis, codes))


def _columns(basis: Basis) -> dict[Table, sa.ColumnElement[Any]]:
    return {
        Table.CLASS: RegistrationVersion.contract_class.expression,
        Table.FIELD: RegistrationVersion.technology_field.expression,
        Table.COUNTY: sa.func.coalesce(_COUNTY[basis], ""),
        Table.MONTH: sa.extract("month", LedgerEntry.business_on),
    }


def _place(
    year: int, columns: Mapping[Table, sa.ColumnElement[Any]], row: Sequence[Any]
) -> dict[Table, str]:
    place = {table: str(value) for table, value in zip(columns, row, strict=False)}
    place[Table.MONTH] = f"{year}-{int(place[Table.MONTH]):02d}"
    return place


def _is_in(table: Table, basis: Basis, codes: Collection[str]) -> sa.ColumnElement[bool]:
    column = _columns(basis)[table]
    if table == Table.MONTH:
        return column.in_([int(code.rpartition("-")[2]) for code in codes])
    return column.in_(list(codes))


def _listed(year: int) -> dict[Table, list[str]]:
    """Return every table's cells in their order: the codes that were valid in the year."""
    on = date(year, 12, 31)
    listed = {
        table: [code.code for code in pack().codes(list_name, on)]
        for table, list_name in CODE_LISTS.items()
    }
    return {**listed, Table.MONTH: [f"{year}-{month:02d}" for month in range(1, 13)]}


def _output_between(since: int, year: int, as_of: date) -> int:
    query = (
        sa.select(sa.func.coalesce(sa.func.sum(LedgerEntry.turnover_fen), 0))
        .join(LedgerEntry.registration_version)
        .where(
            LedgerEntry.business_on.between(date(since, 1, 1), date(year, 12, 31)),
            LedgerEntry.posted_at < _end_of(as_of),
            RegistrationVersion.is_output,
        )
    )
    return int(db.session.scalar(query) or 0)


def _has_withheld_year(since: int, year: int, minimum: int) -> bool:
    """Whether some year's output total, from `since` on, stands on too few contracts."""
    of_year = sa.extract("year", LedgerEntry.business_on).label("of_year")
    behind = (
        sa.select(of_year, RegistrationVersion.registration_id)
        .join(LedgerEntry.registration_version)
        .where(
            LedgerEntry.business_on.between(date(since, 1, 1), date(year, 12, 31)),
            RegistrationVersion.is_output,
        )
        .group_by(of_year, RegistrationVersion.registration_id)
        .having(sa.or_(*(each != 0 for each in _SUMS)))
        .subquery()
    )
    query = sa.select(behind.c.of_year).group_by(behind.c.of_year).having(sa.func.count() < minimum)
    return db.session.execute(query).first() is not None


def _end_of(day: date) -> datetime:
    """Return the instant at which the business day is over in the region."""
    return datetime.combine(day + timedelta(days=1), time.min, clock.zone())


def _amounts(row: Sequence[Any]) -> Amounts:
    return Amounts(*(int(each or 0) for each in row))
