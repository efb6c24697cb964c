"""Sums of money."""

from __future__ import annotations

import re

from voice.spoken.aside import Rule
from voice.spoken.numbers import NUMBER, digits, number
from voice.spoken.tables import any_of, table

_CURRENCIES: dict[str, str] = table("quantities")["currencies"]
_SCALES: dict[str, str] = table("quantities")["scales"]
_SCALE = rf"(?i:{any_of(_SCALES)})"
_AMOUNT = rf"(?:\d+\.\d{{1,2}}(?=\s?{_SCALE}\b)|{NUMBER})"
_SUM = re.compile(
    rf"(?P<minus>(?<![\w-])-\s?)?(?<!\w)(?P<currency>{any_of(_CURRENCIES)})\.?\s?(?P<below>-)?"
    rf"(?P<amount>{_AMOUNT})(?:,-+|,–)?(?:\s?(?P<scale>{_SCALE})\b)?"
    rf"(?:\s?[-–]\s?(?P<upper>{_AMOUNT})(?:,-+|,–)?(?:\s?(?P<upper_scale>{_SCALE})\b)?)?"
)
_SCALED = re.compile(
    r"(?<!\d)(?P<amount>\d+\.\d{1,2})\s?(?P<scale>(?i:ribu|juta|miliar|milyar|triliun|persen))\b"
)


def _sum(match: re.Match[str]) -> str:
    minus = "minus " if match["minus"] or match["below"] else ""
    parts = [_amount(match["amount"]), _scale(match["scale"])]
    if match["upper"]:
        parts += ["sampai", _amount(match["upper"]), _scale(match["upper_scale"])]
    parts.append(_CURRENCIES[match["currency"]])
    return minus + " ".join(part for part in parts if part)


def _amount(written: str) -> str:
    """The number; zero cents are not said, a dot before the scale is an English decimal."""
    if re.fullmatch(r"\d+\.\d{1,2}", written):
        written = written.replace(".", ",")
    whole, _, fraction = written.partition(",")
    if not fraction.strip("0"):
        return number(whole)
    return f"{number(whole)} koma {digits(fraction)}"


def _scale(written: str | None) -> str:
    return _SCALES[written.lower()] if written else ""


RULES: list[Rule] = [
    (_SUM, _sum),
    (_SCALED, lambda match: f"{_amount(match['amount'])} {match['scale'].lower()}"),
]
"""Rp25.000; Rp 1,5 juta; Rp2.500.000,00; Rp5-10 juta; US$ 100; also 1.5 juta without a currency."""
