"""The public lists of results and demands."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from techmarket.listings.addresses import KIND_OF
from techmarket.listings.import_template import listing_template
from techmarket.listings.lifecycle import ListingKind
from techmarket.listings.price import NEGOTIABLE
from techmarket.listings.queries.lists import (
    FACETS,
    ListingFilter,
    Sort,
    count_facets,
    list_published,
)
from techmarket.listings.routes.blueprint import listings_bp
from techmarket.region.current import pack
from techmarket.web.downloads import XLSX, send_attachment
from techmarket.web.facets import Facet, chosen_values, code_facet, facet
from techmarket.web.i18n import current_language
from techmarket.web.urls import requested_id, requested_page

CODE_FACETS: Mapping[str, LazyString] = MappingProxyType(
    {
        "chain": _l("Innovation chain"),
        "technology_field": _l("Technology field"),
        "maturity": _l("Maturity"),
        "mode": _l("Ways of co-operation"),
        "organisation_kind": _l("Kind of organisation"),
    }
)


@listings_bp.get("/results")
def index_results() -> ResponseReturnValue:
    return _index(ListingKind.RESULT)


@listings_bp.get("/demands")
def index_demands() -> ResponseReturnValue:
    return _index(ListingKind.DEMAND)


def _index(kind: ListingKind) -> ResponseReturnValue:
    sort = Sort.NEWEST if request.args.get("sort") == Sort.NEWEST else Sort.CONFIRMED
    wanted = ListingFilter(
        kind=kind,
        chosen={name: chosen_values(name) for name in FACETS[kind]},
        organisation_id=requested_id("organisation"),
        sort=sort,
    )
    return render_template(
        "listings/index.html",
        kind=kind,
        page=list_published(wanted, requested_page()),
        facets=draw_facets(kind, count_facets(wanted)),
        sort=sort,
        organisation_id=wanted.organisation_id,
    )


def draw_facets(kind: ListingKind | None, counts: Mapping[str, Mapping[str, int]]) -> list[Facet]:
    """Return the facets of a list with their counts, in the order in which people narrow down."""
    names = FACETS[kind or ListingKind.RESULT]
    return [_draw(name, counts.get(name, {})) for name in names]


def _draw(name: str, counts: Mapping[str, int]) -> Facet:
    if name == "region":
        return facet(name, _("Region"), _places(counts), counts)
    if name == "price_band":
        return facet(name, _("Price or budget"), _bands(), counts)
    # Each of the others is a code list of the same name.
    return code_facet(name, str(CODE_FACETS[name]), name, counts)


def _places(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    language = current_language()
    codes = sorted(
        {*counts, *chosen_values("region")}, key=lambda code: (not _is_local(code), code)
    )
    return [(code, pack().place(code, language)) for code in codes]


def _is_local(code: str) -> bool:
    return pack().is_local(code)


def _bands() -> list[tuple[str, str]]:
    return [
        ("under_10", _("below 100,000 yuan")),
        ("10_50", _("100,000 to 500,000 yuan")),
        ("50_100", _("500,000 to 1 million yuan")),
        ("100_500", _("1 to 5 million yuan")),
        ("over_500", _("5 million yuan and more")),
        (NEGOTIABLE, _("To be discussed")),
    ]


@listings_bp.get("/<any(results, demands):section>/template.xlsx")
def template(section: str) -> ResponseReturnValue:
    kind, language = KIND_OF[section], current_language()
    name = {
        ListingKind.RESULT: _("Results to import"),
        ListingKind.DEMAND: _("Demands to import"),
    }[kind]
    return send_attachment(listing_template(kind, language), f"{name}.xlsx", XLSX)
