"""Words about cases, by key, and dates as an Indonesian reader expects them."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date, format_datetime

from office.texts import texts


def say(key: str, /, **fields: object) -> str:
    """The words of a key in ``data/texts/cases.toml``. An unknown key fails at once."""
    return texts().say(f"cases.{key}", **fields)


def long_date(day: date) -> str:
    """``Senin, 6 April 2026``."""
    return format_date(day, "EEEE, d MMMM y", locale="id")


def plain_date(day: date) -> str:
    """``6 April 2026``."""
    return format_date(day, "d MMMM y", locale="id")


def long_moment(moment: datetime) -> str:
    """``Senin, 6 April 2026 pukul 14.05``, in the zone the moment carries."""
    return format_datetime(moment, "EEEE, d MMMM y 'pukul' HH.mm", tzinfo=moment.tzinfo, locale="id")


def roman_month(month: int) -> str:
    """Letter numbers carry the month in Roman figures."""
    return ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"][month - 1]
