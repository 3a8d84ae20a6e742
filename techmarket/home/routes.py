"""The front page and the page about the market."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from techmarket.accounts.queries.organisations import is_demo_database
from techmarket.accounts.signed_in import current_actor
from techmarket.home.queries import (
    Closing,
    count_demands_by_chain,
    list_closing,
)
from techmarket.kernel import clock
from techmarket.kernel.money import BASIS_POINTS
from techmarket.listings.addresses import address_of
from techmarket.listings.lifecycle import ListingKind
from techmarket.listings.queries.lists import count_published, list_latest
from techmarket.listings.queries.naming import owner_name
from techmarket.region.current import pack
from techmarket.statistics.figures import Basis, Progress
from techmarket.statistics.queries import public_turnover
from techmarket.web.i18n import current_language

bp = Blueprint("home", __name__)
BLUEPRINTS = (bp,)

CLOSING_SHOWN = 6
LATEST_SHOWN = 5


@bp.get("/")
def index() -> ResponseReturnValue:
    counts, year = count_published(), public_turnover(clock.today().year)
    registered = year.figures[Basis.OUTPUT].total
    return render_template(
        "home/index.html",
        examples=pack().search_examples,
        latest_demands=list_latest(ListingKind.DEMAND, LATEST_SHOWN),
        latest_results=list_latest(ListingKind.RESULT, LATEST_SHOWN),
        chains=_chain_tiles(),
        closing=[_closing_entry(each) for each in _closing()],
        target=_target(year.progress),
        counts={
            "results": counts[ListingKind.RESULT],
            "demands": counts[ListingKind.DEMAND],
            "registered": registered.count if registered else None,
        },
        is_demo=is_demo_database(),
        address_of=address_of,
        owner_of=lambda listing: owner_name(current_actor(), listing, current_language()),
    )


@bp.get("/about")
def about() -> ResponseReturnValue:
    return render_template("home/about.html")


def _chain_tiles() -> list[dict[str, object]]:
    counts = count_demands_by_chain()
    return [
        {
            "name": chain.name(current_language()),
            "url": url_for("listings.index_demands", chain=chain.code),
            "open_demands": counts.get(chain.code, 0),
        }
        for chain in pack().codes("chain", clock.today())
    ]


def _closing() -> list[Closing]:
    return list_closing(clock.today(), limit=CLOSING_SHOWN)


def _closing_entry(entry: Closing) -> dict[str, object]:
    is_notice = entry.kind == "notice"
    return {
        "title": entry.title,
        "kind": _("Public notice") if is_notice else _("Demand"),
        "url": url_for("notices.show", notice_id=entry.thing_id)
        if is_notice
        else url_for("listings.show", section="demands", listing_id=entry.thing_id),
        "ends_on": entry.ends_on,
        "days": (entry.ends_on - clock.today()).days,
    }


def _target(progress: Progress) -> dict[str, object] | None:
    """Return the bar against the plan's target; None where too few contracts stand behind it."""
    if progress.cumulative_fen is None or not progress.target_fen:
        return None
    return {
        "name": _(
            "Contract turnover since %(since)s, target %(year)s",
            since=progress.since,
            year=progress.target_year,
        ),
        "as_of": clock.today(),
        "reached_fen": progress.cumulative_fen,
        "target_fen": progress.target_fen,
        "basis_points": progress.cumulative_fen * BASIS_POINTS // progress.target_fen,
        "url": url_for("statistics.index"),
    }
