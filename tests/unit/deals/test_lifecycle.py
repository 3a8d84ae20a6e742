"""The tables of inquiry, deal, notice and objection, and that each move has a rule."""

import pytest

from techmarket.deals.lifecycle import (
    DEAL_LIFECYCLE,
    INQUIRY_LIFECYCLE,
    NOTICE_LIFECYCLE,
    OBJECTION_LIFECYCLE,
    DealAction,
    DealState,
    InquiryAction,
    InquiryState,
    NoticeAction,
    NoticeState,
    ObjectionAction,
    ObjectionState,
)
from techmarket.deals.policies import (
    DEAL_RULE_FOR,
    INQUIRY_RULE_FOR,
    NOTICE_RULE_FOR,
    OBJECTION_RULE_FOR,
)
from techmarket.kernel.errors import InvalidTransition


@pytest.mark.parametrize(
    ("actions", "rules"),
    [
        (InquiryAction, INQUIRY_RULE_FOR),
        (DealAction, DEAL_RULE_FOR),
        (NoticeAction, NOTICE_RULE_FOR),
        (ObjectionAction, OBJECTION_RULE_FOR),
    ],
)
def test_every_action_has_a_rule(actions, rules):
    assert set(actions) == set(rules)


def test_an_unanswered_inquiry_cannot_be_accepted():
    with pytest.raises(InvalidTransition):
        INQUIRY_LIFECYCLE.target(InquiryState.SENT, InquiryAction.ACCEPT)


def test_a_declined_inquiry_has_no_further_action():
    assert INQUIRY_LIFECYCLE.actions_from(InquiryState.DECLINED) == []


def test_new_terms_reopen_an_agreed_deal():
    assert DEAL_LIFECYCLE.target(DealState.AGREED, DealAction.PROPOSE) == DealState.NEGOTIATING


@pytest.mark.parametrize("state", [DealState.CONTRACTED, DealState.ABANDONED])
def test_a_deal_that_has_ended_cannot_be_moved(state):
    assert DEAL_LIFECYCLE.actions_from(state) == []


def test_a_deal_cannot_be_contracted_before_it_is_agreed():
    with pytest.raises(InvalidTransition):
        DEAL_LIFECYCLE.target(DealState.NEGOTIATING, DealAction.CONTRACT)


def test_a_cleared_notice_stays_cleared():
    assert NOTICE_LIFECYCLE.actions_from(NoticeState.CLEARED) == []


def test_an_objection_is_decided_once():
    assert OBJECTION_LIFECYCLE.actions_from(ObjectionState.UPHELD) == []
