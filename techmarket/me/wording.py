"""What each kind of task asks of the reader."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from techmarket.kernel.worklist import Task

TASK_NAMES: Mapping[str, LazyString] = {
    "membership_to_decide": _l("Admit or refuse new members"),
    "member_without_admin": _l("Decide about members: there is no administrator"),
    "organisation_to_verify": _l("Verify an organisation"),
    "organisation_to_mend": _l("Correct your organisation's entry and hand it in again"),
    "listing_review": _l("Review a publication"),
    "listing_returned": _l("Returned: correct it and submit again"),
    "listing_confirm": _l("Confirm that it is still valid"),
    "inquiry_to_answer": _l("Answer an inquiry"),
    "inquiry_to_accept": _l("Read the answer and decide"),
    "terms_to_propose": _l("Propose terms"),
    "terms_to_confirm": _l("Confirm the terms, or propose others"),
    "notice_to_open": _l("Publish the public notice"),
    "objection_to_answer": _l("Decide an objection"),
    "deal_to_renegotiate": _l("An objection was upheld: agree on new terms or end the deal"),
    "deal_to_contract": _l("Make the contract"),
    "contract_to_complete": _l("Complete the contract draft"),
    "contract_to_offer": _l("Send the contract out for signature"),
    "contract_to_sign": _l("Upload your signed copy of the contract"),
    "instalment_overdue": _l("A payment is overdue"),
    "registration_accept": _l("Take in an application for registration"),
    "registration_examine": _l("Examine a contract for registration"),
    "registration_second_review": _l("Second review of a contract"),
    "registration_change": _l("Decide a change of a registration"),
    "registration_reconsider": _l("Reconsider a refused registration"),
    "registration_returned": _l("Returned by the registration office: correct it and submit again"),
    "registration_draft": _l("Complete and submit the application for registration"),
}


def task_name(task: Task) -> str:
    """Return what the task asks of the reader, in the page's language."""
    return str(TASK_NAMES[task.kind])
