"""Files of a listing: who may open which, and how they leave the market."""

import hashlib
from io import BytesIO

import pytest

from techmarket.accounts.models import Role
from techmarket.kernel.files import add_stored_file, file_store
from techmarket.kernel.history import list_history
from techmarket.listings.models import Attachment, AttachmentKind
from tests.factories.accounts import OrganisationFactory, UserFactory, member
from tests.factories.listings import ResultFactory

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture
def listing(session):
    return ResultFactory(published=True)


@pytest.fixture
def attached(session, listing):
    def attach(level, kind=AttachmentKind.DOCUMENT):
        name = f"小试报告{level}.png"
        upload = file_store().receive(
            BytesIO(PNG), name, allowed=frozenset({"image/png"}), field="file"
        )
        attachment = Attachment(level=level, kind=kind, file=add_stored_file(upload, None))
        listing.latest_revision.attachments.append(attachment)
        session.flush()
        return attachment

    return attach


@pytest.fixture
def reader(sign_in, client, listing):
    people = {
        "signed in": UserFactory,
        "asked to join": lambda: member(Role.ENTERPRISE, approved=False),
        "unverified": lambda: member(Role.ENTERPRISE, OrganisationFactory(pending=True)),
        "vouched for": lambda: member(Role.ENTERPRISE),
        "owner": lambda: member(Role.RESEARCHER, listing.organisation),
        "operator": lambda: member(Role.OPERATOR),
    }
    return lambda who: client if who == "visitor" else sign_in(people[who]())


@pytest.mark.parametrize(
    ("who", "levels"),
    [
        ("visitor", {1}),
        ("signed in", {1}),
        ("asked to join", {1}),
        ("unverified", {1}),
        ("vouched for", {1, 2}),
        ("owner", {1, 2, 3}),
        ("operator", {1, 2, 3}),
    ],
)
def test_a_file_opens_for_those_of_its_level(reader, listing, attached, who, levels):
    attachments = {level: attached(level) for level in (1, 2, 3)}
    browser = reader(who)

    page = browser.get(f"/results/{listing.id}").text
    answers = {
        level: browser.get(f"/attachments/{each.id}", buffered=True).status_code
        for level, each in attachments.items()
    }

    assert {level for level, status in answers.items() if status == 200} == levels
    assert {level for level in (1, 2, 3) if f"小试报告{level}" in page} == levels


def test_a_file_is_saved_not_shown(client, attached):
    answer = client.get(f"/attachments/{attached(1).id}", buffered=True)

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert hashlib.sha256(answer.data).hexdigest() == hashlib.sha256(PNG).hexdigest()


def test_only_images_are_shown_on_the_page(client, attached):
    image, document = attached(1, AttachmentKind.IMAGE), attached(1)

    shown = client.get(f"/attachments/{image.id}/image", buffered=True)

    assert (shown.status_code, shown.mimetype) == (200, "image/png")
    assert client.get(f"/attachments/{document.id}/image").status_code == 404


def test_who_opened_a_guarded_file_is_remembered(sign_in, attached):
    attachment, person = attached(2), member(Role.ENTERPRISE)

    sign_in(person).get(f"/attachments/{attachment.id}", buffered=True)

    assert [row.actor_id for row in list_history("attachment", attachment.id)] == [person.id]


def test_a_file_of_a_draft_can_be_removed(sign_in, listing):
    author = sign_in(member(Role.RESEARCHER, listing.organisation))
    author.post(f"/results/{listing.id}/revise")
    author.post(
        f"/results/{listing.id}/edit/files",
        data={"file": (BytesIO(PNG), "现场.png"), "level": "1"},
    )
    attachment = listing.latest_revision.attachments[0]

    author.post(f"/results/{listing.id}/files/{attachment.id}/remove")

    assert listing.latest_revision.attachments == []


def test_a_file_of_the_published_version_cannot_be_removed(sign_in, listing, attached):
    attachment = attached(1)
    author = sign_in(member(Role.RESEARCHER, listing.organisation))
    author.post(f"/results/{listing.id}/revise")

    answer = author.post(f"/results/{listing.id}/files/{attachment.id}/remove")

    assert answer.status_code == 409
    assert listing.current_revision.attachments == [attachment]


def test_an_eleventh_image_is_refused(sign_in, listing, attached):
    for _ in range(10):
        attached(1, AttachmentKind.IMAGE)
    author = sign_in(member(Role.RESEARCHER, listing.organisation))
    author.post(f"/results/{listing.id}/revise")

    answer = author.post(
        f"/results/{listing.id}/edit/files",
        data={"file": (BytesIO(PNG), "第十一张.png"), "level": "1"},
    )

    assert answer.status_code == 422
    assert len(listing.latest_revision.attachments) == 10
