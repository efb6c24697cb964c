"""Roman numerals, where a number is meant."""

from __future__ import annotations

import re

from voice.spoken.aside import Rule
from voice.spoken.letters import letters
from voice.spoken.numbers import cardinal, ordinal
from voice.spoken.tables import any_of, table

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_CONTEXT = any_of(table("contexts")["roman"])


def value(text: str) -> int | None:
    """The number a Roman numeral stands for, or none when the letters are no numeral."""
    if not text or not _ROMAN.fullmatch(text):
        return None
    values = [_VALUES[letter] for letter in text]
    following = [*values[1:], 0]
    return sum(-each if each < after else each for each, after in zip(values, following, strict=True))


def _after_word(match: re.Match[str]) -> str | None:
    number = value(match["numeral"])
    if number is None:
        return None
    rest = letters(match["rest"]) if match["rest"] else ""
    return f"{cardinal(number)} {rest}".strip()


def _ordinal(match: re.Match[str]) -> str | None:
    number = value(match["numeral"])
    return None if number is None else ordinal(number)


def _plain(match: re.Match[str]) -> str | None:
    number = value(match["numeral"])
    return None if number is None else cardinal(number)


RULES: list[Rule] = [
    (re.compile(r"\b[Kk]e-(?P<numeral>[IVXLCDM]+)\b"), _ordinal),
    # Golongan III/a, eselon II.b
    (
        re.compile(
            rf"(?P<before>\b(?i:{_CONTEXT})\s+)(?P<numeral>[IVXLCDM]+)(?:[/.](?P<rest>[a-eA-E])\b)?\b"
        ),
        _after_word,
    ),
    (re.compile(r"(?P<before>^[ \t]*)(?P<numeral>[IVX]+)(?=\.\s)", re.MULTILINE), _plain),
    # Without a word before: never a single letter, and only what nobody takes for an abbreviation.
    (re.compile(r"(?<![\w./-])(?P<numeral>(?=[IVX]{2})[IVX]+)(?![\w/-])"), _plain),
]
"""After ``Bab``, after ``ke-``, at the head of a line, and II, III, IV … by themselves."""
