"""A state machine as a table: which action leads from which state to which."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from techmarket.kernel.errors import InvalidTransition

State = TypeVar("State", bound=StrEnum)
Action = TypeVar("Action", bound=StrEnum)


class Stateful(Protocol[State]):
    """Whatever has one stored state."""

    state: State


class Lifecycle(Generic[State, Action]):
    """The moves of one kind of thing; pure, so a page and a service ask the same table."""

    def __init__(self, kind: str, table: Mapping[tuple[State, Action], State]) -> None:
        self.kind = kind
        self.table = dict(table)

    def target(self, state: State, action: Action) -> State:
        """Return the state that `action` leads to; raise InvalidTransition when there is none."""
        try:
            return self.table[state, action]
        except KeyError:
            raise InvalidTransition(self.kind, state, action) from None

    def apply(self, thing: Stateful[State], action: Action) -> tuple[State, State]:
        """Move `thing` and return the states before and after; raise InvalidTransition."""
        before = thing.state
        thing.state = self.target(before, action)
        return before, thing.state

    def actions_from(self, state: State) -> list[Action]:
        """Return the actions that exist in `state`, in the order of the table."""
        return [action for (source, action) in self.table if source == state]
