"""Whatever people try in whatever order, a contract never leaves its table of moves."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from techmarket.accounts.models import Role
from techmarket.contracts.checks import DraftFacts
from techmarket.contracts.lifecycle import CONTRACT_LIFECYCLE, ContractState
from techmarket.contracts.models import PartySide
from techmarket.contracts.policies import PARTY_SIDES, SIGNED_STATES, available_actions
from techmarket.contracts.services.drafting import (
    cancel_contract,
    edit_draft,
    offer_contract,
    redraft_contract,
)
from techmarket.contracts.services.payments import plan_instalment, record_payment
from techmarket.contracts.services.signing import (
    complete_contract,
    enforce_contract,
    sign_contract,
    terminate_contract,
)
from techmarket.kernel import clock
from techmarket.kernel.errors import DomainError
from techmarket.kernel.history import list_history
from techmarket.kernel.orm import db
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.contracts import contract_in, party_member, signed_copy

WHO = st.sampled_from(["seller", "buyer", "seller", "buyer", "agent", "registrar", "stranger"])
MOVES = {(before, after) for (before, _action), after in CONTRACT_LIFECYCLE.table.items()}


class ContractMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        agency = OrganisationFactory()
        later = clock.today() + timedelta(days=1)
        self.contract = contract_in(agency=agency, begins_on=later)
        self.people = {
            "seller": party_member(self.contract, PartySide.SELLER),
            "buyer": party_member(self.contract, PartySide.BUYER),
            "agent": member(Role.AGENT, agency),
            "registrar": member(Role.REGISTRAR),
            "stranger": member(Role.ENTERPRISE),
        }
        self.copy = signed_copy()
        self.seen = self.contract.state

    def attempt(self, step: Callable[[], object]) -> None:
        """Do it as a request does: all of it, or nothing."""
        before = snapshot(self.contract)
        db.session.commit()
        try:
            step()
            db.session.commit()
        except DomainError:
            db.session.rollback()
            db.session.expire_all()
            assert snapshot(self.contract) == before

    @rule(who=WHO, title=st.text(min_size=1, max_size=5))
    def edit(self, who, title):
        facts = DraftFacts.of(self.contract.latest_version)
        changed = DraftFacts(**(vars(facts) | {"title": title}))
        self.attempt(
            lambda: edit_draft(
                self.people[who], self.contract, seen_version=self.contract.version, facts=changed
            )
        )

    @rule(who=WHO)
    def offer(self, who):
        seen = self.contract.version
        self.attempt(lambda: offer_contract(self.people[who], self.contract, seen_version=seen))

    @rule(who=WHO)
    def redraft(self, who):
        seen, user = self.contract.version, self.people[who]
        self.attempt(
            lambda: redraft_contract(user, self.contract, seen_version=seen, note="改期限")
        )

    @rule(who=WHO, side=st.sampled_from(PARTY_SIDES))
    def sign(self, who, side):
        version = self.contract.latest_version
        party = version.parties_on(side)[0]
        self.attempt(
            lambda: sign_contract(
                self.people[who],
                self.contract,
                version_number=version.number,
                party_id=party.id,
                upload=self.copy,
                signed_by="钱代表",
                signed_on=clock.today(),
            )
        )

    @rule(who=WHO)
    def end(self, who):
        user = self.people[who]
        self.attempt(lambda: complete_contract(user, self.contract))

    @rule(who=WHO, early=st.booleans())
    def give_up(self, who, early):
        user = self.people[who]
        if early:
            self.attempt(lambda: cancel_contract(user, self.contract, reason="price"))
        else:
            self.attempt(lambda: terminate_contract(user, self.contract, reason="rescinded"))

    @rule(who=WHO)
    def enforce(self, who):
        self.attempt(lambda: enforce_contract(self.people[who], self.contract))

    @rule(who=WHO, fen=st.integers(-1, 5))
    def pay(self, who, fen):
        user, today = self.people[who], clock.today()
        self.attempt(lambda: record_payment(user, self.contract, received_on=today, amount_fen=fen))

    @rule(who=WHO)
    def plan(self, who):
        user, today = self.people[who], clock.today()
        self.attempt(lambda: plan_instalment(user, self.contract, due_on=today, amount_fen=1))

    @invariant()
    def the_history_tells_every_state(self):
        moves = list_history("contract", self.contract.id)
        if moves:  # the factory makes a contract in any state
            assert moves[-1].to_state == self.contract.state
            assert [row.to_state for row in moves[:-1]] == [row.from_state for row in moves[1:]]

    @invariant()
    def every_move_stands_in_the_table(self):
        state = self.contract.state
        assert state == self.seen or (self.seen, state) in MOVES
        self.seen = state

    @invariant()
    def signed_means_that_every_side_has_signed(self):
        version = self.contract.latest_version
        signed = {each.party.side for each in version.signatures}
        if self.contract.state in SIGNED_STATES:
            assert signed == set(PARTY_SIDES)
            assert version.signed_on is not None
        if signed:
            assert version.frozen_at is not None

    @invariant()
    def money_comes_after_signing_only(self):
        assert not self.contract.payments or self.contract.state in SIGNED_STATES

    @invariant()
    def bystanders_have_no_move(self):
        for who in ("agent", "registrar", "stranger"):
            assert available_actions(self.people[who], self.contract) == []


def snapshot(contract):
    return (
        contract.state,
        contract.version,
        contract.end_reason,
        [DraftFacts.of(version) for version in contract.versions],
        len(contract.latest_version.signatures),
        len(contract.payments),
        len(contract.instalments),
    )


@pytest.mark.usefixtures("session")
def test_no_sequence_of_attempts_leaves_the_table():
    run_state_machine_as_test(
        ContractMachine,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_table_reaches_every_state():
    assert {after for _before, after in MOVES} | {ContractState.DRAFTED} == set(ContractState)
