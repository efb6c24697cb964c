"""Numbers as words: cardinal, ordinal, decimal, and digit by digit."""

from __future__ import annotations

import re

from num2words import num2words

_DIGITS = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]
LARGEST = 10**15
"""From here on num2words knows no word that Indonesians use; digits are said instead."""
LONGEST = 12
"""Digits of a plain number that is still said as one: what is longer is an identity or account number."""
WHOLE = r"(?:\d{1,3}(?:\.\d{3})+(?!\d)|\d+)"
NUMBER = rf"{WHOLE}(?:,\d+)?"
"""Indonesian writing: thousands with a dot, decimals with a comma."""
# num2words writes 1.001.000 as "satu juta satu ribu"; a thousand is "seribu" wherever it stands.
_ONE_THOUSAND = re.compile(r"\b(juta|miliar|triliun) satu ribu\b")


def cardinal(number: int) -> str:
    """``1001000`` -> ``satu juta seribu``; below zero with ``minus``."""
    if number < 0:
        return f"minus {cardinal(-number)}"
    if number >= LARGEST:
        return digits(str(number))
    return _ONE_THOUSAND.sub(r"\1 seribu", num2words(number, lang="id"))


def ordinal(number: int) -> str:
    """``2`` -> ``kedua``, ``1`` -> ``pertama``."""
    return "pertama" if number == 1 else f"ke{cardinal(number)}"


def digits(text: str) -> str:
    """Digit by digit, with a pause between groups: ``081234567890`` -> ``nol delapan satu dua, tiga …``."""
    return ", ".join(" ".join(_DIGITS[int(digit)] for digit in group) for group in grouped(text))


def grouped(text: str) -> list[str]:
    """Up to five digits stay together; more are cut into groups of three or four, as one dictates them."""
    if len(text) <= 5:
        return [text]
    count = -(-len(text) // 4)
    short, longer = divmod(len(text), count)
    groups, start = [], 0
    for position in range(count):
        end = start + short + (position < longer)
        groups.append(text[start:end])
        start = end
    return groups


def number(written: str) -> str:
    """A number as it is written in Indonesian: ``2.500,75`` -> ``dua ribu lima ratus koma tujuh lima``.

    Digits that begin with a zero, or more than twelve in a row, name something and are said one by one.
    """
    whole, _, fraction = written.partition(",")
    plain = whole.replace(".", "")
    if (len(plain) > 1 and plain[0] == "0") or (plain == whole and len(plain) > LONGEST):
        said = digits(plain)
    else:
        said = cardinal(int(plain))
    if not fraction:
        return said
    return f"{said} koma {digits(fraction)}"
