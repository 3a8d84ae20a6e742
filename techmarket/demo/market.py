"""Load the demo market into an empty database, and say who can sign in to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from techmarket.accounts.models import User
from techmarket.accounts.services.passwords import hash_password
from techmarket.accounts.services.sowing import sow_region_organisations
from techmarket.demo.cast import enter_cast, login_of
from techmarket.demo.publishing import tell_listing, tell_plan
from techmarket.demo.registering import tell_deal
from techmarket.demo.script import read_people, read_script
from techmarket.demo.stage import Diary, Stage, Story, perform
from techmarket.kernel import clock
from techmarket.kernel.errors import Conflict
from techmarket.kernel.files import SCAN_TYPES, file_store
from techmarket.kernel.orm import db, transaction
from techmarket.kernel.outbox import OutboxMessage
from techmarket.listings.events import ListingIndexed
from techmarket.listings.models import Listing
from techmarket.region.current import pack

# Whoever was told long ago has heard of it; the news of the last weeks are still to come.
NEWS_DAYS = 14
DAYS_BEFORE = 7
# Thirty working days, the longest, with the longest holidays between.
LONGEST_DEADLINE_DAYS = 60


@dataclass(frozen=True)
class DemoAccount:
    """Somebody to sign in as; every account has the password of the setting."""

    role: str
    login: str


def is_empty_database() -> bool:
    """Whether nobody has an account and nothing is listed, drafts included."""
    has_any = sa.select(sa.or_(sa.exists(sa.select(User.id)), sa.exists(sa.select(Listing.id))))
    return not db.session.scalar(has_any)


def demo_accounts() -> list[DemoAccount]:
    """Return the accounts to try out, one for each role and some more, as the data files say."""
    if not has_script():
        return []
    return [
        DemoAccount(person.text("account"), login_of(person))
        for person in read_people(pack().demo_directory)
        if person.optional("account")
    ]


def has_script() -> bool:
    """Whether the region pack brings a demo market."""
    return pack().demo_directory.is_dir()


def load_demo_market(password: str) -> None:
    """Play the demo market's past from its beginning until now, all in one transaction.

    A process killed on the way leaves nothing behind; a region pack without demo data leaves the
    market empty. Raises Conflict("not_empty") for a database that holds anything of its own.
    """
    if not has_script():
        return
    password_hash = hash_password(password)
    with clock.simulated(_present()):
        now, script = clock.now(), read_script(pack().demo_directory, clock.today())
    with script.sample.open("rb") as stream:
        sample = file_store().receive(stream, script.sample.name, allowed=SCAN_TYPES, field="file")
    stage = Stage(script=script, now=now, sample=sample)
    with transaction():
        if not is_empty_database():
            raise Conflict("not_empty")
        perform(stage, _stories(stage, password_hash))
        _take_old_news_as_told(now)


def _present() -> datetime:
    """Return this moment, or the last one whose deadlines the pack's calendar still knows."""
    end = datetime(max(pack().calendar.years), 12, 31, tzinfo=clock.zone())
    return min(clock.now(), end - timedelta(days=LONGEST_DEADLINE_DAYS))


def _stories(stage: Stage, password_hash: str) -> Iterator[Story]:
    """Give every story; the cast comes first, the others lean on it."""
    yield _tell_cast(stage, password_hash)
    for order, listing in enumerate(stage.script.listings):
        yield tell_listing(stage, listing, order)
    yield tell_plan(stage)
    for order, deal in enumerate(stage.script.deals):
        yield tell_deal(stage, deal, order)


def _tell_cast(stage: Stage, password_hash: str) -> Story:
    first = min(line.published_on for line in stage.script.listings)
    yield Diary(first - timedelta(days=DAYS_BEFORE), 0).after(0)
    sow_region_organisations(pack())
    enter_cast(stage, password_hash)


def _take_old_news_as_told(now: datetime) -> None:
    """Deliver no messages about what is long past.

    The newest about each listing's index entry stays: index and pairs come to be even if the
    process is killed right after the load.
    """
    newest = sa.select(sa.func.max(OutboxMessage.id)).group_by(
        OutboxMessage.consumer, sa.cast(OutboxMessage.payload, sa.Text)
    )
    is_needed = sa.and_(
        OutboxMessage.event == ListingIndexed.__name__, OutboxMessage.id.in_(newest)
    )
    db.session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.created_at < now - timedelta(days=NEWS_DAYS), ~is_needed)
        .values(delivered_at=OutboxMessage.created_at)
    )
