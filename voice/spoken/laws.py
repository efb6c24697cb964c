"""References to laws: number and year, article, paragraph, letter."""

from __future__ import annotations

import re

from voice.spoken.aside import Rule
from voice.spoken.letters import letters
from voice.spoken.numbers import cardinal, number
from voice.spoken.tables import any_of, table

_LAW = rf"\b(?i:{any_of(table('contexts')['laws'])})"
_NUMBERED = r"(?P<number>\d{1,4})"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?![\w/-])"


def _number_and_year(match: re.Match[str]) -> str:
    return f"nomor {number(match['number'])} tahun {cardinal(int(match['year']))}"


def _with_letter(match: re.Match[str]) -> str:
    return f"{number(match['number'])} {letters(match['letter'] or '')}".strip()


RULES: list[Rule] = [
    (
        re.compile(rf"(?P<before>{_LAW}(?:\s+[A-Z][\w-]*)?\s+)(?i:no\.?\s*|nomor\s+)?{_NUMBERED}/{_YEAR}"),
        _number_and_year,
    ),
    (re.compile(rf"\b(?i:no\.?|nomor)\s*{_NUMBERED}/{_YEAR}"), _number_and_year),
    (
        re.compile(rf"(?P<before>{_LAW}\s+){_NUMBERED}(?=\s+(?i:tahun|th|thn)\b)"),
        lambda match: f"nomor {number(match['number'])}",
    ),
    (re.compile(r"\((?P<number>\d{1,3})(?P<letter>[a-z])?\)"), _with_letter),
    (re.compile(r"(?P<before>\b[Hh]uruf\s+)(?P<letter>[A-Za-z])\b"), lambda match: letters(match["letter"])),
    (
        re.compile(
            r"(?P<before>\b(?i:pasal|ayat|angka|lampiran|butir)\s+)(?P<number>\d{1,3})(?P<letter>[A-Za-z])\b"
        ),
        _with_letter,
    ),
]
"""UU No. 14/2008; PP 61 Tahun 2010; ayat (2); huruf a; Pasal 17A."""
