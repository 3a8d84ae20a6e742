"""The two clocks of a published listing, and what the index makes of their end."""

from datetime import UTC, date, datetime

import pytest

from techmarket.accounts.models import Role
from techmarket.kernel import outbox
from techmarket.kernel.orm import db
from techmarket.listings.lifecycle import ListingState
from techmarket.listings.services.clocks import confirm, lapse_listings
from techmarket.search.current import engine
from techmarket.search.port import Key
from tests.factories.accounts import OrganisationFactory, member
from tests.factories.listings import ResultFactory

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def university():
    return OrganisationFactory(public_university=True)


@pytest.fixture
def researcher(university):
    return member(Role.RESEARCHER, university)


@pytest.fixture
def published(university):
    return ResultFactory(published=True, organisation=university)


@pytest.mark.parametrize(
    ("today", "state"),
    [(date(2026, 9, 13), ListingState.PUBLISHED), (date(2026, 9, 14), ListingState.UNCONFIRMED)],
)
def test_a_listing_lapses_the_day_after_its_clock_ran_out(published, at, today, state):
    published.confirm_due_on = date(2026, 9, 13)
    db.session.commit()
    at(datetime(today.year, today.month, today.day, 1, tzinfo=UTC))

    lapse_listings()

    assert published.state == state


def test_a_listing_lapses_when_its_validity_ends(published, at):
    published.valid_until_on = date(2026, 6, 14)
    db.session.commit()

    lapse_listings()

    assert published.state == ListingState.UNCONFIRMED


def test_an_archive_listing_never_lapses(at):
    archived = ResultFactory(published=True, confirm_due_on=None, valid_until_on=None)
    db.session.commit()
    at(datetime(2036, 1, 1, tzinfo=UTC))

    lapse_listings()

    assert archived.state == ListingState.PUBLISHED


def test_a_confirmation_brings_a_lapsed_listing_back_at_once(researcher, published, at):
    published.confirm_due_on = date(2026, 6, 14)
    db.session.commit()
    lapse_listings()
    outbox.drain()
    assert list(engine().versions()) == []

    confirm(researcher, published)
    db.session.commit()
    outbox.drain()

    assert published.state == ListingState.PUBLISHED
    assert published.confirm_due_on == date(2026, 9, 13)
    assert [key for key, _ in engine().versions()] == [Key("result", published.id)]


def test_a_confirmation_renews_an_offer_that_would_end_before_the_next(researcher, published):
    published.valid_until_on = date(2026, 7, 1)

    confirm(researcher, published)

    assert published.valid_until_on == date(2027, 6, 15)
