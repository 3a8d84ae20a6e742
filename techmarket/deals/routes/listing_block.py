"""The button with which one asks about a listing; `wiring.py` hands it to the listing's page."""

from flask import render_template

from techmarket.accounts.models import User
from techmarket.deals.policies import is_open_to_inquiries, may_inquire
from techmarket.deals.queries.inquiries import find_open_inquiry, list_asking_organisations
from techmarket.kernel.policy import Actor
from techmarket.listings.addresses import address_of
from techmarket.listings.models import Listing


def render_inquire_button(listing: Listing, actor: Actor) -> str:
    """Return the button, the way to the inquiry already sent, or why one cannot ask yet."""
    if not is_open_to_inquiries(listing) or not may_inquire(actor, listing):
        return ""
    asked = organisations = None
    if isinstance(actor, User):
        asked = find_open_inquiry(actor, listing)
        organisations = list_asking_organisations(actor, listing)
    return render_template(
        "deals/_inquire.html",
        listing=listing,
        address=address_of(listing),
        asked=asked,
        is_signed_in=isinstance(actor, User),
        may_ask=bool(organisations),
    )
