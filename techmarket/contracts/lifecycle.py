"""States and moves of technology contracts (architecture.md 2.6)."""

from enum import StrEnum

from techmarket.kernel.lifecycle import Lifecycle


class ContractState(StrEnum):
    DRAFTED = "drafted"
    OFFERED = "offered"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    TERMINATED = "terminated"


class ContractAction(StrEnum):
    """`sign` happens by itself when every party's signed copy is there."""

    OFFER = "offer"
    REDRAFT = "redraft"
    SIGN = "sign"
    ENFORCE = "enforce"
    COMPLETE = "complete"
    CANCEL = "cancel"
    TERMINATE = "terminate"


S, A = ContractState, ContractAction

CONTRACT_LIFECYCLE = Lifecycle[ContractState, ContractAction](
    "contract",
    {
        (S.DRAFTED, A.OFFER): S.OFFERED,
        # A change of an offered contract is a new version, drafted again.
        (S.OFFERED, A.REDRAFT): S.DRAFTED,
        (S.OFFERED, A.SIGN): S.SIGNED,
        (S.SIGNED, A.ENFORCE): S.IN_FORCE,
        (S.IN_FORCE, A.COMPLETE): S.COMPLETED,
        (S.DRAFTED, A.CANCEL): S.CANCELLED,
        (S.OFFERED, A.CANCEL): S.CANCELLED,
        (S.SIGNED, A.TERMINATE): S.TERMINATED,
        (S.IN_FORCE, A.TERMINATE): S.TERMINATED,
    },
)
