"""The only place that asks what time it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_zone = ZoneInfo("UTC")
_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731 - tests put a fixed one


def use_zone(name: str) -> None:
    """Set the zone of business dates, once, when the application is made."""
    global _zone  # noqa: PLW0603 - one process serves one region
    _zone = ZoneInfo(name)


def zone() -> ZoneInfo:
    """Return the zone in which business dates are counted and instants are shown."""
    return _zone


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return _source()


def today() -> date:
    """Return the business date in the region's zone (at 00:30 there UTC is still on yesterday)."""
    return now().astimezone(_zone).date()


@contextmanager
def simulated(moment: datetime) -> Iterator[None]:
    """Let the whole process believe that it is `moment`, an aware instant, inside the block.

    For demo data that has a past, and for tests; never where requests are served.
    """
    global _source  # noqa: PLW0603 - one process has one clock
    instant = moment.astimezone(UTC)
    before, _source = _source, lambda: instant
    try:
        yield
    finally:
        _source = before
