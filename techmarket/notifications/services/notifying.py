"""The outbox consumer that turns what happened into messages for the people concerned."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from techmarket.accounts.models import User
from techmarket.kernel import clock, outbox
from techmarket.kernel.orm import db, transaction
from techmarket.kernel.outbox import Event
from techmarket.notifications.events import Notified
from techmarket.notifications.models import Notification
from techmarket.notifications.services import (
    about_accounts,
    about_contracts,
    about_deals,
    about_listings,
)
from techmarket.notifications.services.notes import Composers, Note

COMPOSERS: Composers = {
    **about_accounts.COMPOSERS,
    **about_listings.COMPOSERS,
    **about_deals.COMPOSERS,
    **about_contracts.COMPOSERS,
}


def notify(events: Sequence[Event]) -> None:
    """Write the messages of a batch, one transaction an event; a repetition writes none."""
    for event in events:
        with transaction():
            for note in COMPOSERS[type(event)](event):
                for user_id in sorted(note.readers):
                    _add(note, user_id)


def mark_read(user: User, notification: Notification) -> None:
    """Remember that the reader has opened the message."""
    if notification.user_id == user.id and notification.read_at is None:
        notification.read_at = clock.now()


def mark_all_read(user: User) -> None:
    """Take every message of the reader as read."""
    db.session.execute(
        sa.update(Notification)
        .where(Notification.user_id == user.id, Notification.read_at.is_(None))
        .values(read_at=clock.now())
    )


def _add(note: Note, user_id: int) -> None:
    message = Notification(
        user_id=user_id,
        kind=note.kind,
        subject=note.subject,
        facts={"title": note.title},
        path=note.path,
    )
    try:
        with db.session.begin_nested():  # the constraint tells a repeated delivery
            db.session.add(message)
    except IntegrityError:
        return
    outbox.publish(Notified(message.id))
