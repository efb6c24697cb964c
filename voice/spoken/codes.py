"""Numbers of cases and letters, and other names made of capitals and digits."""

from __future__ import annotations

import re

from voice.spoken.aside import Rule
from voice.spoken.letters import capitals, letters, mixed
from voice.spoken.numbers import cardinal, digits, number
from voice.spoken.roman import value
from voice.spoken.tables import table

_MARKS: dict[str, str] = table("letters")["marks"]
_PARTS = re.compile(r"[A-Za-z]+|\d+|[./-]")
_PIECE = r"(?:[A-Z0-9]+|[A-Z][a-z]{4,})"
_SHORT_FOR: dict[str, str] = table("abbreviations")["anywhere"]
_MONTHS = frozenset(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"])


def _code(match: re.Match[str]) -> str:
    """Every sign is said, because somebody may write the number down: 0001/PPID/XI/2026."""
    parts = _PARTS.findall(match[0])
    return " ".join(_part(part, "/" in parts) for part in parts)


def _part(part: str, slashes: bool) -> str:
    if part.isdigit():
        return digits(part)
    if part in _MARKS:
        return _MARKS[part]
    if slashes and part in _MONTHS:
        return f"romawi {cardinal(value(part) or 0)}"
    if len(part) == 1:
        return letters(part)
    return capitals(part) if part.isupper() else _SHORT_FOR.get(part.lower(), part)


def _name_and_number(match: re.Match[str]) -> str:
    return f"{capitals(match['name'])} {number(match['number'])}"


def _neighbourhood(match: re.Match[str]) -> str:
    return f"er te {cardinal(int(match['rt']))}, er we {cardinal(int(match['rw']))}"


RULES: list[Rule] = [
    (re.compile(r"\bRT\.?\s?(?P<rt>\d{1,3})\s?[/,]?\s?(?:RW\.?\s?)?(?P<rw>\d{1,3})\b"), _neighbourhood),
    (re.compile(r"\bRT\.?\s?/\s?RW\b\.?"), lambda match: "er te er we"),
    # COVID-19, KTT-20: one name, one small number
    (re.compile(r"(?<![\w/.-])(?P<name>[A-Z]{3,})-(?P<number>[1-9]\d?)(?![\w/-]|\.\d)"), _name_and_number),
    (
        re.compile(
            r"(?<![\w./-])(?![Kk][Ee]-\d)(?=[\w./-]*\d)(?=[\w./-]*[A-Z])"
            rf"{_PIECE}(?:[./-]{_PIECE})+(?![\w/-])"
        ),
        _code,
    ),
    (re.compile(r"(?<![\w./-])\d+(?:/\d+){2,}(?![\w/-])"), _code),
    (re.compile(r"(?<!\w)(?=\w*[A-Z])(?=\w*\d)[A-Z0-9]{2,20}(?!\w)"), lambda match: mixed(match[0])),
    (
        re.compile(r"(?<![\w'])(?P<name>[a-z]{3,})2(?P<end>an|nya)?(?!\w)"),
        lambda match: f"{match['name']}-{match['name']}{match['end'] or ''}",
    ),
]
"""RT 02/RW 03; PI-2026-000123; 0001/PPID/XI/2026; 480/12/2026; A4, DP3A; anak2."""
