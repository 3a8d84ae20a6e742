"""Addresses of pages of other features."""

from flask import url_for

from techmarket.listings.addresses import SECTION_OF
from techmarket.listings.models import Listing


def listing_url(listing: Listing) -> str:
    """Return the address of a listing's page."""
    return url_for("listings.show", section=SECTION_OF[listing.kind], listing_id=listing.id)
