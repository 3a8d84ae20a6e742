"""The public notice: who needs one, how long it runs, objections, and when one may sign."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from techmarket.accounts.models import Role
from techmarket.deals.lifecycle import DealState, NoticeState, ObjectionState
from techmarket.deals.queries.notices import (
    earliest_end,
    get_notice,
    needs_notice,
    signing_obstacles,
)
from techmarket.deals.services.deals import confirm_terms, mark_contracted, propose_terms
from techmarket.deals.services.notices import (
    NoticeDraft,
    clear_ended_notices,
    clear_notice,
    dismiss_objection,
    open_notice,
    raise_objection,
    run_notice_duty,
    uphold_objection,
)
from techmarket.kernel import clock
from techmarket.kernel.errors import (
    AlreadyExists,
    Conflict,
    InvalidInput,
    InvalidTransition,
    NotAllowed,
    NotFound,
)
from techmarket.kernel.orm import db
from techmarket.kernel.policy import VISITOR, WORKER
from tests.factories.accounts import OrganisationFactory, UserFactory, member
from tests.factories.deals import (
    PRICE_FEN,
    DealFactory,
    NoticeFactory,
    TermsFactory,
    agreed_deal,
    buyer,
    draft,
    licensed_deal,
    seller,
)
from tests.factories.listings import ResultFactory

pytestmark = pytest.mark.usefixtures("session")
DAYS = 15


def announced(**changes):
    said = {"result_name": "煤矸石免烧砖制备技术", "starts_on": clock.today()}
    return NoticeDraft(**(said | changes))


def later(days):
    return datetime(2026, 6, 15, 4, 0, tzinfo=UTC) + timedelta(days=days)


@pytest.mark.parametrize(
    ("subtype", "is_public", "needed"),
    [
        ("L1", True, True),
        ("T1", True, True),
        ("T9", True, True),
        ("D1", True, False),
        ("S1", True, False),
        ("C1", True, False),
        ("L1", False, False),
        ("T9", False, False),
    ],
)
def test_transfer_licence_and_equity_of_public_results_need_a_notice(subtype, is_public, needed):
    holder = OrganisationFactory(public_university=True, is_public=is_public)
    result = ResultFactory(published=True, organisation=holder)
    terms = TermsFactory(deal__result=result, contract_subtype=subtype)

    assert needs_notice(terms.deal) is needed


def test_the_notice_says_what_was_agreed():
    deal = licensed_deal()

    notice = open_notice(seller(deal), deal, announced())

    assert (notice.mode, notice.price_fen) == ("L1", PRICE_FEN)
    assert notice.transferee == deal.buyer_org.name
    assert notice.ends_on == clock.today() + timedelta(days=DAYS)


def test_the_first_day_is_not_counted():
    deal = licensed_deal()
    short = clock.today() + timedelta(days=DAYS - 1)

    with pytest.raises(InvalidInput) as refused:
        open_notice(seller(deal), deal, announced(ends_on=short))

    assert (refused.value.field, refused.value.reason) == ("ends_on", "notice_too_short")


def test_a_notice_may_run_longer_and_begin_later():
    deal = licensed_deal()
    begins = clock.today() + timedelta(days=3)
    ends = begins + timedelta(days=30)

    notice = open_notice(seller(deal), deal, announced(starts_on=begins, ends_on=ends))

    assert (notice.starts_on, notice.ends_on) == (begins, ends)


def test_a_notice_does_not_begin_in_the_past():
    deal = licensed_deal()

    with pytest.raises(InvalidInput):
        open_notice(seller(deal), deal, announced(starts_on=clock.today() - timedelta(days=1)))


def test_the_business_day_decides_not_the_day_in_greenwich(at):
    at(datetime(2026, 6, 14, 16, 30, tzinfo=UTC))  # 00:30 of the 15th in the region

    notice = NoticeFactory(deal=licensed_deal())

    assert notice.starts_on.isoformat() == "2026-06-15"


def test_a_related_transferee_is_explained():
    deal = licensed_deal()

    with pytest.raises(InvalidInput) as refused:
        open_notice(seller(deal), deal, announced(transferee_is_related=True))

    assert refused.value.field == "relation_note"


def test_only_the_selling_side_publishes():
    deal = licensed_deal()

    with pytest.raises(NotAllowed):
        open_notice(buyer(deal), deal, announced())


def test_there_is_no_notice_before_the_agreement():
    university = OrganisationFactory(public_university=True)
    deal = DealFactory(result=ResultFactory(published=True, organisation=university))

    with pytest.raises(InvalidTransition):
        open_notice(seller(deal), deal, announced())


def test_a_development_needs_no_notice():
    deal = agreed_deal()

    with pytest.raises(Conflict):
        open_notice(seller(deal), deal, announced())


def test_one_notice_stands_for_the_terms():
    deal = licensed_deal()
    open_notice(seller(deal), deal, announced())

    with pytest.raises(AlreadyExists):
        open_notice(seller(deal), deal, announced())


def test_the_constraint_decides_a_race_of_notices():
    deal = licensed_deal()
    NoticeFactory(deal=deal)

    with pytest.raises(IntegrityError), db.session.begin_nested():
        NoticeFactory(deal=deal)


def test_before_the_agreement_nothing_can_be_signed():
    terms = TermsFactory()

    assert signing_obstacles(terms.deal, clock.today()) == ["not_agreed"]


def test_without_a_notice_a_public_result_cannot_be_signed():
    deal = licensed_deal()

    with pytest.raises(Conflict) as refused:
        mark_contracted(seller(deal), deal)

    assert refused.value.reason == "notice_missing"
    assert deal.state == DealState.AGREED


@pytest.mark.parametrize(("day", "obstacles"), [(DAYS, ["notice_running"]), (DAYS + 1, [])])
def test_the_last_day_still_counts(at, day, obstacles):
    deal = licensed_deal()
    NoticeFactory(deal=deal)

    at(later(day))

    assert signing_obstacles(deal, clock.today()) == obstacles


def test_after_the_notice_the_deal_is_contracted_and_the_notice_cleared(at):
    deal = licensed_deal()
    notice = NoticeFactory(deal=deal)
    at(later(DAYS + 1))

    mark_contracted(seller(deal), deal)

    assert (deal.state, notice.state) == (DealState.CONTRACTED, NoticeState.CLEARED)
    assert signing_obstacles(deal, clock.today()) == []


def test_new_terms_need_a_new_notice(at):
    deal = licensed_deal()
    NoticeFactory(deal=deal)
    at(later(DAYS + 1))
    clear_ended_notices()
    changed = draft(contract_subtype="L1", license_mode="sole")
    propose_terms(buyer(deal), deal, changed)
    confirm_terms(buyer(deal), deal, 2)
    confirm_terms(seller(deal), deal, 2)

    assert signing_obstacles(deal, clock.today()) == ["notice_missing"]


def test_an_objection_keeps_the_deal_from_signing_until_it_is_decided(at):
    deal = licensed_deal()
    objection = raise_objection(UserFactory(), NoticeFactory(deal=deal), "完成人遗漏。")
    at(later(DAYS + 1))
    waiting = signing_obstacles(deal, clock.today())

    dismiss_objection(seller(deal), objection, "经核实完成人名单无误。")

    assert (waiting, signing_obstacles(deal, clock.today())) == (["objection_open"], [])


def test_an_upheld_objection_forbids_these_terms_for_good(at):
    deal = licensed_deal()
    objection = raise_objection(UserFactory(), NoticeFactory(deal=deal), "价格过低。")
    uphold_objection(member(Role.OPERATOR), objection, "确有评估偏差。")
    at(later(DAYS + 60))

    assert signing_obstacles(deal, clock.today()) == ["objection_upheld"]
    assert clear_ended_notices() == 0


@pytest.mark.parametrize("day", [0, DAYS])
def test_objections_are_taken_on_the_first_and_on_the_last_day(at, day):
    notice = NoticeFactory(deal=licensed_deal())
    at(later(day))

    assert raise_objection(UserFactory(), notice, "异议").state == ObjectionState.OPEN


def test_objections_are_not_taken_after_the_end(at):
    notice = NoticeFactory(deal=licensed_deal())
    at(later(DAYS + 1))

    with pytest.raises(Conflict):
        raise_objection(UserFactory(), notice, "异议")


def test_objections_are_not_taken_before_the_beginning():
    begins = clock.today() + timedelta(days=2)
    notice = NoticeFactory(deal=licensed_deal(), starts_on=begins)

    with pytest.raises(Conflict):
        raise_objection(UserFactory(), notice, "异议")


def test_nobody_decides_an_objection_of_their_own():
    deal = licensed_deal()
    author = seller(deal)
    objection = raise_objection(author, NoticeFactory(deal=deal), "署名顺序有误。")

    with pytest.raises(NotAllowed):
        dismiss_objection(author, objection, "无误。")


def test_an_objection_is_decided_once_and_with_reasons():
    deal = licensed_deal()
    objection = raise_objection(UserFactory(), NoticeFactory(deal=deal), "异议")
    with pytest.raises(InvalidInput):
        dismiss_objection(seller(deal), objection, " ")
    dismiss_objection(seller(deal), objection, "不成立。")

    with pytest.raises(InvalidTransition):
        uphold_objection(seller(deal), objection, "成立。")


def test_the_worker_clears_what_has_ended(at):
    notice = NoticeFactory(deal=licensed_deal())
    running = NoticeFactory(deal=licensed_deal(), ends_on=earliest_end(later(30).date()))
    at(later(DAYS + 1))

    run_notice_duty()

    assert (notice.state, running.state) == (NoticeState.CLEARED, NoticeState.RUNNING)


def test_only_the_worker_clears_a_notice(at):
    deal = licensed_deal()
    notice = NoticeFactory(deal=deal)
    at(later(DAYS + 1))

    with pytest.raises(NotAllowed):
        clear_notice(seller(deal), notice)


def test_a_running_notice_is_not_cleared():
    with pytest.raises(Conflict):
        clear_notice(WORKER, NoticeFactory(deal=licensed_deal()))


def test_a_notice_that_has_not_begun_is_not_public():
    begins = clock.today() + timedelta(days=1)
    notice = NoticeFactory(deal=licensed_deal(), starts_on=begins)

    with pytest.raises(NotFound):
        get_notice(VISITOR, notice.id)
    assert get_notice(buyer(notice.deal), notice.id) == notice
