"""The statistics pages: what officers and the public see, open and take away."""

import csv
import re
from datetime import date
from io import StringIO

import pytest

from techmarket.accounts.models import Role
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.registration import Desk

LINK = re.compile(r'href="(/statistics/contracts\?[^"]+)"')


@pytest.fixture
def desk(session):
    return Desk()


@pytest.fixture
def year(desk):
    """Seven contracts: four developments, two services, one consulting; all at home."""
    for subtype, contract_class, number in (("D1", "D", 4), ("S1", "S", 2), ("C1", "C", 1)):
        for each in range(number):
            desk.registered(
                date(2026, 3, 2),
                subtype=subtype,
                contract_class=contract_class,
                title=f"样例项目{subtype}{each}",
                turnover_fen=100_000_000 + each,
                technical_fen=80_000_000,
            )
    return desk


def links(page):
    return [link.replace("&amp;", "&") for link in LINK.findall(page.text)]


def rows_of(answer):
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))


def test_the_public_sees_merged_cells_and_no_names(year, client):
    page = client.get("/statistics?year=2026")

    assert page.status_code == 200
    assert "table=class&amp;code=D" in page.text
    assert "table=class&amp;code=other" in page.text
    assert "table=class&amp;code=S" not in page.text


def test_an_officer_sees_every_cell(year, sign_in):
    page = sign_in(year.registrar).get("/statistics?year=2026")

    assert "table=class&amp;code=S" in page.text
    assert "table=class&amp;code=other" not in page.text


def test_every_public_number_opens(year, client):
    opened = {link: client.get(link).status_code for link in set(links(client.get("/statistics")))}

    assert len(opened) > 5
    assert set(opened.values()) == {200}


def test_every_officers_number_opens(year, sign_in):
    browser = sign_in(year.registrar)

    opened = {
        link: browser.get(link).status_code for link in set(links(browser.get("/statistics")))
    }

    assert len(opened) > 5
    assert set(opened.values()) == {200}


def test_an_officer_reads_the_contracts_and_their_sum(year, sign_in):
    page = (
        sign_in(year.reviewer)
        .get("/statistics/contracts?year=2026&basis=output&table=class&code=S")
        .text
    )

    assert "样例项目S10" in page
    assert re.search(r'href="/contracts/\d+"', page)
    assert "样例项目D10" not in page
    assert "2,000,000.01" in page


def test_the_public_reads_no_names_behind_a_figure(year, client):
    page = client.get("/statistics/contracts?year=2026&basis=output&table=class&code=D").text

    assert "样例项目" not in page
    assert "样例工业学院" not in page
    assert "4,000,000.06" in page
    assert "1,000,000.01" not in page


@pytest.mark.parametrize(
    "query",
    [
        "year=2026&basis=output&table=class&code=S",
        "year=2026&basis=output&table=class&code=X",
        "year=1999",
        "year=2026&basis=sum",
        "year=2026&table=firm&code=D",
        "year=２０２６",
    ],
)
def test_what_the_public_page_does_not_show_does_not_open(year, client, query):
    assert client.get(f"/statistics/contracts?{query}").status_code == 404


def test_a_year_of_two_contracts_is_withheld_everywhere(desk, client):
    for _number in range(2):
        desk.registered(date(2025, 3, 3))

    page = client.get("/statistics?year=2025").text
    csv_rows = rows_of(client.get("/statistics/table.csv?year=2025&basis=output&table=class"))

    assert "1,200,000" not in page
    assert "240.00" not in page
    assert client.get("/statistics/contracts?year=2025&basis=output").status_code == 404
    assert len(csv_rows) == 1


def test_charts_and_tables_say_the_same(year, client):
    charts = client.get("/statistics/charts.json?year=2026").json["charts"]
    table = rows_of(client.get("/statistics/table.csv?year=2026&basis=output&table=class"))

    drawn = charts["output-class"]
    assert drawn["labels"] == [row[1] for row in table[1:]]
    assert [fen / 100 for fen in drawn["turnover_fen"]] == [float(row[3]) for row in table[1:]]


def test_charts_hide_from_the_public_what_the_tables_hide(year, client, sign_in):
    public = client.get("/statistics/charts.json?year=2026").json["charts"]["output-class"]
    full = sign_in(year.registrar).get("/statistics/charts.json?year=2026").json["charts"]

    assert len(public["labels"]) < len(full["output-class"]["labels"])


def test_a_table_adds_up_to_the_total_of_the_page(year, client):
    table = rows_of(client.get("/statistics/table.csv?year=2026&basis=output&table=class"))

    assert sum(int(row[2]) for row in table[1:]) == 7
    assert sum(float(row[3]) for row in table[1:]) == pytest.approx(7_000_000.07)


def test_a_demo_database_says_so(year, client):
    assert 'class="demo-mark"' not in client.get("/statistics").text

    OrganisationFactory(is_demo=True)

    assert 'class="demo-mark"' in client.get("/statistics").text


def test_both_readings_of_the_target_stand_beside_it(year, client):
    page = client.get("/statistics?year=2026").text

    assert page.count("<progress") == 2
    assert "2025" in page


def test_definitions_have_the_anchors_that_the_figures_link_to(year, client):
    anchors = set(re.findall(r"/statistics/about#(\w+)", client.get("/statistics").text))
    about = client.get("/statistics/about").text

    assert anchors >= {"turnover", "technical", "count", "output", "absorbed", "target", "small"}
    assert all(f'id="{anchor}"' in about for anchor in anchors)


def test_an_operator_is_an_officer_and_an_enterprise_is_not(year, sign_in):
    url = "/statistics/contracts?year=2026&basis=output&table=class&code=S"

    assert sign_in(member(Role.OPERATOR)).get(url).status_code == 200
    assert sign_in(member(Role.ENTERPRISE)).get(url).status_code == 404


def test_an_empty_market_has_a_page(session, client):
    page = client.get("/statistics")

    assert page.status_code == 200
    assert client.get("/statistics/contracts").status_code == 200
