"""Working days: what counts, what is provisional, where knowledge ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techmarket.region.calendar import CalendarDay, Deadline, OutsideCalendar, WorkingDayCalendar

YEARS = {2025: False, 2026: False, 2027: True}
MOVED = {
    day: CalendarDay(day, is_working, name, "test")
    for day, is_working, name in (
        (date(2026, 10, 1), False, "国庆节"),
        (date(2026, 10, 2), False, "国庆节"),
        (date(2026, 10, 10), True, "国庆节调休上班"),
    )
}
CALENDAR = WorkingDayCalendar(MOVED, YEARS)
DAYS = st.dates(date(2025, 1, 1), date(2027, 6, 30))


def test_monday_to_friday_is_worked_and_the_weekend_is_not():
    week = [CALENDAR.is_working_day(date(2026, 6, 15) + timedelta(days=n)) for n in range(7)]

    assert week == [True, True, True, True, True, False, False]


def test_a_notice_moves_days_both_ways():
    assert not CALENDAR.is_working_day(date(2026, 10, 1))
    assert CALENDAR.is_working_day(date(2026, 10, 10))


def test_the_day_on_which_a_period_begins_is_not_counted():
    assert CALENDAR.add_working_days(date(2026, 6, 15), 1).on == date(2026, 6, 16)


def test_a_deadline_jumps_over_holidays_and_uses_shifted_working_days():
    deadline = CALENDAR.add_working_days(date(2026, 9, 30), 6)

    assert deadline == Deadline(date(2026, 10, 10), is_provisional=False)


def test_a_deadline_that_crosses_into_an_unpublished_year_is_provisional():
    assert CALENDAR.add_working_days(date(2026, 12, 31), 1).is_provisional
    assert not CALENDAR.add_working_days(date(2026, 12, 30), 1).is_provisional


def test_a_period_in_calendar_days_ends_on_the_next_working_day():
    assert CALENDAR.add_days(date(2026, 9, 16), 15).on == date(2026, 10, 5)
    assert CALENDAR.add_days(date(2026, 9, 15), 15).on == date(2026, 9, 30)


def test_no_deadline_lies_before_its_start():
    with pytest.raises(ValueError, match="ahead"):
        CALENDAR.add_working_days(date(2026, 6, 15), -1)


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2028, 1, 1)])
def test_beyond_the_known_years_nothing_is_guessed(day):
    with pytest.raises(OutsideCalendar) as refused:
        CALENDAR.is_working_day(day)

    assert refused.value.day == day


def test_a_deadline_beyond_the_known_years_is_refused():
    with pytest.raises(OutsideCalendar):
        CALENDAR.add_working_days(date(2027, 12, 31), 1)


def test_a_start_outside_the_known_years_is_refused_even_for_no_days():
    with pytest.raises(OutsideCalendar):
        CALENDAR.add_working_days(date(2028, 1, 3), 0)


@given(DAYS, st.integers(1, 40))
def test_a_deadline_always_falls_on_a_working_day_after_its_start(start, n):
    deadline = CALENDAR.add_working_days(start, n)

    assert deadline.on > start
    assert CALENDAR.is_working_day(deadline.on)


@given(DAYS, st.integers(0, 40))
def test_counting_back_gives_the_days_that_were_added(start, n):
    deadline = CALENDAR.add_working_days(start, n)

    assert CALENDAR.working_days_between(start, deadline.on) == n


@given(DAYS, st.integers(0, 20), st.integers(0, 20))
def test_two_periods_in_a_row_are_one_long_period(start, first, second):
    in_one = CALENDAR.add_working_days(start, first + second)
    in_two = CALENDAR.add_working_days(CALENDAR.add_working_days(start, first).on, second)

    assert in_two.on == in_one.on


@given(DAYS, DAYS)
def test_the_count_between_two_days_changes_its_sign_with_the_direction(a, b):
    assert CALENDAR.working_days_between(a, b) == -CALENDAR.working_days_between(b, a)
