"""What notifications announce."""

from dataclasses import dataclass

from techmarket.kernel.outbox import Event


@dataclass(frozen=True)
class Notified(Event):
    """A message stands in somebody's list; the same goes out by mail."""

    notification_id: int
