"""A result from the first question to the public page, and what is refused on the way."""

from io import BytesIO

import pytest

from techmarket.accounts.models import Role
from techmarket.kernel import outbox
from techmarket.kernel.orm import db
from techmarket.listings.lifecycle import ListingState, RevisionState
from techmarket.listings.models import Listing, ListingRevision
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.listings import DemandFactory, ResultFactory

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def university():
    return OrganisationFactory(public_university=True)


@pytest.fixture
def researcher(university):
    return member(Role.RESEARCHER, university)


@pytest.fixture
def operator():
    return member(Role.OPERATOR)


def begin(client, organisation, title="煤矸石免烧砖制备技术"):
    answer = client.post("/results/new", data={"organisation": organisation.id, "title": title})
    assert answer.status_code == 302, answer.text
    return db.session.query(Listing).order_by(Listing.id.desc()).first()


def fill_in(client, listing):
    base = f"/results/{listing.id}/edit"
    steps = {
        "basics": {
            "organisation": listing.organisation_id,
            "title": "煤矸石免烧砖制备技术",
            "summary": "以煤矸石为骨料,常温养护。",
            "keywords": "煤矸石，免烧砖",
            "chain": "resources_environment",
            "technology_field": "07",
            "industry": "C",
        },
        "substance": {"problem": "煤矸石堆存占地。", "advantages": "能耗低 30%。"},
        "maturity": {"maturity": "pilot_tested", "trl": "6", "completers": "王研究员"},
        "terms": {
            "modes": ["license_ordinary", "trial_first"],
            "price_kind": "range",
            "price_min_fen": "10",
            "price_max_fen": "30",
        },
    }
    for step, values in steps.items():
        answer = client.post(f"{base}/{step}", data=values)
        assert answer.status_code == 302, (step, answer.text)


def submit(client, listing):
    return client.post(f"/results/{listing.id}/edit/check", data={"not_secret_declared": "y"})


def test_a_researcher_publishes_after_the_operator_asked_for_a_change(
    sign_in, client, researcher, university, operator
):
    author, desk = sign_in(researcher), sign_in(operator)
    listing = begin(author, university)
    fill_in(author, listing)
    assert submit(author, listing).status_code == 302
    assert client.get(f"/results/{listing.id}").status_code == 404
    revision = listing.latest_revision
    returned = desk.post(
        f"/desk/listings/{revision.id}",
        data={
            "decision": "return",
            "reason0-place": "comparison",
            "reason0-code": "comparison_missing",
            "reason0-text": "缺少成本对比",
        },
    )
    assert returned.status_code == 302, returned.text
    assert listing.state == ListingState.RETURNED

    author.post(f"/results/{listing.id}/revise")
    page = author.get(f"/results/{listing.id}/edit/substance")
    author.post(
        f"/results/{listing.id}/edit/substance",
        data={"problem": "堆存占地。", "comparison": "比烧结砖每块便宜 0.1 元。"},
    )
    assert submit(author, listing).status_code == 302
    published = desk.post(
        f"/desk/listings/{listing.latest_revision.id}", data={"decision": "publish"}
    )

    assert "缺少成本对比" in page.text
    assert published.status_code == 302
    public = client.get(f"/results/{listing.id}")
    assert public.status_code == 200
    assert "比烧结砖每块便宜 0.1 元。" in public.text
    assert listing.current_revision.number == 2


def test_what_is_published_can_be_searched_once_the_worker_has_run(
    sign_in, client, researcher, university, operator
):
    author = sign_in(researcher)
    listing = begin(author, university)
    fill_in(author, listing)
    submit(author, listing)
    sign_in(operator).post(
        f"/desk/listings/{listing.latest_revision.id}", data={"decision": "publish"}
    )

    outbox.drain()
    found = client.get("/search?q=矸石")

    assert "<mark>煤矸石</mark>" in found.text
    assert f"/results/{listing.id}" in found.text


def test_a_member_not_yet_approved_may_draft_but_not_submit(sign_in, university):
    newcomer = sign_in(member(Role.RESEARCHER, university, approved=False))
    listing = begin(newcomer, university)
    fill_in(newcomer, listing)

    answer = submit(newcomer, listing)

    assert answer.status_code == 403
    assert listing.state == ListingState.DRAFT


