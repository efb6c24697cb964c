"""What the law gives who asks, each right with its article. Limits come from the clocks themselves."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from cases.rules import RULES, clock_named
from office.texts import texts


@dataclass(frozen=True)
class Right:
    """One right (or the one duty) of an applicant."""

    name: str
    article: str
    clock: tuple[str, str] | None = None
    second: tuple[str, str] | None = None
    """Further limits its words name, as kind and name in ``data/rules/clocks.toml``."""

    def words(self, today: date, easy: bool) -> str:
        """The right in a sentence or two, with the limits in force today."""
        given = {"limit": self.clock, "second": self.second}
        fields = {name: clock_named(*clock, today).limit for name, clock in given.items() if clock}
        return texts()[f"rights.{self.name}"].say(fields, easy=easy)


@lru_cache(maxsize=1)
def rights() -> tuple[Right, ...]:
    """All of them, in the order of a request's life."""
    raw = tomllib.loads((RULES / "rights.toml").read_text(encoding="utf-8"))
    return tuple(
        Right(row["name"], row["article"], _pair(row.get("clock")), _pair(row.get("second")))
        for row in raw["right"]
    )


def right(name: str) -> Right:
    """One of them by its name."""
    return next(each for each in rights() if each.name == name)


def _pair(clock: list[str] | None) -> tuple[str, str] | None:
    return (clock[0], clock[1]) if clock else None
