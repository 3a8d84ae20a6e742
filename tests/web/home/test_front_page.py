"""The front page, as everybody meets it."""

from datetime import timedelta

import pytest

from techmarket.kernel import clock
from tests.factories.listings import DemandFactory, ResultFactory

pytestmark = pytest.mark.usefixtures("session")


def test_the_front_page_leads_to_what_is_new(client):
    result = ResultFactory(published=True, revision__title="煤矸石免烧砖")
    demand = DemandFactory(published=True, revision__title="求降低瓦斯浓度的办法")
    draft = ResultFactory(revision__title="还没有交出来的成果")

    page = client.get("/").text

    assert f"/results/{result.id}" in page
    assert f"/demands/{demand.id}" in page
    assert draft.latest_revision.title not in page


def test_a_demand_that_ends_soon_is_named_with_its_day(client):
    today = clock.today()
    near = DemandFactory(published=True, revision__deadline_on=today + timedelta(days=3))
    far = DemandFactory(published=True, revision__deadline_on=today + timedelta(days=60))

    page = client.get("/").text

    # Both are among the newest; what ends within two weeks stands once more.
    assert page.count(f'href="/demands/{near.id}"') == 2
    assert page.count(f'href="/demands/{far.id}"') == 1


def test_the_front_page_costs_the_same_however_much_is_published(client, count_queries):
    def queries():
        client.get("/")  # the public figures are kept
        with count_queries() as statements:
            client.get("/")
        return len(statements)

    DemandFactory(published=True)
    ResultFactory(published=True)
    few = queries()
    for _each in range(3):
        DemandFactory(published=True)
        ResultFactory(published=True)

    assert queries() == few


def test_the_page_about_the_market_opens(client):
    assert client.get("/about").status_code == 200
