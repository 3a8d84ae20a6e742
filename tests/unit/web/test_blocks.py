"""Features above show themselves on the page of a thing below."""

from techmarket.kernel.policy import VISITOR
from techmarket.web.blocks import Blocks


def shown(thing, _actor):
    return f"<p>{thing}</p>"


def hidden(_thing, _actor):
    return ""


def test_a_block_without_anything_to_show_is_left_out():
    blocks = Blocks()
    blocks.register(shown)
    blocks.register(hidden)

    assert blocks.draw("合同", VISITOR) == ["<p>合同</p>"]


def test_registering_twice_shows_once():
    blocks = Blocks()
    blocks.register(shown)
    blocks.register(shown)

    assert len(blocks.draw("合同", VISITOR)) == 1
