"""Search over results and demands."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import render_template, request
from flask.typing import ResponseReturnValue

from techmarket.kernel.pagination import PAGE_SIZE, Page
from techmarket.kernel.text import clean_text
from techmarket.listings.lifecycle import ListingKind
from techmarket.listings.models import Listing
from techmarket.listings.queries.lists import FACETS, list_by_ids, list_by_title
from techmarket.listings.routes.blueprint import search_bp
from techmarket.listings.routes.lists import draw_facets
from techmarket.search.current import engine
from techmarket.search.port import Found, IndexUnavailable, Order, Query, Span
from techmarket.web.facets import chosen_values
from techmarket.web.urls import requested_page

LONGEST_QUERY = 200


@dataclass(frozen=True)
class Result:
    """A listing found, with the pieces of its text that were searched for."""

    listing: Listing
    highlights: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)


@search_bp.get("/search")
def index() -> ResponseReturnValue:
    text = clean_text(request.args.get("q"))[:LONGEST_QUERY]
    asked = request.args.get("kind", "")
    kind = ListingKind(asked) if asked in set(ListingKind) else None
    try:
        found = engine().search(_query(text, kind))
    except IndexUnavailable:
        return _fall_back(text, kind)
    counts = found.facets.get("kind", {})
    return render_template(
        "listings/search.html",
        q=text,
        kind=kind,
        page=_page_of(found),
        counts={each: counts.get(each, 0) for each in ListingKind},
        facets=draw_facets(kind, found.facets),
        is_relaxed=found.is_relaxed,
        is_exact=found.total_is_exact,
        sort=request.args.get("sort", ""),
        is_fallback=False,
    )


def _query(text: str, kind: ListingKind | None) -> Query:
    names = FACETS[kind or ListingKind.RESULT]
    filters = {name: frozenset(chosen_values(name)) for name in names if chosen_values(name)}
    if kind is not None:
        filters["kind"] = frozenset({str(kind)})
    newest = not text or request.args.get("sort") == "newest"
    return Query(
        text=text,
        filters=filters,
        facets=("kind", *names),
        order=Order.NEWEST if newest else Order.RELEVANCE,
        offset=(requested_page() - 1) * PAGE_SIZE,
        limit=PAGE_SIZE,
        with_highlights=True,
    )


def _page_of(found: Found) -> Page[Result]:
    listings = list_by_ids([hit.key.id for hit in found.hits])
    # The database decides: what the index still holds but nobody may see any more falls out.
    results = [
        Result(listings[hit.key.id], hit.highlights)
        for hit in found.hits
        if hit.key.id in listings and hit.key.kind == listings[hit.key.id].kind
    ]
    return Page(results, requested_page(), PAGE_SIZE, found.total)


def _fall_back(text: str, kind: ListingKind | None) -> ResponseReturnValue:
    found = list_by_title(kind, text, requested_page())
    results = [Result(listing) for listing in found.entries]
    return render_template(
        "listings/search.html",
        q=text,
        kind=kind,
        page=Page(results, found.number, found.size, found.total),
        counts=None,
        facets=[],
        is_relaxed=False,
        is_exact=True,
        sort="",
        is_fallback=True,
    )
