"""The matches of one listing: a block on its page, and the whole list."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from techmarket.accounts.signed_in import current_actor
from techmarket.kernel.policy import Actor
from techmarket.listings.addresses import KIND_OF, address_of
from techmarket.listings.lifecycle import ListingState
from techmarket.listings.models import Listing
from techmarket.listings.queries.finding import get_listing
from techmarket.listings.queries.naming import owner_name
from techmarket.matching.models import Match
from techmarket.matching.queries import count_matches, list_matches
from techmarket.matching.ranking import MATCH_LIMIT, Strength
from techmarket.web.i18n import current_language

bp = Blueprint("matching", __name__)
BLUEPRINTS = (bp,)

SHOWN_ON_PAGE = 5
# Weak pairs stand apart, on the whole list only: a page full of them would hide that nothing fits.
WORTH_A_LOOK = (Strength.STRONG, Strength.POSSIBLE)


@dataclass(frozen=True)
class Side:
    """What a card says of the listing at the other end of a pair, as this reader may know it."""

    actor: Actor

    def other(self, match: Match, listing: Listing) -> Listing:
        return match.result if match.demand_id == listing.id else match.demand

    def address_of(self, listing: Listing) -> dict[str, int | str]:
        return address_of(listing)

    def owner_of(self, listing: Listing) -> str:
        return owner_name(self.actor, listing, current_language())


def matches_block(listing: Listing, actor: Actor) -> str:
    """Return the best matches for a listing's own page; nothing while it is not published."""
    if listing.state != ListingState.PUBLISHED:
        return ""
    return render_template(
        "matching/block.html",
        listing=listing,
        matches=list_matches(listing, limit=SHOWN_ON_PAGE, strengths=WORTH_A_LOOK),
        total=count_matches(listing),
        side=Side(actor),
    )


@bp.get("/<any(results, demands):section>/<int:listing_id>/matches")
def show(section: str, listing_id: int) -> ResponseReturnValue:
    actor = current_actor()
    listing = get_listing(actor, listing_id, KIND_OF[section])
    return render_template(
        "matching/show.html",
        listing=listing,
        matches=list_matches(listing, limit=MATCH_LIMIT, strengths=WORTH_A_LOOK),
        weak=list_matches(listing, limit=MATCH_LIMIT, strengths=(Strength.WEAK,)),
        side=Side(actor),
        is_demo=listing.is_demo,
    )
