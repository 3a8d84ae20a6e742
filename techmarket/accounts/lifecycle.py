"""States and moves of organisations and memberships."""

from enum import StrEnum

from techmarket.kernel.lifecycle import Lifecycle


class OrganisationState(StrEnum):
    """Whether the operator has verified who the organisation is."""

    PENDING = "pending"
    VERIFIED = "verified"
    REFUSED = "refused"
    SUSPENDED = "suspended"


class OrganisationAction(StrEnum):
    VERIFY = "verify"
    REFUSE = "refuse"
    SUSPEND = "suspend"
    REOPEN = "reopen"


class MembershipState(StrEnum):
    """Whether the organisation stands by the member."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"


class MembershipAction(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"
    END = "end"


ORGANISATION_LIFECYCLE = Lifecycle[OrganisationState, OrganisationAction](
    "organisation",
    {
        (OrganisationState.PENDING, OrganisationAction.VERIFY): OrganisationState.VERIFIED,
        (OrganisationState.PENDING, OrganisationAction.REFUSE): OrganisationState.REFUSED,
        (OrganisationState.REFUSED, OrganisationAction.REOPEN): OrganisationState.PENDING,
        (OrganisationState.VERIFIED, OrganisationAction.SUSPEND): OrganisationState.SUSPENDED,
        (OrganisationState.SUSPENDED, OrganisationAction.REOPEN): OrganisationState.PENDING,
    },
)

MEMBERSHIP_LIFECYCLE = Lifecycle[MembershipState, MembershipAction](
    "membership",
    {
        (MembershipState.REQUESTED, MembershipAction.APPROVE): MembershipState.APPROVED,
        (MembershipState.REQUESTED, MembershipAction.REFUSE): MembershipState.REFUSED,
        # The person takes the request back.
        (MembershipState.REQUESTED, MembershipAction.END): MembershipState.ENDED,
        (MembershipState.APPROVED, MembershipAction.END): MembershipState.ENDED,
    },
)
