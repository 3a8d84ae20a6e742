"""The index follows the listings, and says where it does not."""

import pytest

from techmarket.accounts.events import OrganisationRenamed
from techmarket.kernel import outbox
from techmarket.kernel.orm import db
from techmarket.listings.index_documents import check_index, index_document, rebuild_index
from techmarket.listings.lifecycle import ListingState
from techmarket.matching.facts import facts_of
from techmarket.search.current import engine
from techmarket.search.port import Key, Query
from tests.factories.accounts import OrganisationFactory
from tests.factories.listings import DemandFactory, ResultFactory

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def university():
    return OrganisationFactory(public_university=True)


@pytest.fixture
def published(university):
    return ResultFactory(published=True, organisation=university)


def test_nobody_finds_a_masked_demand_by_its_owners_name(session):
    firm = OrganisationFactory(name="星河砂型铸造厂")
    DemandFactory(published=True, organisation=firm, identity_masked=True, public_name="某厂")
    rebuild_index()

    assert engine().search(Query(text="星河砂型铸造厂")).total == 0


def test_a_new_name_of_the_owner_reaches_the_index(published, university):
    rebuild_index()
    university.name = "样例煤炭大学"
    outbox.publish(OrganisationRenamed(university.id))
    db.session.commit()

    outbox.drain()

    assert engine().search(Query(text="样例煤炭大学")).total == 1
    assert check_index().count == 0


def test_the_check_names_what_is_missing_surplus_and_stale(published):
    other = ResultFactory(published=True)
    gone = ResultFactory(published=True)
    rebuild_index()
    new = ResultFactory(published=True)
    other.index_version = 7
    gone.state = ListingState.WITHDRAWN
    db.session.flush()

    drift = check_index()

    assert drift.missing == (Key("result", new.id),)
    assert drift.surplus == (Key("result", gone.id),)
    assert drift.stale == (Key("result", other.id),)


def test_search_and_matching_read_the_same_text(published):
    listing = DemandFactory(published=True)

    for each in (published, listing):
        assert index_document(each).body == facts_of(each).body != ""
