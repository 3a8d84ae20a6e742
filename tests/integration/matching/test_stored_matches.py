import pytest

from techmarket.kernel import outbox
from techmarket.kernel.orm import db, transaction
from techmarket.listings.events import ListingIndexed
from techmarket.listings.lifecycle import ListingState
from techmarket.matching.models import Match
from techmarket.matching.queries import count_matches, list_matches
from techmarket.matching.worker import refresh_all
from tests.factories.listings import DemandFactory, ResultFactory, add_modes

UNRELATED = {
    "revision__title": "花生黄曲霉快速检测方法",
    "revision__summary": "面向粮油企业的黄曲霉毒素快速检测试纸条。",
    "revision__problem": "送检周期长。",
    "revision__chain": "agri_food",
    "revision__technology_field": "09",
}


@pytest.fixture(autouse=True)
def session(session):
    return session


def announce(*listings):
    """Publish the change of these listings and let the worker work."""
    with transaction():
        for listing in listings:
            outbox.publish(ListingIndexed(listing.id))
    outbox.drain()


def test_a_published_demand_gets_its_results_with_reasons_in_data():
    result, other = ResultFactory(published=True), ResultFactory(published=True, **UNRELATED)
    demand = DemandFactory(published=True)

    announce(result, other, demand)

    matches = list_matches(demand, limit=10)
    assert matches[0].result_id == result.id
    assert {"concepts", "chain"} <= {reason["kind"] for reason in matches[0].reasons}
    assert {gap["kind"] for gap in matches[0].gaps} == {"maturity"}  # asks TRL 7, stands at 6


def test_a_result_published_later_joins_the_list_and_shows_its_demands():
    demand = DemandFactory(published=True)
    announce(demand)
    assert list_matches(demand, limit=10) == []

    result = ResultFactory(published=True)
    announce(result)

    assert [match.result_id for match in list_matches(demand, limit=10)] == [result.id]
    assert [match.demand_id for match in list_matches(result, limit=10)] == [demand.id]


def test_a_withdrawn_result_leaves_the_page_at_once_and_the_table_after_the_worker():
    result, demand = ResultFactory(published=True), DemandFactory(published=True)
    announce(result, demand)

    result.state = ListingState.WITHDRAWN
    db.session.commit()
    assert list_matches(demand, limit=10) == []
    assert count_matches(demand) == 0

    announce(result)
    assert db.session.query(Match).count() == 0


def test_nobody_is_matched_with_oneself():
    demand = DemandFactory(published=True)
    own = ResultFactory(published=True, organisation=demand.organisation)

    announce(own, demand)

    assert list_matches(demand, limit=10) == []


def test_what_an_archive_keeps_for_many_owners_is_matched():
    demand = DemandFactory(published=True, organisation__is_archive=True)
    result = ResultFactory(published=True, organisation=demand.organisation)

    announce(result, demand)

    assert [match.result_id for match in list_matches(demand, limit=10)] == [result.id]


def test_delivering_twice_changes_nothing():
    result, demand = ResultFactory(published=True), DemandFactory(published=True)
    announce(result, demand)
    (first,) = list_matches(demand, limit=10)

    announce(result, demand)

    (second,) = list_matches(demand, limit=10)
    assert (second.id, second.score, second.rank) == (first.id, first.score, first.rank)


def test_modes_that_meet_are_a_reason():
    result, demand = ResultFactory(published=True), DemandFactory(published=True)
    add_modes(result, "service", "codevelop")
    add_modes(demand, "codevelop")
    db.session.commit()

    announce(result, demand)

    (match,) = list_matches(demand, limit=10)
    assert {"kind": "mode", "codes": ["codevelop"]} in match.reasons


def test_a_masked_demand_gives_no_place_away():
    demand = DemandFactory(published=True, identity_masked=True, public_name="某建材企业")
    result = ResultFactory(published=True, organisation__region=demand.organisation.region)

    announce(result, demand)

    (match,) = list_matches(demand, limit=10)
    assert "region" not in {reason["kind"] for reason in match.reasons}


def test_refreshing_everything_reports_its_progress():
    result, demand = ResultFactory(published=True), DemandFactory(published=True)
    announce(result, demand)
    db.session.query(Match).delete()
    db.session.commit()
    seen = []

    assert refresh_all(lambda done, total: seen.append((done, total))) == 1

    assert seen == [(1, 1)]
    assert len(list_matches(demand, limit=10)) == 1
