"""What the fields of a listing are called, on forms, on pages and in reasons."""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from techmarket.listings.lifecycle import ListingKind

FIELD_LABELS: Mapping[str, LazyString] = MappingProxyType(
    {
        "title": _l("Title"),
        "summary": _l("Summary"),
        "keywords": _l("Keywords"),
        "chain": _l("Innovation chain"),
        "technology_field": _l("Technology field"),
        "industry": _l("Industry of use"),
        "source_subject": _l("Subject in the source"),
        "problem": _l("Problem solved"),
        "advantages": _l("What is new and better"),
        "indicators": _l("Technical indicators"),
        "comparison": _l("Comparison with present technology and cost"),
        "applications": _l("Cases of use and awards"),
        "maturity": _l("Maturity"),
        "trl": _l("Technology readiness level"),
        "completers": _l("Completed by"),
        "rights_basis": _l("Who holds the rights"),
        "ip_note": _l("Intellectual property"),
        "patent_numbers": _l("Patent numbers"),
        "conditions": _l("What the user needs for it"),
        "constraints": _l("Constraints"),
        "own_base": _l("What we have ourselves"),
        "tried": _l("What has been tried"),
        "deadline_on": _l("Needed by"),
        "min_trl": _l("Least readiness level"),
        "ip_wish": _l("Who shall hold new rights"),
        "agent_wanted": _l("We would like a technology agent to help"),
        "modes": _l("Ways of co-operation"),
        "price_kind": _l("Kind of price"),
        "price_min_fen": _l("Price, or lowest price"),
        "price_max_fen": _l("Highest price"),
        "upfront_fen": _l("Payment on signing"),
        "milestones": _l("Payments by milestone"),
        "royalty_bp": _l("Royalty"),
        "royalty_cap_fen": _l("Royalty at most"),
        "not_secret_declared": _l("Declaration on secrets"),
        "attachments": _l("Files"),
        "public_name": _l("Name shown instead"),
        "organisation": _l("Organisation"),
        "listing": _l("The entry as a whole"),
    }
)
DEMAND_LABELS: Mapping[str, LazyString] = MappingProxyType(
    {
        "problem": _l("Problem to solve"),
        "indicators": _l("Indicators wanted"),
        "price_kind": _l("Kind of budget"),
        "price_min_fen": _l("Budget, or lowest budget"),
        "price_max_fen": _l("Highest budget"),
    }
)
STEP_LABELS: Mapping[str, LazyString] = MappingProxyType(
    {
        "basics": _l("Basics"),
        "substance": _l("Substance"),
        "maturity": _l("Maturity and rights"),
        "wishes": _l("Wishes"),
        "terms": _l("Price and modes"),
        "files": _l("Files"),
        "check": _l("Check and submit"),
    }
)


def field_label(kind: ListingKind, field: str) -> str:
    """Return what `field` is called for this kind of listing, in the reader's language."""
    own = DEMAND_LABELS.get(field) if kind == ListingKind.DEMAND else None
    return str(own or FIELD_LABELS.get(field, field))
