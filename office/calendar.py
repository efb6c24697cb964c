"""The office's working days: national holidays, shared leave (cuti bersama), weekends and local decrees.

Perki 1/2021 art. 1(22): every limit counts working days. A day that does not count says why.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import holidays

from office.settings import PROJECT

RULES = PROJECT / "data" / "rules" / "calendar.toml"
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
SEARCH_LIMIT = 3660
"""Ten years: a calendar without a single working day must not count for ever."""


@dataclass(frozen=True)
class SkippedDay:
    """A day that is not counted, with its reason and the decree behind it."""

    date: date
    reason: str
    decree: str


@dataclass(frozen=True)
class Decree:
    """The yearly joint decree of three ministers; unconfirmed years are warned about."""

    year: int
    decree: str
    confirmed: bool = True
    note: str = ""


@dataclass(frozen=True)
class DayChange:
    """One date closed or opened by a decision of its own, national or of this office."""

    date: date
    working: bool
    reason: str
    decree: str
    leave: bool = False
    """Shared leave: follows ``cuti_bersama_is_working_day``."""


@lru_cache(maxsize=32)
def _national(year: int, category: str) -> Mapping[date, str]:
    """Holidays of the package. Its default leaves cuti bersama out: ask for each category."""
    return dict(holidays.country_holidays("ID", years=year, categories=(category,), language="id"))


@dataclass(frozen=True)
class Calendar:
    """Which days count. Immutable: a changed calendar is a new one, and open cases are re-dated with it."""

    weekend: frozenset[int] = frozenset((5, 6))
    weekend_decree: str = ""
    decrees: tuple[Decree, ...] = ()
    changes: tuple[DayChange, ...] = ()
    cuti_bersama_is_working_day: bool = False
    _by_date: dict[date, DayChange] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._by_date.update({change.date: change for change in self.changes})

    def closed(self, day: date) -> SkippedDay | None:
        """Why the day does not count, or None when it is a working day."""
        change = self._by_date.get(day)
        if change is not None:
            if change.working or (change.leave and self.cuti_bersama_is_working_day):
                return None
            return SkippedDay(day, change.reason, change.decree)
        name = _national(day.year, "public").get(day)
        if name is None and not self.cuti_bersama_is_working_day:
            name = _national(day.year, "government").get(day)
        if day.weekday() in self.weekend:
            reason = DAYS[day.weekday()] if name is None else f"{DAYS[day.weekday()]}, {name}"
            return SkippedDay(day, reason, self.weekend_decree)
        return None if name is None else SkippedDay(day, name, self._decree(day.year).decree)

    def is_working_day(self, day: date) -> bool:
        return self.closed(day) is None

    def nth_working_day(self, start: date, n: int) -> tuple[date, list[SkippedDay]]:
        """The ``n``-th working day after ``start``, and every day skipped on the way.

        The day of receipt is day 0: the first working day after it is day 1.
        """
        if n < 1:
            raise ValueError("a limit is at least one working day")
        day, counted, skipped = start, 0, list[SkippedDay]()
        for _ in range(SEARCH_LIMIT):
            day += timedelta(days=1)
            closed = self.closed(day)
            if closed is not None:
                skipped.append(closed)
                continue
            counted += 1
            if counted == n:
                return day, skipped
        raise ValueError("the calendar has too few working days")

    def working_days_between(self, after: date, until: date) -> int:
        """Working days after ``after`` up to and including ``until``; negative when ``until`` has passed."""
        if until < after:
            return -self.working_days_between(until, after)
        span = (after + timedelta(days=step) for step in range(1, (until - after).days + 1))
        return sum(1 for day in span if self.is_working_day(day))

    def unconfirmed(self, first: date, last: date) -> list[Decree]:
        """The years between two dates whose calendar nobody has confirmed yet."""
        years = (self._decree(year) for year in range(first.year, last.year + 1))
        return [decree for decree in years if not decree.confirmed]

    def counting_leave(self) -> Calendar:
        """The same calendar with cuti bersama counted as working days: the cautious reading of the law."""
        return Calendar(self.weekend, self.weekend_decree, self.decrees, self.changes, True)

    def with_changes(self, changes: Iterable[DayChange]) -> Calendar:
        """The same calendar with more decisions; the later one about a date holds."""
        together = (*self.changes, *changes)
        return Calendar(
            self.weekend, self.weekend_decree, self.decrees, together, self.cuti_bersama_is_working_day
        )

    def _decree(self, year: int) -> Decree:
        found = next((decree for decree in self.decrees if decree.year == year), None)
        return found or Decree(
            year, f"Kalender tahun {year} (belum ada keputusan)", False, "belum ada keputusan"
        )


def from_rules(raw: Mapping[str, Any]) -> Calendar:
    """Build a calendar from the content of a rule file."""
    return Calendar(
        weekend=frozenset(DAYS.index(day) for day in raw.get("weekend", DAYS[5:])),
        weekend_decree=raw.get("weekend_decree", ""),
        decrees=tuple(Decree(**row) for row in raw.get("decrees", ())),
        changes=tuple(DayChange(**row) for row in raw.get("changes", ())),
        cuti_bersama_is_working_day=raw.get("cuti_bersama_is_working_day", False),
    )


@lru_cache(maxsize=4)
def read_calendar(path: Path = RULES) -> Calendar:
    """The calendar of the rule file."""
    return from_rules(tomllib.loads(path.read_text(encoding="utf-8")))
