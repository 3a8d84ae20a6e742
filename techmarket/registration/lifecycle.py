"""States and moves of a registration case (architecture.md 2.6, domain.md §2.5)."""

from enum import StrEnum

from techmarket.kernel.lifecycle import Lifecycle


class RegistrationState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    IN_REVIEW = "in_review"
    SECOND_REVIEW = "second_review"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    REGISTERED = "registered"
    NOT_REGISTERED = "not_registered"
    RECONSIDERATION = "reconsideration"
    CHANGE_PENDING = "change_pending"
    CANCELLED = "cancelled"
    REVOKED = "revoked"


class RegistrationAction(StrEnum):
    SUBMIT = "submit"
    ACCEPT = "accept"
    START = "start"
    RETURN = "return"
    WITHDRAW = "withdraw"
    ESCALATE = "escalate"
    REGISTER = "register"
    REFUSE = "refuse"
    OBJECT = "object"
    UPHOLD = "uphold"
    REOPEN = "reopen"
    REQUEST_CHANGE = "request_change"
    APPROVE = "approve"
    DISMISS = "dismiss"
    CANCEL = "cancel"
    REVOKE = "revoke"


S, A = RegistrationState, RegistrationAction

REGISTRATION_LIFECYCLE = Lifecycle[RegistrationState, RegistrationAction](
    "registration",
    {
        (S.DRAFT, A.SUBMIT): S.SUBMITTED,
        (S.SUBMITTED, A.ACCEPT): S.ACCEPTED,
        (S.ACCEPTED, A.START): S.IN_REVIEW,
        (S.SUBMITTED, A.RETURN): S.RETURNED,
        (S.ACCEPTED, A.RETURN): S.RETURNED,
        (S.IN_REVIEW, A.RETURN): S.RETURNED,
        (S.SECOND_REVIEW, A.RETURN): S.RETURNED,
        (S.RETURNED, A.SUBMIT): S.SUBMITTED,
        (S.DRAFT, A.WITHDRAW): S.WITHDRAWN,
        (S.SUBMITTED, A.WITHDRAW): S.WITHDRAWN,
        (S.ACCEPTED, A.WITHDRAW): S.WITHDRAWN,
        (S.IN_REVIEW, A.WITHDRAW): S.WITHDRAWN,
        (S.SECOND_REVIEW, A.WITHDRAW): S.WITHDRAWN,
        (S.RETURNED, A.WITHDRAW): S.WITHDRAWN,
        (S.IN_REVIEW, A.ESCALATE): S.SECOND_REVIEW,
        (S.IN_REVIEW, A.REGISTER): S.REGISTERED,
        (S.SECOND_REVIEW, A.REGISTER): S.REGISTERED,
        (S.IN_REVIEW, A.REFUSE): S.NOT_REGISTERED,
        (S.SECOND_REVIEW, A.REFUSE): S.NOT_REGISTERED,
        (S.NOT_REGISTERED, A.OBJECT): S.RECONSIDERATION,
        (S.RECONSIDERATION, A.UPHOLD): S.NOT_REGISTERED,
        (S.RECONSIDERATION, A.REOPEN): S.IN_REVIEW,
        (S.REGISTERED, A.REQUEST_CHANGE): S.CHANGE_PENDING,
        (S.CHANGE_PENDING, A.APPROVE): S.REGISTERED,
        (S.CHANGE_PENDING, A.DISMISS): S.REGISTERED,
        (S.REGISTERED, A.CANCEL): S.CANCELLED,
        (S.REGISTERED, A.REVOKE): S.REVOKED,
    },
)
