"""Places on a feature's page that the features above it fill.

A feature knows nothing of those above; `wiring.py` registers what each shows, and it is drawn with
the page.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from markupsafe import Markup

from techmarket.kernel.policy import Actor

Thing = TypeVar("Thing")


class Blocks(Generic[Thing]):
    """One such place on the page of one kind of thing."""

    def __init__(self) -> None:
        self._renders: list[Callable[[Thing, Actor], str]] = []

    def register(self, render: Callable[[Thing, Actor], str]) -> None:
        """Show what `render` returns: our own rendered markup, "" for nothing; repeatable."""
        if render not in self._renders:
            self._renders.append(render)

    def draw(self, thing: Thing, actor: Actor) -> list[Markup]:
        """Return the markup of every block that has something to show this actor."""
        drawn = (render(thing, actor) for render in self._renders)
        return [Markup(block) for block in drawn if block]  # noqa: S704 - escaped when rendered
