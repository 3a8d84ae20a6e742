"""Pages of statistics: figures, what they mean, what stands behind them, tables to take away."""

import csv
from decimal import Decimal
from io import StringIO

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from techmarket.accounts.queries.organisations import is_demo_database
from techmarket.accounts.signed_in import current_actor
from techmarket.kernel import clock
from techmarket.kernel.errors import NotFound
from techmarket.kernel.money import Money
from techmarket.kernel.policy import Actor
from techmarket.region.current import pack
from techmarket.region.requirements import TURNOVER_TARGET
from techmarket.statistics.figures import OTHER, Basis, Figures, Row, Table, Turnover
from techmarket.statistics.policies import may_see_contracts
from techmarket.statistics.queries import (
    cell_label,
    list_contributions_behind,
    list_entries_behind,
    list_years,
    public_minimum,
    public_turnover,
    turnover,
)
from techmarket.web.downloads import CSV, send_attachment
from techmarket.web.filters import month
from techmarket.web.i18n import current_language
from techmarket.web.urls import requested_page

statistics_bp = Blueprint("statistics", __name__)
BLUEPRINTS = (statistics_bp,)

BASIS_NAMES = {Basis.OUTPUT: _l("Output"), Basis.ABSORBED: _l("Absorbed")}
TABLE_NAMES = {
    Table.CLASS: _l("By class of contract"),
    Table.FIELD: _l("By technology field"),
    Table.COUNTY: _l("By county"),
    Table.MONTH: _l("By month of registration"),
}
CELL_NAMES = {
    Table.CLASS: _l("Class of contract"),
    Table.FIELD: _l("Technology field"),
    Table.COUNTY: _l("County"),
    Table.MONTH: _l("Month"),
}
# What a spreadsheet takes for the beginning of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@statistics_bp.get("/statistics")
def index() -> ResponseReturnValue:
    year = _asked_year()
    actor = current_actor()
    return render_template(
        "statistics/index.html",
        shown=_shown(actor, year),
        years=list_years(),
        is_officer=may_see_contracts(actor),
        minimum=public_minimum(),
        target=pack().target(TURNOVER_TARGET),
        bases=BASIS_NAMES,
        tables=TABLE_NAMES,
        cells=CELL_NAMES,
        label=label_of,
        is_demo=is_demo_database(),
    )


@statistics_bp.get("/statistics/contracts")
def contracts() -> ResponseReturnValue:
    """What stands behind one figure: every row for officers, no names and amounts for others."""
    year, basis, table = _asked_year(), _asked_basis(), _asked_table()
    actor = current_actor()
    shown = _shown(actor, year)
    figures, row = shown.figures[basis], None
    if figures.total is None:
        raise NotFound("figure", basis)
    if table is not None:
        row = figures.row(table, request.args.get("code", ""))
        if row is None:
            raise NotFound("figure", request.args.get("code", ""))
    page = {
        "year": year,
        "basis": basis,
        "table": table,
        "row": row,
        "amounts": figures.total if row is None else row.amounts,
        "bases": BASIS_NAMES,
        "cells": CELL_NAMES,
        "label": label_of,
        "is_demo": is_demo_database(),
        "minimum": public_minimum(),
    }
    codes = row.codes if row else frozenset()
    if may_see_contracts(actor):
        found = list_entries_behind(year, basis, table, codes, requested_page())
        return render_template("statistics/entries.html", found=found, **page)
    rows = list_contributions_behind(year, basis, table, codes)
    return render_template(
        "statistics/contracts.html",
        contributions=rows,
        public_label=lambda table, code: _public_label(figures, table, code),
        **page,
    )


@statistics_bp.get("/statistics/about")
def about() -> ResponseReturnValue:
    return render_template(
        "statistics/about.html",
        target=pack().target(TURNOVER_TARGET),
        minimum=public_minimum(),
        is_demo=is_demo_database(),
    )


@statistics_bp.get("/statistics/charts.json")
def charts() -> ResponseReturnValue:
    """Return what the charts of the page draw: the same rows as its tables."""
    year = _asked_year()
    shown = _shown(current_actor(), year)
    drawn = {
        f"{basis.value}-{table.value}": {
            "title": f"{BASIS_NAMES[basis]} · {TABLE_NAMES[table]}",
            "labels": [label_of(table, row.code) for row in rows],
            "turnover_fen": [row.amounts.turnover_fen for row in rows],
            "technical_fen": [row.amounts.technical_fen for row in rows],
        }
        for basis, figures in shown.figures.items()
        for table, rows in figures.tables.items()
    }
    words = {
        "turnover": _("Contract turnover"),
        "technical": _("Technical amount"),
        "unit": _("ten thousand yuan"),
    }
    return jsonify(charts=drawn, words=words)


@statistics_bp.get("/statistics/table.csv")
def download() -> ResponseReturnValue:
    year, basis, table = _asked_year(), _asked_basis(), _asked_table()
    if table is None:
        raise NotFound("table")
    figures = _shown(current_actor(), year).figures[basis]
    name = f"{pack().slug}-{year}-{basis.value}-{table.value}.csv"
    return _csv(name, table, figures)


def label_of(table: Table, code: str) -> str:
    """Return what a line of a table is called in the language of the page."""
    if code == OTHER:
        return _("Other")
    if table == Table.MONTH:
        return month(code)
    return cell_label(table, code, current_language()) or _("not stated")


def _csv(name: str, table: Table, figures: Figures) -> Response:
    text = StringIO()
    writer = csv.writer(text)
    heading = (
        _("Number of contracts"),
        _("Contract turnover (yuan)"),
        _("Technical amount (yuan)"),
    )
    writer.writerow([_safe(str(cell)) for cell in (_("Code"), CELL_NAMES[table], *heading)])
    for row in figures.tables[table]:
        writer.writerow([_safe(row.code), _safe(label_of(table, row.code)), *_numbers(row)])
    # The mark at the beginning tells spreadsheets that this is UTF-8.
    return send_attachment(text.getvalue().encode("utf-8-sig"), name, CSV)


def _numbers(row: Row) -> tuple[int, Decimal, Decimal]:
    amounts = row.amounts
    return amounts.count, Money(amounts.turnover_fen).yuan, Money(amounts.technical_fen).yuan


def _safe(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _shown(actor: Actor, year: int) -> Turnover:
    return turnover(year) if may_see_contracts(actor) else public_turnover(year)


def _public_label(figures: Figures, table: Table, code: str) -> str:
    """Name a contract's class, field or month as far as the table itself names it."""
    row = next((each for each in figures.tables[table] if code in each.codes), None)
    return label_of(table, row.code if row else OTHER)


def _asked_year() -> int:
    text = request.args.get("year", "")
    if not text:
        return clock.today().year
    if not (text.isascii() and text.isdigit() and int(text) in list_years()):
        raise NotFound("year", text)
    return int(text)


def _asked_basis() -> Basis:
    text = request.args.get("basis", Basis.OUTPUT.value)
    if text not in set(Basis):
        raise NotFound("basis", text)
    return Basis(text)


def _asked_table() -> Table | None:
    text = request.args.get("table", "")
    if text and text not in set(Table):
        raise NotFound("table", text)
    return Table(text) if text else None
