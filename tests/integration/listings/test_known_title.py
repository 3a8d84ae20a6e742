"""The title under which people beyond the owner know a listing."""

import sqlalchemy as sa

from techmarket.accounts.models import Role
from techmarket.kernel.orm import db
from techmarket.listings.models import Listing
from techmarket.listings.services.drafting import start_revision
from tests.factories.accounts import member
from tests.factories.listings import ResultFactory


def test_a_newer_draft_changes_nothing(session):
    listing = ResultFactory(published=True)
    published = listing.current_revision.title
    draft = start_revision(member(Role.RESEARCHER, listing.organisation), listing)
    draft.title = "尚未公开的改进配方"
    db.session.commit()
    listing_id = listing.id
    db.session.expunge_all()

    known = db.session.get_one(Listing, listing_id)

    assert known.known_title == published != known.latest_revision.title


def test_the_published_title_is_known_without_reading_every_revision(session):
    listing = ResultFactory(published=True)
    listing_id = listing.id
    db.session.flush()
    db.session.expunge_all()
    known = db.session.get_one(Listing, listing_id)

    title = known.known_title

    assert title == known.known_revision.title
    assert "revisions" in sa.inspect(known).unloaded


def test_what_was_never_published_has_the_title_of_its_draft(session):
    listing = ResultFactory()

    assert listing.known_title == listing.latest_revision.title
