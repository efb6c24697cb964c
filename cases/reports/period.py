"""A stretch of days a report is about, first and last included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cases.texts import plain_date
from office.texts import texts

FIRST_YEAR, LAST_YEAR = 2010, 2100
"""UU 14/2008 is in force since 2010; later than 2100 is a slip of the finger."""


@dataclass(frozen=True)
class Period:
    """From ``first`` to ``last``; raises ``ValueError`` when it ends before it begins."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends before it begins")

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def day_before(self) -> date:
        return self.first - timedelta(days=1)

    @property
    def title(self) -> str:
        """``tahun 2026``, or its two days."""
        if (self.first, self.last) == (date(self.first.year, 1, 1), date(self.first.year, 12, 31)):
            return texts().say("reports.year", year=self.first.year)
        return texts().say("reports.days", first=plain_date(self.first), last=plain_date(self.last))

    def months(self) -> list[tuple[int, int]]:
        """The months it touches, as (year, month)."""
        start, end = self.first.year * 12 + self.first.month - 1, self.last.year * 12 + self.last.month - 1
        return [(at // 12, at % 12 + 1) for at in range(start, end + 1)]


def year(number: int) -> Period:
    """A budget year; raises ``ValueError`` for one no report can be about."""
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise ValueError(f"no report is about {number}")
    return Period(date(number, 1, 1), date(number, 12, 31))
