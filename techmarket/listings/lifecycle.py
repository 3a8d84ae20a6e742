"""States and moves of listings and of their revisions (architecture.md 2.6)."""

from enum import StrEnum

from techmarket.kernel.lifecycle import Lifecycle


class ListingKind(StrEnum):
    """Which way the technology flows: offered or wanted."""

    RESULT = "result"
    DEMAND = "demand"


class ListingState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    REJECTED = "rejected"
    PUBLISHED = "published"
    UNCONFIRMED = "unconfirmed"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    TAKEN_DOWN = "taken_down"


class ListingAction(StrEnum):
    SUBMIT = "submit"
    RETURN = "return"
    REJECT = "reject"
    PUBLISH = "publish"
    LAPSE = "lapse"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    TAKE_DOWN = "take_down"
    RESTORE = "restore"


class RevisionState(StrEnum):
    """A revision is written while draft and never again; `superseded` makes way for a newer one."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    REJECTED = "rejected"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class RevisionAction(StrEnum):
    SUBMIT = "submit"
    RETURN = "return"
    REJECT = "reject"
    PUBLISH = "publish"
    SUPERSEDE = "supersede"


S, A = ListingState, ListingAction

LISTING_LIFECYCLE = Lifecycle[ListingState, ListingAction](
    "listing",
    {
        (S.DRAFT, A.SUBMIT): S.IN_REVIEW,
        (S.IN_REVIEW, A.RETURN): S.RETURNED,
        (S.IN_REVIEW, A.REJECT): S.REJECTED,
        (S.IN_REVIEW, A.PUBLISH): S.PUBLISHED,
        (S.RETURNED, A.SUBMIT): S.IN_REVIEW,
        (S.PUBLISHED, A.LAPSE): S.UNCONFIRMED,
        (S.PUBLISHED, A.CONFIRM): S.PUBLISHED,
        (S.UNCONFIRMED, A.CONFIRM): S.PUBLISHED,
        (S.PUBLISHED, A.WITHDRAW): S.WITHDRAWN,
        (S.UNCONFIRMED, A.WITHDRAW): S.WITHDRAWN,
        (S.PUBLISHED, A.CLOSE): S.CLOSED,
        (S.UNCONFIRMED, A.CLOSE): S.CLOSED,
        (S.PUBLISHED, A.TAKE_DOWN): S.TAKEN_DOWN,
        (S.UNCONFIRMED, A.TAKE_DOWN): S.TAKEN_DOWN,
        (S.WITHDRAWN, A.SUBMIT): S.IN_REVIEW,
        (S.TAKEN_DOWN, A.RESTORE): S.PUBLISHED,
    },
)

REVISION_LIFECYCLE = Lifecycle[RevisionState, RevisionAction](
    "listing_revision",
    {
        (RevisionState.DRAFT, RevisionAction.SUBMIT): RevisionState.IN_REVIEW,
        (RevisionState.IN_REVIEW, RevisionAction.RETURN): RevisionState.RETURNED,
        (RevisionState.IN_REVIEW, RevisionAction.REJECT): RevisionState.REJECTED,
        (RevisionState.IN_REVIEW, RevisionAction.PUBLISH): RevisionState.PUBLISHED,
        (RevisionState.PUBLISHED, RevisionAction.SUPERSEDE): RevisionState.SUPERSEDED,
    },
)
