"""Terms before they are stored: what a proposal says, what must fit, and where it differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from techmarket.deals.amounts import FIXED, agreed_amounts, check_price
from techmarket.deals.models import Deal, DealTerms
from techmarket.kernel.errors import InvalidInput
from techmarket.listings.models import ListingRevision
from techmarket.listings.price import Milestone
from techmarket.region.current import pack

LICENCE_CLASS, TRANSFER_CLASS = "L", "T"
LICENCE_PREFIX = "license_"
PRICE_FIELDS = (
    "price_kind",
    "price_min_fen",
    "price_max_fen",
    "upfront_fen",
    "milestones",
    "royalty_bp",
    "royalty_cap_fen",
)
FIELDS = (
    "contract_subtype",
    "license_mode",
    "object",
    "deliverables",
    "acceptance",
    "pay_mode",
    *PRICE_FIELDS,
    "non_technical_fen",
    "begins_on",
    "ends_on",
    "ip_ownership",
    "confidentiality",
)


@dataclass(frozen=True, kw_only=True)
class TermsDraft:
    """What one side proposes; amounts in fen, codes of the region pack."""

    contract_subtype: str
    object: str
    pay_mode: str
    price_kind: str
    price_min_fen: int | None = None
    price_max_fen: int | None = None
    license_mode: str | None = None
    deliverables: str = ""
    acceptance: str = ""
    ip_ownership: str = ""
    confidentiality: str = ""
    upfront_fen: int | None = None
    milestones: Sequence[Milestone] = ()
    royalty_bp: int | None = None
    royalty_cap_fen: int | None = None
    non_technical_fen: int = 0
    begins_on: date | None = None
    ends_on: date | None = None
    note: str = ""

    def columns(self) -> dict[str, Any]:
        """Return the values of the stored proposal."""
        values = {name: getattr(self, name) for name in FIELDS}
        return values | {"milestones": list(self.milestones), "note": self.note}


def contract_class_of(subtype: str, on: date | None = None) -> str:
    """Return the class (list `contract_class`) of a subtype; raises UnknownCode."""
    return pack().get_code("contract_subtype", subtype, on).parent or subtype


def check_terms(draft: TermsDraft, on: date) -> None:
    """Raise InvalidInput at the first field that does not fit; `on` decides which codes are valid.

    A price may still be open while terms are discussed; `agreement_gap` says whether it may be
    confirmed.
    """
    for field, list_name in (
        ("contract_subtype", "contract_subtype"),
        ("pay_mode", "pay_mode"),
        ("price_kind", "price_kind"),
    ):
        if pack().find_code(list_name, getattr(draft, field), on) is None:
            raise InvalidInput(field, "unknown_code")
    _check_licence(draft, on)
    if not draft.object.strip():
        raise InvalidInput("object", "required")
    if draft.begins_on and draft.ends_on and draft.ends_on < draft.begins_on:
        raise InvalidInput("ends_on", "ends_before_it_begins")
    check_price(draft)


def _check_licence(draft: TermsDraft, on: date) -> None:
    is_licence = contract_class_of(draft.contract_subtype, on) == LICENCE_CLASS
    if is_licence and not draft.license_mode:
        raise InvalidInput("license_mode", "required")
    if draft.license_mode and not is_licence:
        raise InvalidInput("license_mode", "no_licence")
    if draft.license_mode and pack().find_code("license_mode", draft.license_mode, on) is None:
        raise InvalidInput("license_mode", "unknown_code")


def agreement_gap(terms: DealTerms, on: date) -> str | None:
    """Return why these terms cannot be agreed yet, or None.

    A contract without a determinable price cannot be registered (domain.md §3.2).
    """
    mode = pack().find_code("pay_mode", terms.pay_mode, on)
    if mode is None or mode.extra.get("is_registrable") != "yes":
        return "pay_mode_not_registrable"
    amounts = agreed_amounts(terms)
    if amounts.turnover_fen <= 0 or amounts.technical_fen <= 0:
        return "price_not_determined"
    return None


@dataclass(frozen=True)
class Difference:
    """One field of the terms that reads otherwise than in the proposal before."""

    field: str
    before: Any
    after: Any


def differences(before: DealTerms, after: DealTerms) -> list[Difference]:
    """Return the fields in which two proposals differ, in the order of the page."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in FIELDS)
    return [Difference(name, old, new) for name, old, new in pairs if old != new]


def starting_values(deal: Deal) -> dict[str, Any]:
    """Return what the form of the next proposal begins with.

    The latest terms, or what the listings already say: nothing is typed twice.
    """
    latest = deal.latest_terms
    if latest is not None:
        return {name: getattr(latest, name) for name in FIELDS}
    revisions = [
        listing.known_revision for listing in (deal.result, deal.demand) if listing is not None
    ]
    values: dict[str, Any] = {"object": deal.title, **_subtype_values(revisions)}
    if revisions:
        values |= _price_values(revisions[0])
    return values


def _price_values(revision: ListingRevision) -> dict[str, Any]:
    values = {name: getattr(revision, name) for name in PRICE_FIELDS}
    if revision.price_kind == FIXED:
        values["price_max_fen"] = revision.price_min_fen
    if revision.royalty_bp:
        values["pay_mode"] = "entry_royalty" if revision.upfront_fen else "royalty"
    else:
        values["pay_mode"] = "instalment" if revision.milestones else "lump"
    return values


def _subtype_values(revisions: Sequence[ListingRevision]) -> dict[str, Any]:
    """Choose the contract from the modes that both listings name, else from the first one's."""
    modes = [[each.mode for each in revision.modes] for revision in revisions]
    if not modes:
        return {}
    shared = [mode for mode in modes[0] if all(mode in others for others in modes[1:])]
    for mode in shared or modes[0]:
        subtype = _subtype_of_mode(mode)
        if subtype is not None:
            return {"contract_subtype": subtype, "license_mode": _licence_of_mode(mode)}
    return {}


def _subtype_of_mode(mode: str) -> str | None:
    code = pack().find_code("mode", mode)
    if code is None or not code.extra.get("contract_class"):
        return None
    if code.extra.get("contract_subtype"):
        return code.extra["contract_subtype"]
    below = pack().children("contract_subtype", code.extra["contract_class"])
    return below[0].code if below else None


def _licence_of_mode(mode: str) -> str | None:
    licence = mode.removeprefix(LICENCE_PREFIX)
    known = licence != mode and pack().find_code("license_mode", licence) is not None
    return licence if known else None
