"""Messages for people; the sentence is made when it is read, in the reader's language."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from techmarket.kernel import clock
from techmarket.kernel.orm import Model


class Notification(Model):
    """One message for one person. `kind` chooses the sentence, `facts` fill it, `path` leads on."""

    __tablename__ = "notification"
    __table_args__ = (
        # A repeated delivery of an event makes no second message.
        sa.UniqueConstraint("user_id", "kind", "subject"),
        sa.Index("ix_notification_user_read", "user_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    kind: Mapped[str] = mapped_column(sa.String(60))
    subject: Mapped[str] = mapped_column(sa.String(80))
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    path: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