def test_a_member_of_an_organisation_not_yet_verified_may_not_submit(sign_in):
    pending = OrganisationFactory(pending=True)
    author = sign_in(member(Role.ENTERPRISE, pending))
    listing = begin(author, pending)
    fill_in(author, listing)

    answer = submit(author, listing)

    assert answer.status_code == 403


def test_what_is_obligatory_is_named_with_a_link_to_its_step(sign_in, researcher, university):
    author = sign_in(researcher)
    listing = begin(author, university)

    answer = submit(author, listing)

    assert answer.status_code == 422
    assert f"/results/{listing.id}/edit/maturity" in answer.text
    assert listing.state == ListingState.DRAFT


def test_nothing_is_submitted_without_the_declaration(sign_in, researcher, university):
    author = sign_in(researcher)
    listing = begin(author, university)
    fill_in(author, listing)

    answer = author.post(f"/results/{listing.id}/edit/check", data={})

    assert answer.status_code == 422
    assert listing.state == ListingState.DRAFT


def test_a_second_tab_that_submits_again_is_told_so(sign_in, researcher, university):
    author = sign_in(researcher)
    listing = begin(author, university)
    fill_in(author, listing)
    submit(author, listing)

    again = submit(author, listing)

    assert again.status_code in (403, 409)


def test_nobody_reviews_their_own_listing(sign_in, university):
    both = member(Role.RESEARCHER, university)
    both_operator = member(Role.OPERATOR, university)
    del both_operator
    listing = ResultFactory(in_review=True, author=both)
    operator = member(Role.OPERATOR)
    listing.author = operator
    db.session.flush()

    answer = sign_in(operator).post(
        f"/desk/listings/{listing.latest_revision.id}", data={"decision": "publish"}
    )

    assert answer.status_code == 403


def test_a_stranger_sees_neither_draft_nor_desk(sign_in, client):
    draft = ResultFactory()
    stranger = sign_in(member(Role.ENTERPRISE))

    assert client.get(f"/results/{draft.id}").status_code == 404
    assert stranger.get(f"/results/{draft.id}").status_code == 404
    assert stranger.get("/desk/listings").status_code == 403


def test_a_result_is_not_found_under_demands(client):
    listing = ResultFactory(published=True)

    assert client.get(f"/demands/{listing.id}").status_code == 404


def test_a_masked_demand_gives_its_owner_away_nowhere(client):
    demand = DemandFactory(published=True, identity_masked=True, public_name="阜新市·建材·规上企业")

    pages = [
        client.get(f"/demands/{demand.id}").text,
        client.get("/demands").text,
        client.get(f"/demands?organisation={demand.organisation_id}").text,
    ]

    assert "阜新市·建材·规上企业" in pages[0]
    assert all(demand.organisation.name not in page for page in pages)
    assert f"/demands/{demand.id}" not in pages[2]


def test_a_file_of_level_two_is_hidden_from_visitors(sign_in, client, researcher, university):
    author = sign_in(researcher)
    listing = begin(author, university)
    answer = author.post(
        f"/results/{listing.id}/edit/files",
        data={"file": (BytesIO(PNG), "小试报告.png"), "level": "2", "title": ""},
    )
    assert answer.status_code == 302, answer.text
    attachment = listing.latest_revision.attachments[0]
    listing.state = ListingState.PUBLISHED
    listing.latest_revision.state = RevisionState.PUBLISHED

    public = client.get(f"/results/{listing.id}")
    colleague = sign_in(member(Role.ENTERPRISE))
    vouched = colleague.get(f"/attachments/{attachment.id}", buffered=True)

    assert "小试报告" not in public.text
    assert client.get(f"/attachments/{attachment.id}").status_code == 404
    assert vouched.status_code == 200
    assert vouched.headers["Content-Disposition"].startswith("attachment")


def test_a_file_of_another_type_is_refused_at_the_field(sign_in, researcher, university):
    author = sign_in(researcher)
    listing = begin(author, university)

    answer = author.post(
        f"/results/{listing.id}/edit/files",
        data={"file": (BytesIO(b"MZ not an image"), "photo.png"), "level": "1"},
    )

    assert answer.status_code == 422
    assert "file-error" in answer.text
    assert db.session.query(ListingRevision).one().attachments == []
