"""The moves of a contract, and who may make them."""

import pytest

from techmarket.contracts.lifecycle import CONTRACT_LIFECYCLE, ContractAction, ContractState
from techmarket.contracts.policies import RULE_FOR
from techmarket.kernel.errors import InvalidTransition

ENDED = {ContractState.COMPLETED, ContractState.CANCELLED, ContractState.TERMINATED}


def test_every_action_has_a_rule():
    assert set(RULE_FOR) == set(ContractAction)


@pytest.mark.parametrize("state", sorted(ENDED))
def test_an_ended_contract_has_no_move_left(state):
    assert CONTRACT_LIFECYCLE.actions_from(state) == []


@pytest.mark.parametrize("state", sorted(set(ContractState) - ENDED))
def test_every_contract_under_way_can_be_ended(state):
    ends = {
        CONTRACT_LIFECYCLE.target(state, each) for each in CONTRACT_LIFECYCLE.actions_from(state)
    }

    assert ends & ENDED


def test_only_an_offered_contract_can_be_signed():
    states = [state for state, action in CONTRACT_LIFECYCLE.table if action == ContractAction.SIGN]

    assert states == [ContractState.OFFERED]


def test_a_signed_contract_is_never_drafted_again():
    with pytest.raises(InvalidTransition):
        CONTRACT_LIFECYCLE.target(ContractState.SIGNED, ContractAction.REDRAFT)
