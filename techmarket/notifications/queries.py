"""Reads of notifications."""

import sqlalchemy as sa

from techmarket.accounts.models import User
from techmarket.kernel.errors import NotFound
from techmarket.kernel.orm import db
from techmarket.kernel.pagination import Page, paginate
from techmarket.notifications.models import Notification


def list_notifications(user: User, page: int = 1) -> Page[Notification]:
    """Return a page of the reader's messages, the newest first."""
    query = sa.select(Notification).where(Notification.user_id == user.id)
    return paginate(query.order_by(Notification.id.desc()), page)


def count_unread(user_id: int) -> int:
    """Return how many messages the reader has not opened; one look into an index."""
    query = (
        sa.select(sa.func.count())
        .select_from(Notification)
        .where(Notification.user_id == user_id, Notification.read_at.is_(None))
    )
    return db.session.scalar(query) or 0


def get_notification(user: User, notification_id: int) -> Notification:
    """Return a message of the reader; raises NotFound for anybody else's."""
    notification = db.session.get(Notification, notification_id)
    if notification is None or notification.user_id != user.id:
        raise NotFound("notification", notification_id)
    return notification
