"""States and moves of inquiries, deals and public notices (architecture.md 2.6)."""

from enum import StrEnum

from techmarket.kernel.lifecycle import Lifecycle


class InquiryState(StrEnum):
    SENT = "sent"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class InquiryAction(StrEnum):
    ANSWER = "answer"
    ACCEPT = "accept"
    DECLINE = "decline"


class DealState(StrEnum):
    OPENED = "opened"
    NEGOTIATING = "negotiating"
    AGREED = "agreed"
    CONTRACTED = "contracted"
    ABANDONED = "abandoned"


class DealAction(StrEnum):
    """`agree` happens by itself when both sides have confirmed the same numbered terms."""

    PROPOSE = "propose"
    AGREE = "agree"
    CONTRACT = "contract"
    ABANDON = "abandon"


class NoticeState(StrEnum):
    RUNNING = "running"
    CLEARED = "cleared"
    CANCELLED = "cancelled"


class NoticeAction(StrEnum):
    CLEAR = "clear"
    CANCEL = "cancel"


class ObjectionState(StrEnum):
    OPEN = "open"
    DISMISSED = "dismissed"
    UPHELD = "upheld"


class ObjectionAction(StrEnum):
    DISMISS = "dismiss"
    UPHOLD = "uphold"


INQUIRY_LIFECYCLE = Lifecycle[InquiryState, InquiryAction](
    "inquiry",
    {
        (InquiryState.SENT, InquiryAction.ANSWER): InquiryState.ANSWERED,
        (InquiryState.SENT, InquiryAction.DECLINE): InquiryState.DECLINED,
        (InquiryState.ANSWERED, InquiryAction.ACCEPT): InquiryState.ACCEPTED,
        (InquiryState.ANSWERED, InquiryAction.DECLINE): InquiryState.DECLINED,
    },
)

DEAL_LIFECYCLE = Lifecycle[DealState, DealAction](
    "deal",
    {
        (DealState.OPENED, DealAction.PROPOSE): DealState.NEGOTIATING,
        (DealState.NEGOTIATING, DealAction.PROPOSE): DealState.NEGOTIATING,
        (DealState.NEGOTIATING, DealAction.AGREE): DealState.AGREED,
        # New terms after an agreement open it again; the old confirmations stay with their number.
        (DealState.AGREED, DealAction.PROPOSE): DealState.NEGOTIATING,
        (DealState.AGREED, DealAction.CONTRACT): DealState.CONTRACTED,
        (DealState.OPENED, DealAction.ABANDON): DealState.ABANDONED,
        (DealState.NEGOTIATING, DealAction.ABANDON): DealState.ABANDONED,
        (DealState.AGREED, DealAction.ABANDON): DealState.ABANDONED,
    },
)

NOTICE_LIFECYCLE = Lifecycle[NoticeState, NoticeAction](
    "public_notice",
    {
        (NoticeState.RUNNING, NoticeAction.CLEAR): NoticeState.CLEARED,
        (NoticeState.RUNNING, NoticeAction.CANCEL): NoticeState.CANCELLED,
    },
)

OBJECTION_LIFECYCLE = Lifecycle[ObjectionState, ObjectionAction](
    "objection",
    {
        (ObjectionState.OPEN, ObjectionAction.DISMISS): ObjectionState.DISMISSED,
        (ObjectionState.OPEN, ObjectionAction.UPHOLD): ObjectionState.UPHELD,
    },
)
