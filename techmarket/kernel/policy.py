"""Who acts, and the one way to refuse."""

from collections.abc import Callable
from typing import Protocol

from techmarket.kernel.errors import NotAllowed

Rule = Callable[..., bool]


class Actor(Protocol):
    """Who asks for something: a person, a visitor, or the market's own worker."""

    @property
    def actor_id(self) -> int | None:
        """The person's id; None for a visitor and for the worker."""

    def roles_in(self, scope_id: int) -> frozenset[str]:
        """Return the roles that the actor holds, approved and current, in one scope."""

    def has_role(self, role: str) -> bool:
        """Whether the actor holds `role` in any scope."""


class _Nobody:
    """An actor without any role."""

    actor_id = None

    def roles_in(self, scope_id: int) -> frozenset[str]:  # noqa: ARG002 - the protocol's signature
        return frozenset()

    def has_role(self, role: str) -> bool:  # noqa: ARG002 - the protocol's signature
        return False


VISITOR: Actor = _Nobody()
WORKER: Actor = _Nobody()


def is_worker(actor: Actor, _thing: object = None) -> bool:
    """Moves that only the market's own worker makes (clocks, expiry)."""
    return actor is WORKER


def require(rule: Rule, actor: Actor, *things: object) -> None:
    """Raise NotAllowed unless `rule` lets the actor do it."""
    if not rule(actor, *things):
        raise NotAllowed(getattr(rule, "__name__", repr(rule)))
