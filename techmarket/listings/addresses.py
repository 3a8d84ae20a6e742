"""Where listings stand on the site: the section of a kind, and the values of its addresses."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from techmarket.listings.lifecycle import ListingKind
from techmarket.listings.models import Listing

SECTION_OF: Mapping[ListingKind, str] = MappingProxyType(
    {ListingKind.RESULT: "results", ListingKind.DEMAND: "demands"}
)
KIND_OF: Mapping[str, ListingKind] = MappingProxyType(
    {section: kind for kind, section in SECTION_OF.items()}
)


def address_of(listing: Listing) -> dict[str, Any]:
    """Return the values for `url_for("listings.show", …)`."""
    return {"section": SECTION_OF[listing.kind], "listing_id": listing.id}
