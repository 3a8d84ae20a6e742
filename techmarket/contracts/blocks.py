"""A place on the contract's page for features above: registration shows its case there."""

from collections.abc import Callable

from techmarket.contracts.models import Contract
from techmarket.kernel.policy import Actor

Render = Callable[[Contract, Actor], str]
_blocks: list[Render] = []


def register_block(render: Render) -> None:
    """Show what `render` returns (safe markup) on every contract's page; "" shows nothing."""
    if render not in _blocks:
        _blocks.append(render)


def render_blocks(contract: Contract, actor: Actor) -> list[str]:
    """Return the markup of every registered block that has something to say."""
    return [markup for render in _blocks if (markup := render(contract, actor))]
