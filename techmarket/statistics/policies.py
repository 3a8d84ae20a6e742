"""Who sees what stands behind a figure."""

from techmarket.accounts.models import Role
from techmarket.kernel.policy import Actor

OFFICERS = (Role.REGISTRAR, Role.SECOND_REVIEWER, Role.OPERATOR)


def may_see_contracts(actor: Actor) -> bool:
    """Officers see every contract behind a figure; the public sees groups of at least three."""
    return any(actor.has_role(role) for role in OFFICERS)
