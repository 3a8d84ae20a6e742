"""Read the data files of the demo market into records; amounts there are in 万元, here in fen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from techmarket.listings.lifecycle import ListingKind
from techmarket.listings.price import WAN_FEN
from techmarket.region.tables import InvalidPack, Row, read_table, read_toml

Facts = Mapping[str, Any]
ORGANISATION_COLUMNS = (
    *("key", "name", "name_en", "kind", "region", "zone", "party_type", "industry", "is_public"),
    *("representative", "address", "introduction"),
)
PERSON_COLUMNS = ("login", "name", "organisation", "role", "state", "account")
DEAL_COLUMNS = (
    *("listing", "own_listing", "asker", "agent", "subtype", "licence", "amount", "non_technical"),
    *("pay", "begins", "months", "until", "review"),
)
_DAYS_AGO = re.compile(r"-\d+")


@dataclass(frozen=True, kw_only=True)
class DealLine:
    """One deal: who asks about which listing, for how much, and how far it comes (`until`)."""

    listing: str
    own_listing: str | None
    asker: str
    agent: str | None
    subtype: str
    licence: str | None
    amount_fen: int
    non_technical_fen: int
    pay_mode: str
    begins_on: date
    months: int
    until: str
    review: str


@dataclass(frozen=True, kw_only=True)
class ListingLine:
    """One result or demand: who writes it, when, how far it comes, and what it says."""

    key: str
    kind: ListingKind
    chain: str
    published_on: date
    until: str
    facts: Facts


@dataclass(frozen=True, kw_only=True)
class Script:
    """Everything that the demo market is told by its data files."""

    organisations: tuple[Row, ...]
    people: tuple[Row, ...]
    listings: tuple[ListingLine, ...]
    deals: tuple[DealLine, ...]
    plan: Facts
    phrases: Facts
    sample: Path


def read_script(folder: Path, today: date) -> Script:
    """Read the files in `folder`; days like -30 count back from `today`. Raises InvalidPack."""
    deals = sorted((folder / "deals").glob("*.csv"))
    chains = sorted((folder / "listings").glob("*.toml"))
    return Script(
        organisations=read_table(folder / "organisations.csv", ORGANISATION_COLUMNS).rows,
        people=read_people(folder),
        listings=tuple(line for path in chains for line in _listings(path, today)),
        deals=tuple(
            _deal(row, today) for path in deals for row in read_table(path, DEAL_COLUMNS).rows
        ),
        plan=read_toml(folder / "plan.toml"),
        phrases=read_toml(folder / "phrases.toml"),
        sample=folder / "sample.pdf",
    )


def read_people(folder: Path) -> tuple[Row, ...]:
    """Read only the people, for the list of accounts."""
    return read_table(folder / "people.csv", PERSON_COLUMNS).rows


def _listings(path: Path, today: date) -> list[ListingLine]:
    said: Facts = read_toml(path)
    return [
        ListingLine(
            key=facts["key"],
            kind=kind,
            # A file is named after its chain; one with listings of several says it in each.
            chain=facts.get("chain", path.stem),
            published_on=_day(facts["published"], today, path),
            until=facts.get("until", "published"),
            facts=facts,
        )
        for kind in ListingKind
        for facts in said.get(kind, ())
    ]


def _deal(row: Row, today: date) -> DealLine:
    return DealLine(
        listing=row.text("listing"),
        own_listing=row.optional("own_listing"),
        asker=row.text("asker"),
        agent=row.optional("agent"),
        subtype=row.text("subtype"),
        licence=row.optional("licence"),
        amount_fen=fen(row.text("amount")),
        non_technical_fen=fen(row.optional("non_technical") or 0),
        pay_mode=row.text("pay"),
        begins_on=_day(row.text("begins"), today, row.path),
        months=int(row.text("months")),
        until=row.text("until"),
        review=row.cells["review"],
    )


def fen(wan_yuan: str | float) -> int:
    """Return an amount of 万元 in fen."""
    return int(Decimal(str(wan_yuan)) * WAN_FEN)


def _day(text: str, today: date, path: Path) -> date:
    """Return the day of `2024-01-09`, or of `-30`: so many days before `today`."""
    if _DAYS_AGO.fullmatch(text):
        return today + timedelta(days=int(text))
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidPack(path, f"'{text}' is no day") from error
