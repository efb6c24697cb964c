"""Due dates that explain themselves: which law, from which day, and every day that was not counted.

UU 14/2008 art. 22(7)-(8) and Perki 1/2021 art. 31-36 count working days; complaints and hoax checks have
clocks of their own. Where laws or readings differ, ``safe_on`` is the earlier date and the one to keep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from cases.rules import Clock, clock_named, clocks_of
from cases.texts import long_date, long_moment, say
from office.calendar import Calendar, Decree, SkippedDay

Explained = dict[str, Any]
"""The JSON form of a deadline, as stored with a case."""


@dataclass(frozen=True)
class Deadline:
    """One limit, worked out."""

    kind: str
    name: str
    title: str
    starts_on: date
    due_on: date
    safe_on: date
    """The earlier date when cuti bersama is counted after all; the law does not say (facts C3)."""
    limit: int
    unit: str
    rule: str
    whose: str
    main: bool
    skipped: tuple[SkippedDay, ...] = ()
    unconfirmed: tuple[Decree, ...] = ()
    due_at: datetime | None = None
    """Clock limits (hours) end at a moment, through weekends and holidays."""

    def as_json(self) -> Explained:
        return {
            "kind": self.kind,
            "name": self.name,
            "title": self.title,
            "received": self.starts_on.isoformat(),
            "due": self.due_on.isoformat(),
            "safe": self.safe_on.isoformat(),
            "due_at": self.due_at.isoformat() if self.due_at else None,
            "limit": self.limit,
            "unit": self.unit,
            "rule": self.rule,
            "whose": self.whose,
            "main": self.main,
            "skipped": [
                {"date": day.date.isoformat(), "reason": day.reason, "decree": day.decree}
                for day in self.skipped
            ],
            "unconfirmed": [
                {"year": decree.year, "decree": decree.decree, "note": decree.note}
                for decree in self.unconfirmed
            ],
        }


def from_json(raw: Explained) -> Deadline:
    """A stored deadline, as it was computed."""
    return Deadline(
        kind=raw["kind"],
        name=raw["name"],
        title=raw["title"],
        starts_on=date.fromisoformat(raw["received"]),
        due_on=date.fromisoformat(raw["due"]),
        safe_on=date.fromisoformat(raw["safe"]),
        limit=raw["limit"],
        unit=raw["unit"],
        rule=raw["rule"],
        whose=raw["whose"],
        main=raw["main"],
        skipped=tuple(
            SkippedDay(date.fromisoformat(day["date"]), day["reason"], day["decree"])
            for day in raw["skipped"]
        ),
        unconfirmed=tuple(Decree(d["year"], d["decree"], False, d["note"]) for d in raw["unconfirmed"]),
        due_at=datetime.fromisoformat(raw["due_at"]) if raw["due_at"] else None,
    )


def due_dates(kind: str, received: date | datetime, calendar: Calendar) -> list[Deadline]:
    """Every limit that starts when a case is received. Raises :class:`cases.rules.UnknownKind`."""
    day = received.date() if isinstance(received, datetime) else received
    listed = [clock for clock in clocks_of(kind, day) if clock.listed]
    return [due_date(clock, received, calendar) for clock in listed]


def due_date(clock: Clock, start: date | datetime, calendar: Calendar) -> Deadline:
    """One limit from one starting day (or moment, in the office's zone, for limits in hours)."""
    day = start.date() if isinstance(start, datetime) else start
    total = clock.limit + _before(clock, day)
    skipped: list[SkippedDay] = []
    due_at: datetime | None = None
    if clock.unit == "hari kerja":
        due, skipped = calendar.nth_working_day(day, total)
        safe = min(due, calendar.counting_leave().nth_working_day(day, total)[0])
    elif clock.unit == "hari":
        due = safe = day + timedelta(days=total)
    else:
        due_at = start + timedelta(hours=total) if isinstance(start, datetime) else None
        due = safe = due_at.date() if due_at else day + timedelta(hours=total)
    working = clock.unit == "hari kerja"
    return Deadline(
        kind=clock.kind,
        name=clock.name,
        title=clock.title,
        starts_on=day,
        due_on=due,
        safe_on=safe,
        limit=total,
        unit=clock.unit,
        rule=clock.article,
        whose=clock.whose,
        main=clock.main,
        skipped=tuple(skipped),
        unconfirmed=tuple(calendar.unconfirmed(day, due)) if working else (),
        due_at=due_at,
    )


def _before(clock: Clock, day: date) -> int:
    """The limits a clock is counted on from: the extension's 7 days follow the first 10."""
    if clock.after is None:
        return 0
    earlier = clock_named(clock.kind, clock.after, day)
    return earlier.limit + _before(earlier, day)


def main_deadline(deadlines: Sequence[Deadline]) -> Deadline:
    """The limit by which the office must have answered."""
    return next(deadline for deadline in deadlines if deadline.main)


def explain(deadlines: Sequence[Deadline]) -> str:
    """In words: each limit with its law, then every day that was not counted with its reason."""
    blocks = [limit_words(deadline) for deadline in deadlines]
    longest = max(deadlines, key=lambda deadline: len(deadline.skipped))
    if longest.skipped:
        until = f"{long_date(longest.due_on)} ({longest.due_on.isoformat()})"
        lines = [say("deadline.skipped", count=len(longest.skipped), until=until)]
        blocks.append(lines + [f"  - {day_words(day)}" for day in longest.skipped])
    return "\n\n".join("\n".join(block) for block in blocks)


def day_words(day: SkippedDay) -> str:
    """One day that was not counted: when, why, by which decree."""
    return say(
        "deadline.day",
        date=long_date(day.date),
        iso=day.date.isoformat(),
        reason=day.reason,
        decree=day.decree,
    )


def limit_words(deadline: Deadline) -> list[str]:
    """One limit in lines: what is due when, then its law and what is uncertain about it."""
    due = long_moment(deadline.due_at) if deadline.due_at else long_date(deadline.due_on)
    start = long_date(deadline.starts_on)
    lines = [
        say("deadline.line", title=deadline.title, due=due, iso=deadline.due_on.isoformat()),
        "  "
        + say("deadline.rule", limit=deadline.limit, unit=deadline.unit, start=start, rule=deadline.rule),
    ]
    if deadline.safe_on < deadline.due_on:
        safe = say("deadline.safe", safe=long_date(deadline.safe_on), iso=deadline.safe_on.isoformat())
        lines.append("  " + safe)
    for decree in deadline.unconfirmed:
        lines.append("  " + say("deadline.unconfirmed", year=decree.year, note=decree.note or decree.decree))
    return lines
