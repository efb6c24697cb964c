"""Dates and times of day."""

from __future__ import annotations

import re

from voice.spoken.aside import Rule
from voice.spoken.numbers import cardinal
from voice.spoken.tables import any_of, table

_CALENDAR = table("calendar")
_MONTHS: list[str] = _CALENDAR["months"]
_SHORT: dict[str, int] = _CALENDAR["short_months"]
_ZONES: dict[str, str] = _CALENDAR["zones"]
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:1[5-9]|20|21)\d\d"
_APART = r"(?<![\w/.,-])"
_END = r"(?![\w/-]|[.,]\d)"
_CLOCK = r"(?:[01]?\d|2[0-4])[.:][0-5]\d(?:[.:][0-5]\d)?"
_TO = r"\s?(?:-|–|s\.?/?d\.?|sampai(?: dengan)?|hingga)\s?"
_NAMES = any_of([*_MONTHS, *_SHORT])


def _date(match: re.Match[str]) -> str:
    return spoken_date(int(match["day"]), int(match["month"]), int(match["year"]))


def spoken_date(day: int, month: int, year: int) -> str:
    """``17, 8, 2026`` -> ``tujuh belas Agustus dua ribu dua puluh enam``."""
    return f"{cardinal(day)} {_MONTHS[month - 1]} {cardinal(year)}"


def _named(match: re.Match[str]) -> str | None:
    """17 Agt 2026, 07 Desember 2026: the day without its zero, the month in full."""
    name = match["name"].lower().rstrip(".")
    month = _MONTHS[_SHORT[name] - 1] if name in _SHORT else match["name"]
    year = f" {cardinal(int(match['year']))}" if match["year"] else ""
    return f"{cardinal(int(match['day']))} {month}{year}"


def _month_only(match: re.Match[str]) -> str | None:
    return f"{_MONTHS[_SHORT[match['name'].lower().rstrip('.')] - 1]} {cardinal(int(match['year']))}"


def _time(match: re.Match[str]) -> str | None:
    first, second, zone = match["first"], match["second"], match["zone"]
    if not (match["word"] or second or zone or ":" in first or _looks_like_a_clock(first)):
        return None
    said = f"pukul {clock(first)}" if not match["word"] else clock(first)
    if second:
        said += f" sampai {clock(second)}"
    return f"{said} {_ZONES[zone]}" if zone else said


def _looks_like_a_clock(written: str) -> bool:
    """08.00, 13.30: two figures, and a minute people write."""
    hour, minute = written.split(".")[:2]
    return len(hour) == 2 and (hour[0] == "0" or minute in ("00", "15", "30", "45"))


def clock(written: str) -> str:
    """``14:30`` -> ``empat belas tiga puluh``, ``08.00`` -> ``delapan``, ``08.05`` -> ``delapan lewat lima``."""
    hour, minute, *second = (int(part) for part in re.split(r"[.:]", written))
    said = cardinal(hour)
    if minute:
        said += f" lewat {cardinal(minute)}" if minute < 10 else f" {cardinal(minute)}"
    if second and second[0]:
        said += f" lewat {cardinal(second[0])} detik"
    return said


RULES: list[Rule] = [
    (
        re.compile(
            rf"{_APART}(?P<year>{_YEAR})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?:T(?=\d))?{_END}"
        ),
        _date,
    ),
    (
        re.compile(
            rf"{_APART}(?P<day>{_DAY})(?P<sign>[-/.])(?P<month>{_MONTH})(?P=sign)(?P<year>{_YEAR}){_END}"
        ),
        _date,
    ),
    (
        re.compile(
            rf"(?<![\w.,/])(?P<day>{_DAY})(?:\s+|-|/)(?P<name>(?i:{_NAMES}))\b\.?"
            rf"(?:(?:\s+|-|/)(?P<year>{_YEAR})\b)?"
        ),
        _named,
    ),
    (re.compile(rf"\b(?P<name>(?i:{any_of(_SHORT)}))\.?\s+(?P<year>{_YEAR})\b"), _month_only),
    (
        re.compile(
            rf"(?P<before>(?P<word>\b(?i:pukul|jam|pkl\.?)\s+)?)(?<![\w/.,-])(?P<first>{_CLOCK})"
            rf"(?:{_TO}(?P<second>{_CLOCK}))?(?![\w/]*\d|[.:]\d)(?:\s?(?P<zone>{any_of(_ZONES)})\b)?"
        ),
        _time,
    ),
]
"""2026-08-17; 17-08-2026, 17/8/2026; 17 Agt 2026; Agt 2026; pukul 08.00-15.00 WIB."""
