"""Who sees what stands behind a figure."""

from techmarket.contracts.policies import is_officer
from techmarket.kernel.policy import Actor


def may_see_contracts(actor: Actor) -> bool:
    """Officers see every contract behind a figure; the public sees groups of at least three."""
    return is_officer(actor)
