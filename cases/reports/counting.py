"""Counting stories: what came in, what was finished, how long it took. Every figure follows from dated events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from statistics import mean, median

from cases.reports.period import Period
from cases.reports.reading import Decision, Story
from office.calendar import Calendar


@dataclass(frozen=True)
class Ledger:
    """Carried over + received + reopened = finished + still open."""

    carried: int
    received: int
    reopened: int
    """Closed before the period and open at its end: an objection was upheld, a reporter was not content."""
    finished: int
    still_open: int


@dataclass(frozen=True)
class Times:
    """Working days from receipt to answer, of the cases answered."""

    count: int
    average: float | None = None
    median: float | None = None
    longest: int | None = None
    in_time: int = 0

    @property
    def share_in_time(self) -> float | None:
        return self.in_time / self.count if self.count else None


def ledger(stories: Iterable[Story], period: Period) -> Ledger:
    """The balance of a period."""
    carried = received = reopened = finished = still_open = 0
    for story in stories:
        before, at_end = story.open_on(period.day_before), story.open_on(period.last)
        came = period.holds(story.received_on)
        carried += before
        received += came
        reopened += at_end and not before and not came
        still_open += at_end
        finished += (before or came) and not at_end
    return Ledger(carried, received, reopened, finished, still_open)


def received(stories: Iterable[Story], period: Period) -> list[Story]:
    """Those that came in within the period."""
    return [story for story in stories if period.holds(story.received_on)]


def decided(stories: Iterable[Story], period: Period) -> list[tuple[Story, Decision]]:
    """Those decided within the period, whenever they came in, also those that ended without an answer."""
    made = ((story, story.decision(period.last)) for story in stories)
    return [(story, given) for story, given in made if given is not None and period.holds(given.day)]


def answered(stories: Iterable[Story], period: Period) -> list[tuple[Story, Decision]]:
    """Those whose holding answer was given within the period."""
    return [(story, given) for story, given in decided(stories, period) if given.answer]


class Stopwatch:
    """Working days by one calendar, each stretch counted once."""

    def __init__(self, calendar: Calendar) -> None:
        self._between = lru_cache(maxsize=100_000)(calendar.working_days_between)

    def days(self, story: Story, until: date) -> int:
        return self._between(story.received_on, until)

    def times(self, given: Sequence[tuple[Story, Decision]]) -> Times:
        """How long these answers took."""
        taken = [self.days(story, one.day) for story, one in given]
        if not taken:
            return Times(0)
        in_time = sum(one.day <= story.due_on for story, one in given)
        return Times(len(taken), mean(taken), float(median(taken)), max(taken), in_time)


def by(stories: Iterable[Story], key: Callable[[Story], str | None]) -> Counter[str]:
    """How many stories share a key; no key counts as the empty one."""
    return Counter(key(story) or "" for story in stories)


def by_month(days: Iterable[date], period: Period) -> list[int]:
    """One figure for each month the period touches."""
    counted = Counter((day.year, day.month) for day in days)
    return [counted[month] for month in period.months()]


def share(part: int, whole: int) -> float | None:
    """A share between 0 and 1; None of nothing."""
    return part / whole if whole else None
