"""The stretch of days a page is about, as an address says it: a year, or two days."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from cases.reports.period import FIRST_YEAR, LAST_YEAR, Period, year


@dataclass(frozen=True)
class Chosen:
    """What was asked for, as typed, and the period it means; ``wrong`` when it means none."""

    tahun: str
    mulai: str
    sampai: str
    period: Period
    wrong: bool = False

    def query(self, **more: str) -> str:
        days = {"mulai": self.period.first.isoformat(), "sampai": self.period.last.isoformat()}
        return urlencode(days | more)


def choose(tahun: str, mulai: str, sampai: str, today: date) -> Chosen:
    """Two days before a year before this year; what cannot be read is said and this year shown."""
    this_year = year(min(max(today.year, FIRST_YEAR), LAST_YEAR))
    try:
        if mulai or sampai:
            period = Period(
                date.fromisoformat(mulai) if mulai else this_year.first,
                date.fromisoformat(sampai) if sampai else today,
            )
            year(period.first.year)
            year(period.last.year)
        else:
            period = year(int(tahun)) if tahun else this_year
    except ValueError:
        return Chosen(tahun, mulai, sampai, this_year, True)
    return Chosen(tahun, mulai, sampai, period)
