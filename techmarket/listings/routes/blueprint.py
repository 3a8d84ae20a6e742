"""The blueprints, what their reason codes mean, and what every page of a listing needs."""

from typing import Any

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l

from techmarket.accounts.signed_in import current_actor
from techmarket.listings.addresses import KIND_OF, address_of
from techmarket.listings.forms.labels import field_label
from techmarket.listings.models import Listing
from techmarket.listings.queries.finding import get_listing
from techmarket.listings.queries.naming import owner_name
from techmarket.web.i18n import current_language
from techmarket.web.sentences import add_sentences

listings_bp = Blueprint("listings", __name__)
search_bp = Blueprint("search", __name__)

add_sentences(
    listings_bp,
    {
        "no_draft": _l("This has been handed in already, or there is no draft to change."),
        "identity_fixed": _l("Whether your name is shown is fixed once the entry is public."),
        "organisation_fixed": _l("The organisation is fixed once the entry was handed in."),
        "name_given_away": _l("The name shown instead must not hold the organisation's name."),
        "incomplete": _l("Something obligatory is still missing."),
        "unknown_code": _l("Choose one of the values offered."),
        "unknown_field": _l("This field does not exist here."),
        "out_of_range": _l("The value is out of range."),
        "price_order": _l("The highest amount is below the lowest."),
        "patent_number": _l("A patent number is wrong: its check digit does not fit."),
        "too_many_keywords": _l("At most 8 keywords."),
        "too_many_patents": _l("At most 20 patent numbers."),
        "too_many_files": _l("At most 10 images and 10 documents."),
        "reason_needed": _l("Say what is to be mended: at least one reason."),
        "file_empty": _l("The file is empty."),
        "file_too_large": _l("The file is too large: at most 20 MB."),
        "file_type": _l("The content of the file is none of the types accepted."),
        "exists:revision": _l("A change has been begun in another window."),
        "may_submit": _l(
            "Only approved members of a verified organisation hand in entries. Your organisation "
            "has yet to approve you, or the market has yet to verify your organisation."
        ),
        "may_draft_for": _l("You are not a member of this organisation."),
        "may_edit": _l("Only the members of its organisation change an entry."),
        "may_manage": _l("Only the members of its organisation do this."),
        "may_review": _l("Entries are reviewed by an operator, and nobody reviews their own."),
        "may_see_desk": _l("This page is for the market's operators."),
    },
)


@listings_bp.app_template_global()
def listing_url(listing: Listing, endpoint: str = "listings.show", **values: int | str) -> str:
    """Return the address of the listing's page, or of another page of it."""
    address: dict[str, Any] = {**address_of(listing), **values}
    return url_for(endpoint, **address)


@listings_bp.app_template_global()
def listing_owner(listing: Listing) -> str:
    """Return whose listing it is, as this reader may know it."""
    return owner_name(current_actor(), listing, current_language())


@listings_bp.app_template_global()
def listing_field_label(listing: Listing, field: str) -> str:
    """Return what a field is called for this kind of listing."""
    return field_label(listing.kind, field)


def listing_of(section: str, listing_id: int) -> Listing:
    """Return the listing at this address, if the reader may see it; raises NotFound."""
    return get_listing(current_actor(), listing_id, KIND_OF[section])
