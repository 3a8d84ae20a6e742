"""Features above show themselves on a deal's page."""

import pytest

from techmarket.deals import blocks
from techmarket.deals.models import Deal
from techmarket.kernel.policy import VISITOR


@pytest.fixture(autouse=True)
def no_blocks(monkeypatch):
    monkeypatch.setattr(blocks, "_blocks", [])


def shown(_deal, _actor):
    return "<p>合同</p>"


def hidden(_deal, _actor):
    return ""


def test_a_block_without_anything_to_show_is_left_out():
    blocks.register_block(shown)
    blocks.register_block(hidden)

    assert blocks.deal_blocks(Deal(), VISITOR) == ["<p>合同</p>"]


def test_registering_twice_shows_once():
    blocks.register_block(shown)
    blocks.register_block(shown)

    assert len(blocks.deal_blocks(Deal(), VISITOR)) == 1
