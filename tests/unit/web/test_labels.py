"""Every state and every action has its word: nobody reads a code on a page."""

from importlib import import_module
from pathlib import Path

import pytest
from flask import get_template_attribute

from techmarket.kernel.lifecycle import Lifecycle
from techmarket.settings import ROOT


def lifecycles():
    for path in sorted(Path(ROOT, "techmarket").glob("*/lifecycle.py")):
        module = import_module(f"techmarket.{path.parent.name}.lifecycle")
        yield from (value for value in vars(module).values() if isinstance(value, Lifecycle))


LIFECYCLES = {lifecycle.kind: lifecycle for lifecycle in lifecycles()}


def steps(kind):
    for (before, action), after in LIFECYCLES[kind].table.items():
        yield str(before), str(action), str(after)


@pytest.mark.parametrize("kind", LIFECYCLES)
def test_every_state_has_a_word(in_request, kind):
    states = {state for before, _action, after in steps(kind) for state in (before, after)}

    with in_request("/?lang=en"):
        name = get_template_attribute("macros/badges.html", "state_name")
        nameless = {state for state in states if str(name(kind, state)) == state}

    assert nameless == set()


@pytest.mark.parametrize("kind", LIFECYCLES)
def test_every_action_has_a_word(in_request, kind):
    actions = {action for _before, action, _after in steps(kind)}

    with in_request("/?lang=en"):
        name = get_template_attribute("macros/buttons.html", "action_name")
        nameless = {action for action in actions if str(name(kind, action)) == action}

    assert nameless == set()
