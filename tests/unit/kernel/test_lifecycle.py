from enum import StrEnum

import pytest

from techmarket.kernel.errors import InvalidTransition
from techmarket.kernel.lifecycle import Lifecycle


class Light(StrEnum):
    RED = "red"
    GREEN = "green"


class Turn(StrEnum):
    GO = "go"
    HALT = "halt"


LIGHTS = Lifecycle[Light, Turn](
    "light", {(Light.RED, Turn.GO): Light.GREEN, (Light.GREEN, Turn.HALT): Light.RED}
)


class Lamp:
    def __init__(self, state):
        self.state = state


def test_a_move_in_the_table_changes_the_state_and_tells_both():
    lamp = Lamp(Light.RED)

    assert LIGHTS.apply(lamp, Turn.GO) == (Light.RED, Light.GREEN)
    assert lamp.state == Light.GREEN


def test_a_move_outside_the_table_is_refused_and_changes_nothing():
    lamp = Lamp(Light.RED)

    with pytest.raises(InvalidTransition) as refused:
        LIGHTS.apply(lamp, Turn.HALT)

    assert lamp.state == Light.RED
    assert (refused.value.kind, refused.value.state, refused.value.action) == (
        "light",
        "red",
        "halt",
    )


def test_the_actions_of_a_state_are_those_of_the_table():
    assert LIGHTS.actions_from(Light.GREEN) == [Turn.HALT]
