from enum import StrEnum

import pytest

from techmarket.kernel.errors import NotAllowed
from techmarket.kernel.policy import VISITOR, WORKER, is_worker, require, rules_for


def may_never(_actor, _thing):
    return False


def test_a_refusal_names_the_rule():
    with pytest.raises(NotAllowed, match="may_never"):
        require(may_never, VISITOR, object())


def test_only_the_worker_is_the_worker():
    assert is_worker(WORKER)
    assert not is_worker(VISITOR)


def test_a_visitor_has_no_role_anywhere():
    assert VISITOR.actor_id is None
    assert VISITOR.roles_in(1) == frozenset()
    assert not VISITOR.has_role("operator")


def test_an_action_without_a_rule_is_an_error_at_import():
    class Turn(StrEnum):
        GO = "go"
        HALT = "halt"

    with pytest.raises(ValueError, match="Turn has no rule for halt"):
        rules_for(Turn, {Turn.GO: may_never})


def test_the_rules_of_all_actions_cannot_be_changed_afterwards():
    class Turn(StrEnum):
        GO = "go"

    rules = rules_for(Turn, {Turn.GO: may_never})

    with pytest.raises(TypeError):
        rules[Turn.GO] = require
