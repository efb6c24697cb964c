"""Plain numbers and what stands beside them: ordinals, ranges, fractions, units, percent, signs."""

from __future__ import annotations

import re

from voice.spoken.aside import DONE, Rule
from voice.spoken.numbers import NUMBER, WHOLE, cardinal, digits, number, ordinal
from voice.spoken.tables import any_of, table

_QUANTITIES = table("quantities")
_UNITS: dict[str, str] = _QUANTITIES["units"]
_PER: dict[str, str] = _QUANTITIES["per"]
_BEFORE: dict[str, str] = _QUANTITIES["before"]
_YEAR = r"(?:19|20)\d\d"
_RATIO = any_of(table("contexts")["ratio"])
_FRACTIONS = {"1/2": "setengah", "1/4": "seperempat", "1/3": "sepertiga"}
# "of" a number that follows a number: 3 x 24, 5-10. Spaces belong to what was set aside.
_DONE = DONE[1:-1]
_BETWEEN = rf"(?<={DONE})\s?"


def _ordinal(match: re.Match[str]) -> str:
    return ordinal(int(match["number"].replace(".", "")))


def _fraction(match: re.Match[str]) -> str | None:
    above, below = int(match["above"]), int(match["below"])
    if not 0 < above < below:
        return None
    return _FRACTIONS.get(f"{above}/{below}", f"{cardinal(above)} per {cardinal(below)}")


def _twice(match: re.Match[str]) -> str | None:
    """3 (tiga): the number and its words are said once."""
    said = number(match["number"])
    return said if " ".join(match["again"].lower().split()) == said else None


def _version(match: re.Match[str]) -> str:
    """2.2, 1.2.3: no thousands and no time, so every dot is said."""
    return " titik ".join(
        digits(part) if part[0] == "0" else cardinal(int(part)) for part in match[0].split(".")
    )


def _unit(match: re.Match[str]) -> str:
    said = _UNITS[match["unit"]]
    return f"{said} per {_PER[match['per']]}" if match["per"] else said


RATIOS: list[Rule] = [
    (
        re.compile(rf"(?P<before>\b(?i:{_RATIO})\s+)(?P<one>\d+)\s?:\s?(?P<other>{NUMBER})"),
        lambda match: f"{number(match['one'])} banding {number(match['other'])}",
    ),
]
"""1:50.000 after a word that says so; else it would be a time of day."""

BEFORE_NUMBERS: list[Rule] = [
    (
        re.compile(rf"(?P<from>{_YEAR})\s?/\s?(?P<to>{_YEAR})(?![\w/-])"),
        lambda match: f"{cardinal(int(match['from']))} sampai {cardinal(int(match['to']))}",
    ),
    (re.compile(r"(?<![\w/.,-])(?P<above>\d)\s?/\s?(?P<below>[2-9]|10)(?![\w/,-]|\.\d)"), _fraction),
    (re.compile(rf"\b[Kk]e-\s?(?P<number>{WHOLE})(?!\w)"), _ordinal),
    (
        re.compile(r"(?<![\w.,])(?P<number>\d+)\s?-\s?an\b"),
        lambda match: f"{cardinal(int(match['number']))}an",
    ),
    (
        re.compile(
            r"(?<![\w.,-])\d+(?:\.\d+){2,}(?![\w,]|\.\d)(?<!\.\d{3})|(?<![\w.,-])\d+\.\d{1,2}(?![\w,]|\.\d)"
        ),
        _version,
    ),
]

NUMBERS: list[Rule] = [
    (re.compile(r"(?<=\d)\s?[x×]\s?(?=\d)"), lambda match: "kali"),
    (re.compile(rf"(?<![\d.,])(?P<number>{NUMBER})\s?\((?P<again>[A-Za-z][A-Za-z ]{{1,120}})\)"), _twice),
    # 1,000,000 as in English
    (
        re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3}){2,}(?![\d,])"),
        lambda match: number(match[0].replace(",", "")),
    ),
    (re.compile(rf"{any_of(_BEFORE)}(?=\s?\d)"), lambda match: _BEFORE[match[0]]),
    (
        re.compile(rf"(?<![\w{_DONE}%])(?<![\d{_DONE}]\s)-(?P<number>{NUMBER})"),
        lambda match: f"minus {number(match['number'])}",
    ),
    (re.compile(rf"(?<![A-Za-z]){NUMBER}"), lambda match: number(match[0])),
]

AFTER_NUMBERS: list[Rule] = [
    (
        re.compile(rf"{_BETWEEN}(?P<unit>{any_of(_UNITS)})(?:/(?P<per>{any_of(_PER)}))?(?![A-Za-z\d])"),
        _unit,
    ),
    (re.compile(rf"{_BETWEEN}[-–]\s?(?={DONE})"), lambda match: "sampai"),
    (re.compile(rf"{_BETWEEN}/\s?(?={DONE})"), lambda match: "garis miring"),
    (re.compile(rf"{_BETWEEN}/\s?(?=[A-Za-z])"), lambda match: "per"),
    (re.compile(r"\d+"), lambda match: number(match[0])),
]
"""What follows a number; the last rule leaves no digit behind."""
