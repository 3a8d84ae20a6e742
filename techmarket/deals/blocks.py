"""What features above put on a deal's page: their functions, called when the page is drawn.

Deals do not know contracts; `wiring.py` registers what shows them.
"""

from collections.abc import Callable

from techmarket.deals.models import Deal
from techmarket.kernel.policy import Actor

Render = Callable[[Deal, Actor], str]

_blocks: list[Render] = []


def register_block(render: Render) -> None:
    """Show what `render` returns (safe markup, or "" for nothing) on the deal; repeatable."""
    if render not in _blocks:
        _blocks.append(render)


def deal_blocks(deal: Deal, actor: Actor) -> list[str]:
    """Return the markup of every block that has something to show."""
    return [shown for render in _blocks if (shown := render(deal, actor))]
