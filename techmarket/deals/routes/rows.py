"""Terms in words: one row a field, with what stood there in the proposal before."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from techmarket.deals.amounts import agreed_amounts, determinable_fen
from techmarket.deals.models import DealTerms
from techmarket.deals.terms import FIELDS, differences
from techmarket.listings.price import Milestone
from techmarket.web.filters import code, day, percent, wan_yuan

LABELS = {
    "contract_subtype": _l("Type of contract"),
    "license_mode": _l("Licence mode"),
    "object": _l("Object of the deal"),
    "deliverables": _l("What is handed over"),
    "acceptance": _l("How it is accepted"),
    "pay_mode": _l("Way of payment"),
    "price_kind": _l("Kind of price"),
    "price_min_fen": _l("Price, or the lowest price"),
    "price_max_fen": _l("Highest price"),
    "upfront_fen": _l("Paid at the start"),
    "milestones": _l("Parts of the price"),
    "royalty_bp": _l("Royalty"),
    "royalty_cap_fen": _l("Royalty at most, all payments together"),
    "non_technical_fen": _l("Of the price, not for technology"),
    "begins_on": _l("Begins on"),
    "ends_on": _l("Ends on"),
    "ip_ownership": _l("Who owns the results"),
    "confidentiality": _l("What stays confidential"),
}
CODE_FIELDS = {"contract_subtype", "license_mode", "pay_mode", "price_kind"}


@dataclass(frozen=True)
class TermsRow:
    """One field in words; `before` where the earlier proposal said otherwise ("" for nothing)."""

    label: str
    value: str
    before: str | None = None


def terms_rows(terms: DealTerms, previous: DealTerms | None) -> list[TermsRow]:
    """Return the fields that say something, or that said something before."""
    changed = {each.field: each for each in differences(previous, terms)} if previous else {}
    rows = []
    for field in FIELDS:
        if field == "price_max_fen" and terms.price_max_fen == terms.price_min_fen:
            continue
        value = _words(field, terms)
        before = _words(field, previous) if previous and field in changed else None
        if value or before:
            rows.append(TermsRow(str(LABELS[field]), value, before))
    return [*rows, *_sum_rows(terms)]


def _sum_rows(terms: DealTerms) -> list[TermsRow]:
    """What the contract will come to, so that both sides agree on the same figure."""
    if determinable_fen(terms) <= 0:
        return []
    amounts = agreed_amounts(terms)
    return [
        TermsRow(_("Amount of the contract"), wan_yuan(amounts.turnover_fen)),
        TermsRow(_("of which for technology"), wan_yuan(amounts.technical_fen)),
    ]


def _words(field: str, terms: DealTerms) -> str:
    value = getattr(terms, field)
    if field in CODE_FIELDS:
        return code(value, field)
    if field == "milestones":
        return _milestones(value)
    if field == "royalty_bp":
        return percent(value)
    if field.endswith("_fen"):
        return wan_yuan(value) if value else ""
    if field.endswith("_on"):
        return day(value)
    return str(value or "")


def _milestones(parts: Sequence[Milestone]) -> str:
    return "\n".join(
        _("%(reached)s: %(amount)s", reached=part["name"], amount=wan_yuan(part["amount_fen"]))
        for part in parts
    )
