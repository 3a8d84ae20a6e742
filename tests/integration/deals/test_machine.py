"""No sequence of moves by any actor leaves the tables or signs what must not be signed."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from techmarket.accounts.models import Role
from techmarket.deals.lifecycle import DealState, NoticeState, ObjectionState
from techmarket.deals.models import Side
from techmarket.deals.queries.notices import needs_notice, signing_obstacles
from techmarket.deals.services.deals import (
    abandon_deal,
    confirm_terms,
    mark_contracted,
    propose_terms,
)
from techmarket.deals.services.notices import (
    NoticeDraft,
    clear_ended_notices,
    dismiss_objection,
    open_notice,
    raise_objection,
    uphold_objection,
)
from techmarket.kernel import clock
from techmarket.kernel.errors import DomainError
from techmarket.kernel.history import list_history
from techmarket.kernel.orm import db
from tests.conftest import NOON
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.deals import DealFactory, draft
from tests.factories.listings import ResultFactory

PARTIES = st.sampled_from(["seller", "buyer"])
PEOPLE = PARTIES | st.sampled_from(["seller", "buyer", "agent", "operator", "stranger"])
SUBTYPES = st.sampled_from([("D1", None), ("L1", "ordinary"), ("T1", None), ("S1", None)])


class DealMachine(RuleBasedStateMachine):
    """One deal of a state university, and five people who try everything at any time."""

    def __init__(self):
        super().__init__()
        self.moment = NOON
        clock._source = lambda: self.moment  # noqa: SLF001 - the fixture puts the real one back

    @initialize(begins=st.sampled_from(["published", "agreed", "development", "opened"]))
    def open_deal(self, begins):
        university = OrganisationFactory(public_university=True)
        firm = OrganisationFactory()
        result = ResultFactory(published=True, organisation=university)
        self.people = {
            "seller": member(Role.ORG_ADMIN, university),
            "buyer": member(Role.ENTERPRISE, firm),
            "agent": member(Role.AGENT),
            "operator": member(Role.OPERATOR),
            "stranger": member(Role.ENTERPRISE),
        }
        self.deal = DealFactory(result=result, buyer_org=firm, agent=self.people["agent"])
        if begins != "opened":
            subtype = ("D1", None) if begins == "development" else ("L1", "ordinary")
            self.propose("seller", subtype, 10**6)
            self.shake_hands()
        if begins == "published":
            self.publish("seller", 0)

    def attempt(self, move, *arguments, **named):
        """Try a move; what is refused must change nothing."""
        before = self.facts()
        try:
            move(*arguments, **named)
        except DomainError:
            assert self.facts() == before
        db.session.flush()

    def facts(self):
        notices = [(each.state, len(each.objections)) for each in self.deal.notices]
        confirmed = [sorted(each.confirmed_sides) for each in self.deal.terms]
        return self.deal.state, self.deal.abandon_reason, notices, confirmed

    @rule(who=PEOPLE, subtype=SUBTYPES, fen=st.sampled_from([-1, 0, 1, 10**6, 10**9]))
    def propose(self, who, subtype, fen):
        said = draft(
            contract_subtype=subtype[0],
            license_mode=subtype[1],
            price_min_fen=fen,
            price_max_fen=fen,
        )
        self.attempt(propose_terms, self.people[who], self.deal, said)

    @rule(who=PEOPLE, behind=st.sampled_from([0, 0, 0, 1]))
    def confirm(self, who, behind):
        number = len(self.deal.terms) - behind
        self.attempt(confirm_terms, self.people[who], self.deal, number)

    @rule()
    def shake_hands(self):
        for who in ("seller", "buyer"):
            self.attempt(confirm_terms, self.people[who], self.deal, len(self.deal.terms))

    @rule(who=PEOPLE, more=st.integers(-1, 20))
    def publish(self, who, more):
        said = NoticeDraft(
            result_name="成果",
            starts_on=clock.today(),
            ends_on=clock.today() + timedelta(days=15 + more),
        )
        self.attempt(open_notice, self.people[who], self.deal, said)

    @rule(who=PEOPLE)
    def object(self, who):
        if self.deal.notices:
            self.attempt(raise_objection, self.people[who], self.deal.notices[-1], "异议")

    @rule(who=PEOPLE, decide=st.sampled_from([dismiss_objection, uphold_objection]))
    def decide(self, who, decide):
        if self.deal.notices and self.deal.notices[-1].objections:
            objection = self.deal.notices[-1].objections[-1]
            self.attempt(decide, self.people[who], objection, "理由")

    @rule(days=st.sampled_from([40, 16, 15, 1]))
    def wait(self, days):
        if self.moment < NOON + timedelta(days=300):
            self.moment += timedelta(days=days)

    @rule()
    def work(self):
        clear_ended_notices()

    @rule(who=PEOPLE)
    def sign(self, who):
        may_sign = not signing_obstacles(self.deal, clock.today())
        self.attempt(mark_contracted, self.people[who], self.deal)
        assert may_sign or self.deal.state != DealState.CONTRACTED

    @rule(who=st.sampled_from(["stranger", "agent", "buyer"]), seriously=st.integers(0, 20))
    def abandon(self, who, seriously):
        if seriously == 0:
            self.attempt(abandon_deal, self.people[who], self.deal, "price")

    @invariant()
    def agreement_means_both_said_yes_to_the_latest(self):
        if hasattr(self, "deal") and self.deal.agreed_terms is not None:
            assert self.deal.latest_terms.confirmed_sides == frozenset(Side)

    @invariant()
    def a_contracted_public_result_has_a_cleared_notice(self):
        if not hasattr(self, "deal") or self.deal.state != DealState.CONTRACTED:
            return
        if needs_notice(self.deal):
            notice = self.deal.notices[-1]
            assert notice.state == NoticeState.CLEARED
            assert notice.terms == self.deal.latest_terms
            assert {each.state for each in notice.objections} <= {ObjectionState.DISMISSED}

    @invariant()
    def the_history_tells_every_state(self):
        moves = list_history("deal", self.deal.id) if hasattr(self, "deal") else []
        if moves:  # the factory makes a deal in any state
            assert moves[-1].to_state == self.deal.state
            assert [row.to_state for row in moves[:-1]] == [row.from_state for row in moves[1:]]

    @invariant()
    def at_most_one_notice_runs(self):
        if hasattr(self, "deal"):
            running = [each for each in self.deal.notices if each.state == NoticeState.RUNNING]
            assert len(running) <= (self.deal.state == DealState.AGREED)


@pytest.mark.usefixtures("session", "fixed_clock")
def test_no_sequence_of_moves_breaks_the_rules_of_a_deal():
    run_state_machine_as_test(
        DealMachine,
        settings=settings(
            max_examples=40,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
