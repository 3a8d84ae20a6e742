"""What features above put on a listing's page: their functions, called when the page is drawn.

Listings know neither matches nor inquiries; `wiring.py` registers what shows them.
"""

from collections.abc import Callable
from enum import StrEnum

from techmarket.kernel.policy import Actor
from techmarket.listings.models import Listing

Render = Callable[[Listing, Actor], str]


class Place(StrEnum):
    """Where on the page a block stands."""

    ACTIONS = "actions"
    MAIN = "main"


_blocks: dict[Place, list[Render]] = {place: [] for place in Place}


def register_block(render: Render, place: Place = Place.MAIN) -> None:
    """Show what `render` returns (safe markup, or "" for nothing) at `place`; repeatable."""
    if render not in _blocks[place]:
        _blocks[place].append(render)


def detail_blocks(listing: Listing, actor: Actor, place: Place) -> list[str]:
    """Return the markup of every block at `place` that has something to show."""
    return [shown for render in _blocks[place] if (shown := render(listing, actor))]
