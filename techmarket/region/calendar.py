"""Working days (工作日) with the yearly holiday and shift-day (调休) notices as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_SATURDAY = 5
_DAY = timedelta(days=1)


class OutsideCalendar(LookupError):
    """A day of a year for which the region pack has no calendar."""

    def __init__(self, day: date) -> None:
        super().__init__(f"no working-day calendar for {day.year}")
        self.day = day


@dataclass(frozen=True)
class Deadline:
    """The last day of a period; provisional when a year it crosses is not yet published."""

    on: date
    is_provisional: bool


@dataclass(frozen=True)
class CalendarDay:
    """A day that the notice of its year moves: a holiday, or a weekend day that is worked."""

    on: date
    is_working: bool
    name_zh: str
    source: str


class WorkingDayCalendar:
    """Knows for some whole years which days are worked."""

    def __init__(self, moved: Mapping[date, CalendarDay], years: Mapping[int, bool]) -> None:
        """Take the days that differ from Monday-to-Friday, and per year whether provisional."""
        self._moved = dict(moved)
        self._years = dict(years)

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted(self._years))

    @property
    def moved_days(self) -> tuple[CalendarDay, ...]:
        return tuple(self._moved[day] for day in sorted(self._moved))

    def is_provisional(self, day: date) -> bool:
        """Tell whether the notice for the year was missing; raises OutsideCalendar."""
        try:
            return self._years[day.year]
        except KeyError:
            raise OutsideCalendar(day) from None

    def is_working_day(self, day: date) -> bool:
        """Tell whether the day is worked; raises OutsideCalendar."""
        if day.year not in self._years:
            raise OutsideCalendar(day)
        moved = self._moved.get(day)
        return day.weekday() < _SATURDAY if moved is None else moved.is_working

    def add_working_days(self, start: date, n: int) -> Deadline:
        """Return the n-th working day after `start`, which itself is never counted.

        The day on which a period begins is not counted (Civil Code art. 201). n = 0 gives
        `start`. Raises OutsideCalendar beyond the known years, ValueError for n < 0.
        """
        if n < 0:
            raise ValueError("a deadline lies ahead of its start")
        day, is_provisional = start, self.is_provisional(start)
        remaining = n
        while remaining:
            day += _DAY
            remaining -= self.is_working_day(day)
            is_provisional = is_provisional or self.is_provisional(day)
        return Deadline(day, is_provisional)

    def add_days(self, start: date, n: int) -> Deadline:
        """Return the day n calendar days after `start`, moved on to the next working day.

        A period that ends on a statutory rest day ends on the day after it (Civil Code
        art. 203). Raises OutsideCalendar beyond the known years.
        """
        day = start + n * _DAY
        while not self.is_working_day(day):
            day += _DAY
        return Deadline(day, self.is_provisional(day))

    def working_days_between(self, a: date, b: date) -> int:
        """Count the working days after `a` up to and including `b`; negative when b < a.

        So `working_days_between(a, add_working_days(a, n).on) == n`. Raises OutsideCalendar.
        """
        if b < a:
            return -self.working_days_between(b, a)
        days = (a + step * _DAY for step in range(1, (b - a).days + 1))
        return sum(self.is_working_day(day) for day in days)
