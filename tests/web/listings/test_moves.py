"""The moves of a published listing, its own pages and the desk, in the browser's words."""

import pytest

from techmarket.accounts.models import Role
from techmarket.listings.lifecycle import ListingState
from tests.factories.accounts import OrganisationFactory, UserFactory, member
from tests.factories.listings import DemandFactory, ResultFactory


@pytest.fixture
def published(session):
    return ResultFactory(published=True)


@pytest.fixture
def owner(sign_in, published):
    return sign_in(member(Role.RESEARCHER, published.organisation))


@pytest.fixture
def operator(sign_in):
    return sign_in(member(Role.OPERATOR))


def test_the_owner_sees_drafts_and_published_entries_together(owner, published):
    draft = ResultFactory(organisation=published.organisation, revision__title="尚未写完的成果")

    page = owner.get("/me/listings")

    assert published.latest_revision.title in page.text
    assert "尚未写完的成果" in page.text
    assert f"/results/{draft.id}" in page.text


def test_own_entries_are_narrowed_by_state(owner, published):
    ResultFactory(organisation=published.organisation, revision__title="尚未写完的成果")

    page = owner.get("/me/listings?state=published")

    assert "尚未写完的成果" not in page.text


def test_own_entries_do_not_cost_a_query_each(owner, published, count_queries):
    owner.get("/me/listings")
    with count_queries() as few:
        owner.get("/me/listings")
    for _ in range(5):
        ResultFactory(organisation=published.organisation)
    with count_queries() as many:
        owner.get("/me/listings")

    assert len(many) == len(few)


def test_the_desk_does_not_cost_a_query_each(operator, count_queries):
    ResultFactory(in_review=True)
    operator.get("/desk/listings")
    with count_queries() as few:
        operator.get("/desk/listings")
    for _ in range(5):
        DemandFactory(in_review=True)
    with count_queries() as many:
        operator.get("/desk/listings")

    assert len(many) == len(few)


def test_withdrawing_asks_first_and_then_hides(owner, client, published):
    asked = owner.get(f"/results/{published.id}/withdraw")
    answer = owner.post(f"/results/{published.id}/withdraw")

    assert asked.status_code == 200
    assert answer.status_code == 302
    assert client.get(f"/results/{published.id}").status_code == 404
    assert owner.get(f"/results/{published.id}").status_code == 200


def test_withdrawing_twice_is_a_conflict(owner, published):
    owner.post(f"/results/{published.id}/withdraw")

    assert owner.post(f"/results/{published.id}/withdraw").status_code == 409


def test_closing_without_a_reason_shows_the_form_again(owner, published):
    answer = owner.post(f"/results/{published.id}/close", data={"note": "写了一半"})

    assert answer.status_code == 422
    assert "写了一半" in answer.text
    assert published.state == ListingState.PUBLISHED


def test_closing_with_a_reason_ends_it(owner, published):
    answer = owner.post(f"/results/{published.id}/close", data={"reason": "deal_elsewhere"})

    assert answer.status_code == 302
    assert published.state == ListingState.CLOSED


def test_the_operator_takes_down_with_words_and_restores(operator, client, published):
    refused = operator.post(f"/results/{published.id}/take_down", data={"note": ""})
    operator.post(f"/results/{published.id}/take_down", data={"note": "收到侵权投诉"})
    hidden = client.get(f"/results/{published.id}").status_code
    operator.post(f"/results/{published.id}/restore")

    assert refused.status_code == 422
    assert hidden == 404
    assert client.get(f"/results/{published.id}").status_code == 200


@pytest.mark.parametrize("move", ["confirm", "withdraw", "close", "take_down", "revise"])
def test_a_stranger_moves_nothing(sign_in, published, move):
    stranger = sign_in(member(Role.ENTERPRISE))

    answer = stranger.post(f"/results/{published.id}/{move}", data={"reason": "other"})

    assert answer.status_code == 403
    assert published.state == ListingState.PUBLISHED


@pytest.mark.parametrize("move", ["confirm", "withdraw", "restore", "revise"])
def test_a_visitor_is_asked_to_sign_in(client, published, move):
    answer = client.post(f"/results/{published.id}/{move}")

    assert answer.status_code == 302
    assert "/sign-in" in answer.headers["Location"]


def test_a_lapsed_entry_says_so_and_is_not_listed(client, published):
    published.state = ListingState.UNCONFIRMED

    page = client.get(f"/results/{published.id}")

    assert "alert-warning" in page.text
    assert f'href="/results/{published.id}"' not in client.get("/results").text


def test_a_return_without_any_reason_keeps_what_was_typed(operator):
    listing = ResultFactory(in_review=True)

    answer = operator.post(
        f"/desk/listings/{listing.latest_revision.id}",
        data={"decision": "return", "note": "请补充材料"},
    )

    assert answer.status_code == 422
    assert "请补充材料" in answer.text
    assert listing.state == ListingState.IN_REVIEW


def test_a_revision_decided_meanwhile_is_a_conflict(operator):
    listing = ResultFactory(in_review=True)
    address = f"/desk/listings/{listing.latest_revision.id}"
    operator.post(address, data={"decision": "publish"})

    assert operator.post(address, data={"decision": "publish"}).status_code == 409


def test_somebody_without_an_organisation_is_told_what_to_do(sign_in):
    page = sign_in(UserFactory()).get("/results/new")

    assert page.status_code == 200
    assert "/account/" in page.text


def test_nobody_drafts_for_an_organisation_that_is_not_theirs(owner):
    other = OrganisationFactory()

    answer = owner.post("/results/new", data={"organisation": other.id, "title": "冒名的成果"})

    assert answer.status_code == 422


@pytest.mark.parametrize("address", ["/results", "/demands", "/search", "/results/{id}"])
def test_the_public_pages_speak_english_too(client, published, address):
    page = client.get(address.format(id=published.id) + "?lang=en")

    assert 'lang="en"' in page.text
    assert "Results" in page.text


def test_a_draft_can_be_written_while_the_published_version_stays(owner, client, published):
    owner.post(f"/results/{published.id}/revise")
    owner.post(
        f"/results/{published.id}/edit/basics",
        data={"organisation": published.organisation_id, "title": "改进的煤矸石免烧砖"},
    )

    assert "改进的煤矸石免烧砖" not in client.get(f"/results/{published.id}").text
    assert owner.get(f"/results/{published.id}/edit/check").status_code == 200
