"""Who acts, and the one way to refuse."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol, TypeVar

from techmarket.kernel.errors import NotAllowed

Rule = Callable[..., bool]
Action = TypeVar("Action", bound=StrEnum)


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


def rules_for(actions: type[Action], rules: Mapping[Action, Rule]) -> Mapping[Action, Rule]:
    """Return `rules`, sure that every action has one: a missing rule is an error at import."""
    missing = [str(action) for action in actions if action not in rules]
    if missing:
        raise ValueError(f"{actions.__name__} has no rule for {', '.join(missing)}")
    return MappingProxyType(dict(rules))


def require(rule: Rule, actor: Actor, *things: object) -> None:
    """Raise NotAllowed unless `rule` lets the actor do it."""
    if not rule(actor, *things):
        raise NotAllowed(getattr(rule, "__name__", repr(rule)))
