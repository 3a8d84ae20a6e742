"""A demand in its own steps: masked, with a deadline and a budget."""

from datetime import date

import pytest

from techmarket.accounts.models import Role
from techmarket.kernel.orm import db
from techmarket.listings.lifecycle import ListingState
from techmarket.listings.models import Listing
from tests.factories.accounts import MembershipFactory, OrganisationFactory, member

TITLE = "矸石制砖强度不够"


@pytest.fixture
def firm(session):
    return OrganisationFactory(name="样例砖业公司")


@pytest.fixture
def manager(firm):
    return member(Role.ENTERPRISE, firm)


@pytest.fixture
def browser(sign_in, manager):
    return sign_in(manager)


@pytest.fixture
def demand(browser, firm):
    browser.post("/demands/new", data={"organisation": firm.id, "title": TITLE})
    return db.session.query(Listing).one()


def basics(firm, **changes):
    return {"organisation": firm.id, "title": TITLE, "technology_field": "07", **changes}


def test_a_firm_hands_in_a_masked_demand(browser, firm, demand):
    base = f"/demands/{demand.id}/edit"
    answers = [
        browser.post(
            f"{base}/basics", data=basics(firm, identity_masked="y", public_name="某砖厂")
        ),
        browser.post(f"{base}/substance", data={"problem": "6 MPa。", "indicators": "10 MPa。"}),
        browser.post(f"{base}/wishes", data={"deadline_on": "2027-03-01", "min_trl": "7"}),
        browser.post(
            f"{base}/terms",
            data={"modes": ["codevelop"], "price_kind": "fixed", "price_min_fen": "80"},
        ),
        browser.post(f"{base}/check", data={"not_secret_declared": "y"}),
    ]

    revision = demand.latest_revision
    assert [answer.status_code for answer in answers] == [302] * 5
    assert demand.state == ListingState.IN_REVIEW
    assert (demand.identity_masked, demand.public_name) == (True, "某砖厂")
    assert (revision.deadline_on, revision.min_trl) == (date(2027, 3, 1), 7)
    assert (revision.price_min_fen, revision.price_max_fen) == (80_000_000, 80_000_000)


def test_the_preview_shows_what_the_public_will_see(browser, firm, demand):
    data = basics(firm, identity_masked="y", public_name="某砖厂")
    browser.post(f"/demands/{demand.id}/edit/basics", data=data)

    page = browser.get(f"/demands/{demand.id}/edit/check").text

    preview = page[page.index("某砖厂") :]
    assert "样例砖业公司" not in preview[: preview.index("</main>")]


def test_a_public_name_that_names_the_firm_is_refused_at_its_field(browser, firm, demand):
    data = basics(firm, identity_masked="y", public_name="样例砖业公司一厂")

    answer = browser.post(f"/demands/{demand.id}/edit/basics", data=data)

    assert answer.status_code == 422
    assert "public_name-error" in answer.text
    assert demand.identity_masked is False


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"price_kind": "range", "price_min_fen": "90", "price_max_fen": "30"}, "price_max_fen"),
        ({"price_kind": "fixed", "price_min_fen": "很多"}, "price_min_fen"),
        ({"price_kind": "fixed", "price_min_fen": "-1"}, "price_min_fen"),
    ],
)
def test_an_unusable_amount_is_told_at_its_field_and_kept(browser, demand, data, field):
    answer = browser.post(f"/demands/{demand.id}/edit/terms", data=data)

    assert answer.status_code == 422
    assert f"{field}-error" in answer.text
    assert f'value="{data[field]}"' in answer.text


def test_a_step_can_be_left_and_taken_up_again(browser, firm, demand):
    answer = browser.post(
        f"/demands/{demand.id}/edit/basics", data=basics(firm, keywords="矸石，砖", leave="1")
    )

    assert answer.headers["Location"] == f"/demands/{demand.id}"
    assert "矸石，砖" in browser.get(f"/demands/{demand.id}/edit/basics").text


def test_a_draft_changes_to_another_organisation_of_its_author(browser, manager, demand):
    other = OrganisationFactory()
    MembershipFactory(user=manager, organisation=other, role=Role.ENTERPRISE)
    db.session.expire(manager, ["memberships"])

    browser.post(f"/demands/{demand.id}/edit/basics", data=basics(other))

    assert demand.organisation is other


def test_a_step_that_does_not_exist_is_not_found(browser, demand):
    assert browser.get(f"/demands/{demand.id}/edit/maturity").status_code == 404


def test_what_was_handed_in_cannot_be_edited(browser, demand):
    demand.state = ListingState.IN_REVIEW

    assert browser.get(f"/demands/{demand.id}/edit/basics").status_code == 403


def test_what_has_no_draft_sends_the_second_tab_away(browser, demand):
    demand.state = ListingState.PUBLISHED
    demand.latest_revision.state = "published"

    assert browser.post(f"/demands/{demand.id}/edit/wishes", data={}).status_code == 409
