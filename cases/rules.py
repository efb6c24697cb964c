"""Legal limits as dated data (``data/rules/clocks.toml``). A case keeps the rules of its day of receipt."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from office.settings import PROJECT

RULES = PROJECT / "data" / "rules"
UNITS = ("hari kerja", "hari", "jam")


class UnknownKind(ValueError):
    """No clock is written for this kind of case, or none was in force on that date."""


@dataclass(frozen=True)
class Clock:
    """One limit of one law: how long, counted how, from which event, and the article that says so."""

    kind: str
    name: str
    title: str
    limit: int
    unit: str
    starts: str
    whose: str
    article: str
    valid_from: date
    valid_until: date | None = None
    after: str | None = None
    """Counted on from the end of another clock (an extension)."""
    main: bool = False
    """The limit the queue is ordered by."""
    stage: tuple[str, ...] = ()
    """States of a case in which this limit is not met yet: there it has alarms of its own."""
    listed: bool = True
    """Shown before its starting event has happened."""

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def parse_clocks(raw: dict[str, Any]) -> tuple[Clock, ...]:
    """Read and check the rules; raises ``ValueError`` or ``TypeError`` naming what is wrong."""
    clocks = tuple(Clock(**row | {"stage": tuple(row.get("stage", ()))}) for row in raw["clock"])
    for clock in clocks:
        if clock.unit not in UNITS or clock.limit < 1 or not clock.article:
            raise ValueError(f"clock {clock.kind}/{clock.name}: unit, limit or article is wrong")
        if clock.after and not any(c.kind == clock.kind and c.name == clock.after for c in clocks):
            raise ValueError(f"clock {clock.kind}/{clock.name}: no clock named {clock.after}")
    return clocks


@lru_cache(maxsize=4)
def read_clocks(path: Path = RULES / "clocks.toml") -> tuple[Clock, ...]:
    return parse_clocks(tomllib.loads(path.read_text(encoding="utf-8")))


def kinds() -> list[str]:
    """Kinds of case that have a clock."""
    return sorted({clock.kind for clock in read_clocks()})


def clocks_of(kind: str, day: date) -> list[Clock]:
    """The clocks of a kind in force on a day, in the order of the file."""
    found = [clock for clock in read_clocks() if clock.kind == kind and clock.in_force(day)]
    if not found:
        raise UnknownKind(kind)
    return found


def clock_named(kind: str, name: str, day: date) -> Clock:
    return next(clock for clock in clocks_of(kind, day) if clock.name == name)
