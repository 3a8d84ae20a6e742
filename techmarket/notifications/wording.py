"""The sentence of every kind of message, on the page and in the mail.

The mail says what kind of thing happened and nothing else: no names, titles or contract text.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from techmarket.notifications.models import Notification


@dataclass(frozen=True)
class Wording:
    """`page` may hold %(title)s; `letter` is both the subject and the sentence of the mail."""

    page: LazyString
    letter: LazyString


WORDINGS: Mapping[str, Wording] = {
    "organisation_waiting": Wording(
        _l("%(title)s waits for verification"), _l("An organisation waits for verification.")
    ),
    "organisation_verified": Wording(
        _l("%(title)s has been verified"), _l("Your organisation has been verified.")
    ),
    "organisation_refused": Wording(
        _l("%(title)s could not be verified"), _l("Your organisation could not be verified.")
    ),
    "organisation_suspended": Wording(
        _l("%(title)s has been suspended"), _l("Your organisation has been suspended.")
    ),
    "membership_requested": Wording(
        _l("Somebody asks to join %(title)s"), _l("Somebody asks to join your organisation.")
    ),
    "membership_approved": Wording(
        _l("%(title)s has admitted you"), _l("You have been admitted to an organisation.")
    ),
    "membership_refused": Wording(
        _l("%(title)s has not admitted you"), _l("Your request to join has been refused.")
    ),
    "membership_ended": Wording(
        _l("Your membership in %(title)s has ended"), _l("A membership of yours has ended.")
    ),
    "listing_submitted": Wording(
        _l("To be reviewed: %(title)s"), _l("A publication waits for review.")
    ),
    "listing_published": Wording(_l("Published: %(title)s"), _l("Your publication is online.")),
    "listing_returned": Wording(
        _l("Returned for changes: %(title)s"), _l("Your publication has been returned for changes.")
    ),
    "listing_rejected": Wording(
        _l("Not accepted: %(title)s"), _l("Your publication has not been accepted.")
    ),
    "listing_lapsed": Wording(
        _l("Is this still valid? %(title)s"),
        _l("Please confirm that a publication is still valid."),
    ),
    "inquiry_sent": Wording(
        _l("New inquiry about %(title)s"), _l("A new inquiry has arrived for you.")
    ),
    "inquiry_answered": Wording(
        _l("Your inquiry about %(title)s has been answered"), _l("Your inquiry has been answered.")
    ),
    "inquiry_declined": Wording(
        _l("The inquiry about %(title)s has been declined"), _l("An inquiry has been declined.")
    ),
    "deal_opened": Wording(_l("A deal has been opened: %(title)s"), _l("A deal has been opened.")),
    "terms_proposed": Wording(
        _l("New terms for %(title)s wait for your answer"), _l("New terms wait for your answer.")
    ),
    "deal_agreed": Wording(
        _l("Both sides agree: %(title)s"), _l("Both sides of a deal have agreed.")
    ),
    "deal_abandoned": Wording(
        _l("The deal has been ended: %(title)s"), _l("A deal has been ended without agreement.")
    ),
    "agent_named": Wording(
        _l("You have been named as agent: %(title)s"), _l("You have been named as agent of a deal.")
    ),
    "notice_opened": Wording(
        _l("The public notice runs: %(title)s"), _l("The public notice of a deal of yours runs.")
    ),
    "notice_cleared": Wording(
        _l("The public notice has ended, the contract can be made: %(title)s"),
        _l("A public notice has ended."),
    ),
    "objection_raised": Wording(
        _l("Objection to the public notice of %(title)s"),
        _l("An objection to a public notice has been raised."),
    ),
    "objection_decided": Wording(
        _l("Your objection concerning %(title)s has been decided"),
        _l("Your objection has been decided."),
    ),
    "contract_drafted": Wording(
        _l("The contract has been drafted: %(title)s"), _l("A contract has been drafted.")
    ),
    "contract_offered": Wording(
        _l("Ready to be signed: %(title)s"), _l("A contract is ready to be signed.")
    ),
    "contract_signed": Wording(
        _l("Signed by all parties: %(title)s"), _l("A contract has been signed by all parties.")
    ),
    "contract_ended": Wording(
        _l("The contract has come to its end: %(title)s"), _l("A contract has come to its end.")
    ),
    "payment_recorded": Wording(
        _l("A payment has been recorded: %(title)s"), _l("A payment has been recorded.")
    ),
    "registration_submitted": Wording(
        _l("To be examined: %(title)s"), _l("A contract waits for registration.")
    ),
    "registration_returned": Wording(
        _l("The registration office returned %(title)s"),
        _l("The registration office has returned an application."),
    ),
    "registration_escalated": Wording(
        _l("For second review: %(title)s"), _l("A contract waits for second review.")
    ),
    "contract_registered": Wording(
        _l("Registered: %(title)s"), _l("A contract of yours has been registered.")
    ),
    "registration_refused": Wording(
        _l("Registration refused: %(title)s"), _l("The registration of a contract was refused.")
    ),
    "registration_ended": Wording(
        _l("The registration no longer stands: %(title)s"),
        _l("A registration has been cancelled or revoked."),
    ),
    "registration_changed": Wording(
        _l("The registration has been changed: %(title)s"), _l("A registration has been changed.")
    ),
}


def sentence_of(notification: Notification) -> str:
    """Return what the reader reads on the page."""
    return str(WORDINGS[notification.kind].page) % {"title": notification.facts.get("title", "")}


def letter_of(notification: Notification) -> str:
    """Return what the mail says."""
    return str(WORDINGS[notification.kind].letter)
