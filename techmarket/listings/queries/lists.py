"""The public lists: published listings of one kind, by facets, with counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from techmarket.accounts.models import Organisation
from techmarket.kernel.orm import db
from techmarket.kernel.pagination import Page, paginate
from techmarket.listings.lifecycle import ListingKind, ListingState, RevisionState
from techmarket.listings.models import Listing, ListingRevision, ResultRevision, RevisionMode
from techmarket.listings.price import price_band_column

# Tables, not mapped classes: a count needs no joined subclass.
LISTING, REVISION, RESULT, MODE, OWNER = (
    model.__table__
    for model in (Listing, ListingRevision, ResultRevision, RevisionMode, Organisation)
)
FACETS: Mapping[ListingKind, tuple[str, ...]] = MappingProxyType(
    {
        ListingKind.RESULT: (
            "chain",
            "technology_field",
            "maturity",
            "mode",
            "price_band",
            "region",
            "organisation_kind",
        ),
        ListingKind.DEMAND: (
            "chain",
            "technology_field",
            "mode",
            "price_band",
            "region",
            "organisation_kind",
        ),
    }
)
COLUMNS: Mapping[str, sa.ColumnElement[str]] = MappingProxyType(
    {
        "chain": REVISION.c.chain,
        "technology_field": REVISION.c.technology_field,
        "maturity": RESULT.c.maturity,
        "mode": MODE.c.mode,
        "price_band": price_band_column(
            REVISION.c.price_kind, REVISION.c.price_min_fen, REVISION.c.price_max_fen
        ),
        # Kind and county together would often name the owner of a masked demand.
        "region": sa.case((LISTING.c.identity_masked, sa.null()), else_=OWNER.c.region),
        "organisation_kind": OWNER.c.kind,
    }
)


class Sort(StrEnum):
    CONFIRMED = "confirmed"
    NEWEST = "newest"


@dataclass(frozen=True, kw_only=True)
class ListingFilter:
    """What a reader chose: codes by facet, one organisation, an order."""

    kind: ListingKind
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
    organisation_id: int | None = None
    sort: Sort = Sort.CONFIRMED


def list_published(wanted: ListingFilter, page: int) -> Page[Listing]:
    """Return a page of what everybody sees, with the current revisions loaded."""
    ids = _matching(wanted, sa.select(LISTING.c.id))
    newest = Listing.published_at if wanted.sort == Sort.NEWEST else Listing.confirmed_at
    query = (
        sa.select(Listing)
        .where(Listing.id.in_(ids))
        .order_by(newest.desc(), Listing.id.desc())
        .options(selectinload(Listing.current_revision))
    )
    return paginate(query, page)


def count_facets(wanted: ListingFilter) -> dict[str, dict[str, int]]:
    """Return for each facet how many listings each code would show under the other choices."""
    return {name: _count_facet(wanted, name) for name in FACETS[wanted.kind]}


def list_latest(kind: ListingKind, limit: int) -> Sequence[Listing]:
    """Return the newest of the kind that everybody sees, with the current revisions loaded."""
    query = (
        sa.select(Listing)
        .where(Listing.kind == kind, Listing.state == ListingState.PUBLISHED)
        .order_by(Listing.published_at.desc(), Listing.id.desc())
        .limit(limit)
        .options(selectinload(Listing.current_revision))
    )
    return db.session.scalars(query).unique().all()


def count_published() -> Mapping[ListingKind, int]:
    """Return how many listings of each kind everybody sees."""
    query = (
        sa.select(Listing.kind, sa.func.count())
        .where(Listing.state == ListingState.PUBLISHED)
        .group_by(Listing.kind)
    )
    counts = {kind: count for kind, count in db.session.execute(query)}  # noqa: C416 - mypy knows no Row as a pair
    return {kind: counts.get(kind, 0) for kind in ListingKind}


def list_by_ids(ids: Sequence[int]) -> dict[int, Listing]:
    """Return those of the listings that everybody sees, by id, with current revisions loaded."""
    query = (
        sa.select(Listing)
        .where(Listing.id.in_(ids), Listing.state == ListingState.PUBLISHED)
        .options(selectinload(Listing.current_revision))
    )
    return {listing.id: listing for listing in db.session.scalars(query).unique()}


def list_by_title(kind: ListingKind | None, text: str, page: int) -> Page[Listing]:
    """Return published listings whose title holds `text`: what search falls back on."""
    held = REVISION.c.title.contains(text, autoescape=True)
    ids = _published(sa.select(LISTING.c.id)).where(held)
    query = sa.select(Listing).where(Listing.id.in_(ids))
    if kind is not None:
        query = query.where(Listing.kind == kind)
    return paginate(
        query.order_by(Listing.confirmed_at.desc(), Listing.id.desc()).options(
            selectinload(Listing.current_revision)
        ),
        page,
    )


def _count_facet(wanted: ListingFilter, name: str) -> dict[str, int]:
    column = COLUMNS[name]
    query = _matching(wanted, sa.select(column, sa.func.count()), without=name)
    if name == "mode":
        query = query.join(MODE, MODE.c.revision_id == REVISION.c.id)
    rows = db.session.execute(query.where(column.is_not(None)).group_by(column))
    return {str(code): count for code, count in rows}


def _matching(
    wanted: ListingFilter, query: sa.Select[*tuple[Any, ...]], *, without: str = ""
) -> sa.Select[*tuple[Any, ...]]:
    query = _published(query).where(LISTING.c.kind == wanted.kind)
    if wanted.organisation_id is not None:
        # A list of one organisation must not give away which masked demands are its.
        query = query.where(
            LISTING.c.organisation_id == wanted.organisation_id,
            LISTING.c.identity_masked.is_(False),
        )
    for name, codes in wanted.chosen.items():
        if codes and name != without and name in FACETS[wanted.kind]:
            query = query.where(_condition(name, codes))
    return query


def _published(query: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    joined = (
        LISTING.join(REVISION, REVISION.c.listing_id == LISTING.c.id)
        .join(OWNER, OWNER.c.id == LISTING.c.organisation_id)
        .outerjoin(RESULT, RESULT.c.id == REVISION.c.id)
    )
    return query.select_from(joined).where(
        LISTING.c.state == ListingState.PUBLISHED, REVISION.c.state == RevisionState.PUBLISHED
    )


def _condition(name: str, codes: Sequence[str]) -> sa.ColumnElement[bool]:
    if name == "mode":
        offered = sa.select(MODE.c.revision_id).where(MODE.c.mode.in_(codes))
        return REVISION.c.id.in_(offered)
    return COLUMNS[name].in_(codes)
