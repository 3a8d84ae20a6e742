"""Whose a listing is, as a reader may know it."""

from techmarket.kernel.policy import Actor
from techmarket.listings.models import Listing
from techmarket.listings.policies import may_know_owner


def owner_name(actor: Actor, listing: Listing, language: str) -> str:
    """Return the owner's name in `language`, or the public name of a masked demand.

    Empty for a masked demand without one: the page says "name withheld".
    """
    if may_know_owner(actor, listing):
        return listing.organisation.display_name(language)
    return listing.public_name
