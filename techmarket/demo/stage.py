"""The stage: who and what there is, and the order in which everything happens."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from techmarket.accounts.models import Organisation, User
from techmarket.demo.script import Script
from techmarket.kernel import clock
from techmarket.kernel.files import Upload
from techmarket.listings.models import Listing
from techmarket.region.calendar import OutsideCalendar
from techmarket.region.current import pack

# A story gives the moment of its next step and takes that step when it is resumed.
Story = Iterator[datetime]
MORNING = time(9, 0)
MINUTES_A_DAY = 8 * 60


@dataclass
class Stage:
    """What the stories share while they are played."""

    script: Script
    now: datetime
    sample: Upload
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    speakers: dict[int, User] = field(default_factory=dict)  # organisation id -> who acts for it
    listings: dict[str, Listing] = field(default_factory=dict)
    # Listing and asker: nobody asks the same twice before the answer.
    open_questions: set[tuple[str, str]] = field(default_factory=set)
    _serials: dict[str, int] = field(default_factory=dict)
    _begun: list[Story] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The business day on which the market is loaded."""
        return self.now.astimezone(clock.zone()).date()

    def speaker_of(self, organisation: Organisation) -> User:
        """Return the person who acts for the organisation."""
        return self.speakers[organisation.id]

    def next_serial(self, stem: str) -> int:
        """Count from 1, for each stem on its own."""
        self._serials[stem] = self._serials.get(stem, 0) + 1
        return self._serials[stem]

    def begin(self, story: Story) -> None:
        """Let a story run beside the one that begins it, such as the payments of a contract."""
        self._begun.append(story)

    def take_begun(self) -> list[Story]:
        """Return the stories begun since the last call."""
        begun, self._begun = self._begun, []
        return begun

    def decision(self, name: str) -> str:
        """Return a code or sentence of the data files."""
        return str(self.phrases["decisions"][name])

    @property
    def phrases(self) -> Any:  # noqa: ANN401 - nested tables of words
        return self.script.phrases


class Diary:
    """The working days of one story; each story keeps its own hour."""

    def __init__(self, begins_on: date, minute: int) -> None:
        self.day = begins_on
        self.minute = minute % MINUTES_A_DAY

    def after(self, days: int) -> datetime:
        """Return the moment `days` later, moved on to a working day."""
        return self.at(self.day + timedelta(days=days))

    def at(self, day: date) -> datetime:
        """Return the moment on the first working day from `day` on, never before the last one."""
        self.day = next_working_day(max(day, self.day))
        self.minute += 1
        start = datetime.combine(self.day, MORNING, clock.zone())
        return start + timedelta(minutes=self.minute)


def next_working_day(day: date) -> date:
    """Return `day` or the first working day after it; any day where no calendar is known."""
    try:
        while not pack().calendar.is_working_day(day):
            day += timedelta(days=1)
    except OutsideCalendar:
        return day
    return day


def perform(stage: Stage, stories: Iterable[Story]) -> None:
    """Play all stories together, each step at its moment; what lies after now stays away."""
    queue: list[tuple[datetime, int, Story]] = []
    order = count()
    for story in stories:
        _advance(queue, next(order), story, stage.now)
    while queue:
        moment, place, story = heapq.heappop(queue)
        with clock.simulated(moment):
            _advance(queue, place, story, stage.now)
            for begun in stage.take_begun():
                _advance(queue, next(order), begun, stage.now)


def _advance(
    queue: list[tuple[datetime, int, Story]], place: int, story: Story, until: datetime
) -> None:
    """Take the story's step that is due and put its next one into the queue."""
    moment = next(story, None)
    if moment is not None and moment <= until:
        heapq.heappush(queue, (moment, place, story))
