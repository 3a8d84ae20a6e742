"""The words of contracts: for reason codes, missing facts, and what happened."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from techmarket.contracts.checks import Gap
from techmarket.contracts.queries import Happening
from techmarket.web.filters import day, yuan

SENTENCES = {
    "may_act_for_party": _l(
        "Only the two sides of the contract decide about it; their organisations are verified."
    ),
    "may_edit_party": _l("Each side writes only its own facts."),
    "may_sign_for": _l("Each side hands in only its own signed copy."),
    "may_plan": _l("Only the selling side changes the payment plan once the contract is signed."),
    "may_record_payment": _l("Only the selling side books the money it received."),
    "may_complete": _l("Only the buying side records that the contract is fulfilled."),
    "contract_changed": _l("The contract was changed while this page was open."),
    "contract_incomplete": _l("Some facts are still missing. Complete the draft first."),
    "version_outdated": _l("There is a newer version of this contract. Sign that one."),
    "exists:contract": _l("This deal already has a contract."),
    "exists:signature": _l("The signed copy of this party is already there."),
    "exists:reversal": _l("This payment has already been reversed."),
    "reversal_is_final": _l("A reversal cannot be reversed. Book the payment again instead."),
    "instalment_paid": _l("Money was booked for this instalment, so it stays in the plan."),
    "turnover_not_positive": _l("The contract amount must be above zero."),
    "technical_not_positive": _l("The technical amount must be above zero."),
    "technical_above_turnover": _l("The technical amount cannot exceed the contract amount."),
    "license_mode_missing": _l("Say which kind of licence it is."),
    "license_mode_only_for_licences": _l("Only licences have a kind of licence."),
    "signed_in_future": _l("The date of signature lies in the future."),
    "signed_before_offer": _l("The date lies before this version was sent out for signature."),
    "received_in_future": _l("The date lies in the future."),
    "amount_not_positive": _l("The amount must be above zero."),
    "instalment_of_another_contract": _l("This instalment is not in the plan of this contract."),
    "file_empty": _l("The file is empty."),
    "file_too_large": _l("The file is too large: at most 20 MB are accepted."),
    "file_type": _l("What is in this file is not of an accepted type. Its name does not count."),
}
FACT_NAMES: Mapping[str, LazyString] = {
    "title": _l("Project name"),
    "subject": _l("Subject, scope and requirements"),
    "technology_field": _l("Technology field"),
    "ip": _l("Intellectual property"),
    "plan_source": _l("Source of the project"),
    "objective": _l("Socio-economic objective"),
    "non_technical_note": _l("What the rest is spent on"),
    "party_type": _l("Type of party"),
    "region": _l("Region"),
    "representative": _l("Legal representative"),
}


class Entry(NamedTuple):
    """One line of the timeline in words."""

    at: object
    what: str
    who: str
    note: str


def gap_name(gap: Gap) -> LazyString:
    """Return the label of the missing fact, as its form has it."""
    if gap.field == "industry":
        return _l("Industry served") if gap.party_id is None else _l("Industry of the party")
    return FACT_NAMES[gap.field]


def timeline_entry(happening: Happening) -> Entry:
    """Return what happened as a sentence, with the note only where people wrote it."""
    note = happening.note
    sentences = {
        "draft": _("The contract was drafted from the deal"),
        "edit": _("The draft was changed"),
        "edit_party": _("Facts of a party were changed: %(name)s", name=note),
        "offer": _("The contract was sent out for signature"),
        "redraft": _("The contract went back to drafting"),
        "upload_signature": _("Signed copy handed in: %(name)s", name=note),
        "sign": _("All parties have signed"),
        "enforce": _("The contract is in force"),
        "complete": _("The contract is fulfilled"),
        "cancel": _("The contract was given up"),
        "terminate": _("The contract was terminated early"),
        "plan_instalment": _("Instalment planned: %(what)s", what=_instalment(note)),
        "remove_instalment": _("Instalment removed: %(what)s", what=_instalment(note)),
        "record_payment": _("A payment was booked"),
        "reverse_payment": _("A booking was reversed"),
    }
    kept = note if happening.action in {"redraft", "cancel", "terminate"} else ""
    what = sentences.get(happening.action, happening.action)
    return Entry(happening.at, what, happening.who, kept)


def _instalment(note: str) -> str:
    """Write date and amount of a note that a service made."""
    due_on, _space, fen = note.partition(" ")
    if not fen:
        return note
    return f"{day(date.fromisoformat(due_on))} · {yuan(int(fen))}"
