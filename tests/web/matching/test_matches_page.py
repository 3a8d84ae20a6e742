import pytest

from techmarket.kernel import outbox
from techmarket.kernel.orm import transaction
from techmarket.listings.events import ListingIndexed
from tests.factories.listings import DemandFactory, ResultFactory


@pytest.fixture
def pair(session):
    result, demand = ResultFactory(published=True), DemandFactory(published=True)
    with transaction():
        for listing in (result, demand):
            outbox.publish(ListingIndexed(listing.id))
    outbox.drain()
    return result, demand


def test_a_demand_page_shows_its_best_results_with_reasons_in_words(client, pair):
    result, demand = pair

    page = client.get(f"/demands/{demand.id}?lang=en").text

    assert result.current_revision.title in page
    assert "Same innovation chain" in page
    assert "The demand asks for TRL 7 or higher, the result stands at 6" in page


def test_a_result_page_shows_its_demands(client, pair):
    result, demand = pair

    assert demand.current_revision.title in client.get(f"/results/{result.id}").text


def test_the_whole_list_has_an_address_of_its_own(client, pair):
    result, demand = pair

    assert result.current_revision.title in client.get(f"/demands/{demand.id}/matches").text
    assert demand.current_revision.title in client.get(f"/results/{result.id}/matches").text


def test_a_masked_demand_is_listed_under_its_public_name(client, pair, session):
    result, demand = pair
    demand.identity_masked, demand.public_name = True, "某建材企业"
    session.commit()

    page = client.get(f"/results/{result.id}/matches").text

    assert "某建材企业" in page
    assert demand.organisation.name not in page


def test_the_matches_of_a_hidden_listing_do_not_exist(client, session):
    draft = DemandFactory()

    assert client.get(f"/demands/{draft.id}/matches").status_code == 404


def test_a_listing_without_match_says_so_honestly(client, session):
    demand = DemandFactory(published=True)

    page = client.get(f"/demands/{demand.id}/matches?lang=en").text

    assert "Nothing fits so far" in page


def test_the_number_of_queries_does_not_grow_with_the_list(client, pair, count_queries, session):
    address = f"/demands/{pair[1].id}/matches"
    titles = ["煤矸石制砖高强配方", "矸石砖强度提升工艺", *(f"花生品种选育{n}" for n in range(12))]
    with transaction():
        for title in titles:
            listing = ResultFactory(
                published=True, revision__title=title, revision__summary=title, revision__problem=""
            )
            outbox.publish(ListingIndexed(listing.id))

    def visit():
        session.commit()
        session.expunge_all()  # as a process that has read nothing yet
        with count_queries() as statements:
            page = client.get(address).text
        return page.count("match-findings"), len(statements)

    shown_first, queries_first = visit()
    outbox.drain()
    shown_later, queries_later = visit()

    assert shown_first == 1
    assert shown_later == 3
    assert queries_later == queries_first
