"""The lists and the search as a reader uses them."""

import pytest

from techmarket.listings.index_documents import rebuild_index
from techmarket.listings.lifecycle import ListingKind
from techmarket.listings.price import price_band
from techmarket.listings.queries.lists import ListingFilter, count_facets
from techmarket.search.current import engine, lexicon, use_engine
from techmarket.search.port import IndexUnavailable
from tests.factories.accounts import OrganisationFactory
from tests.factories.listings import DemandFactory, ResultFactory, add_modes


class BrokenEngine:
    def search(self, _query):
        raise IndexUnavailable("damaged")


@pytest.fixture
def broken_index(session):
    kept = engine()
    words = lexicon()
    use_engine(BrokenEngine(), words)
    yield
    use_engine(kept, words)


def test_a_facet_narrows_the_list(client):
    energy = ResultFactory(published=True, revision__chain="new_energy", revision__title="风机叶片")
    ResultFactory(published=True)

    page = client.get("/results?chain=new_energy").text

    assert f"/results/{energy.id}" in page
    assert "煤矸石免烧砖" not in page


def test_counts_follow_the_other_choices_but_not_their_own(session):
    ResultFactory(published=True, revision__chain="new_energy", revision__maturity="prototype")
    ResultFactory(published=True, revision__chain="new_energy")
    ResultFactory(published=True, revision__maturity="prototype")
    chosen = {"chain": ["new_energy"]}

    counts = count_facets(ListingFilter(kind=ListingKind.RESULT, chosen=chosen))

    assert counts["chain"] == {"new_energy": 2, "resources_environment": 1}
    assert counts["maturity"] == {"prototype": 1, "pilot_tested": 1}


def test_modes_are_counted_for_each_listing_once(session):
    listing = ResultFactory(published=True)
    add_modes(listing, "service", "transfer")
    session.flush()

    counts = count_facets(
        ListingFilter(kind=ListingKind.RESULT, chosen={"mode": ["service", "transfer"]})
    )

    assert counts["mode"] == {"service": 1, "transfer": 1}
    assert counts["chain"] == {"resources_environment": 1}


@pytest.mark.parametrize("least", [None, 0, 99_999_99, 100_000_00, 4_999_999_99, 5_000_000_00])
def test_the_band_in_the_database_is_that_of_the_index(session, least):
    listing = ResultFactory(
        published=True,
        revision__price_kind="floor",
        revision__price_min_fen=least,
        revision__price_max_fen=None,
    )

    counts = count_facets(ListingFilter(kind=ListingKind.RESULT))

    assert counts["price_band"] == {price_band(listing.current_revision): 1}


def test_the_region_of_a_masked_demand_is_not_counted(session):
    DemandFactory(published=True, identity_masked=True, public_name="某厂")

    assert count_facets(ListingFilter(kind=ListingKind.DEMAND))["region"] == {}


@pytest.mark.parametrize("address", ["/results", "/demands", "/search?q=矸石"])
def test_the_number_of_queries_does_not_grow_with_the_list(client, count_queries, address):
    def fill(count):
        for _ in range(count):
            ResultFactory(published=True)
            DemandFactory(published=True)
        rebuild_index()

    fill(2)
    client.get(address)
    with count_queries() as few:
        client.get(address)
    fill(6)
    with count_queries() as many:
        client.get(address)

    assert len(many) == len(few)


def test_the_list_of_an_organisation_shows_only_its_listings(client):
    firm = OrganisationFactory(public_university=True)
    own = ResultFactory(published=True, organisation=firm)
    other = ResultFactory(published=True)

    page = client.get(f"/results?organisation={firm.id}").text

    assert f'href="/results/{own.id}"' in page
    assert f'href="/results/{other.id}"' not in page


@pytest.mark.parametrize("query", ['"', "AND", "title:(", "*", "", "' OR 1=1 --", "砂" * 300])
def test_any_text_is_a_valid_search(client, query):
    DemandFactory(published=True)
    rebuild_index()

    assert client.get("/search", query_string={"q": query}).status_code == 200


def test_what_the_index_still_holds_but_nobody_may_see_falls_out(client, session):
    listing = ResultFactory(published=True)
    rebuild_index()
    listing.state = "withdrawn"
    session.flush()

    page = client.get("/search?q=矸石").text

    assert f'href="/results/{listing.id}"' not in page


@pytest.mark.usefixtures("broken_index")
def test_without_the_index_titles_are_compared_and_it_is_said(client):
    listing = ResultFactory(published=True)

    answer = client.get("/search?q=矸石")

    assert answer.status_code == 200
    assert f'href="/results/{listing.id}"' in answer.text
    assert "alert-warning" in answer.text


def test_an_empty_search_offers_to_post_it_as_a_demand(client):
    page = client.get("/search?q=超导").text

    assert "/demands/new?title=%E8%B6%85%E5%AF%BC" in page


@pytest.mark.parametrize("section", ["results", "demands"])
def test_the_template_is_a_workbook(client, section):
    answer = client.get(f"/{section}/template.xlsx")

    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")


def test_an_organisation_that_cannot_exist_has_no_listings(client):
    ResultFactory(published=True)

    page = client.get(f"/results?organisation={10**20}")

    assert page.status_code == 200
