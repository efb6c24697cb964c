"""Abbreviations and capitals."""

from __future__ import annotations

import re
from collections.abc import Callable

from voice.spoken.aside import DONE, Rule
from voice.spoken.letters import capitals, letters
from voice.spoken.tables import any_of, table

_TABLE = table("abbreviations")
_EXACT: dict[str, str] = _TABLE["exact"]
_CLOSING: dict[str, str] = _TABLE["closing"]
_BEFORE_NUMBER: dict[str, str] = _TABLE["before_number"]
_ANYWHERE: dict[str, str] = _TABLE["anywhere"]
_CALENDAR = table("calendar")
_NAMES = any_of([*_CALENDAR["days"], *_CALENDAR["months"]])
_WHOLE = r"(?![\w'])"
_APART = r"(?<!\w)(?<![^\W\d_]')"


def _looked_up(words: dict[str, str]) -> Callable[[re.Match[str]], str | None]:
    return lambda match: words.get(match["word"].lower())


EXACT: list[Rule] = [(re.compile(rf"{_APART}{any_of(_EXACT)}(?!\w)"), lambda match: _EXACT[match[0]])]
"""Titles and names whose capitals, dots or digits would mislead every other rule."""

RULES: list[Rule] = [
    # A full stop that ends the sentence as well is kept for it.
    (re.compile(rf"{_APART}(?P<word>[A-Za-z]{{3}}){_WHOLE}(?:\.(?=\s*[a-z(,]))?"), _looked_up(_CLOSING)),
    (
        re.compile(rf"{_APART}(?P<word>[A-Za-z]{{2,3}})(?![A-Za-z])\.?(?=\s*(?i:(?:no\.?|nomor)\s*)?{DONE})"),
        _looked_up(_BEFORE_NUMBER),
    ),
    (
        re.compile(rf"{_APART}(?P<word>[A-Za-z][./][A-Za-z]|[A-Za-z]{{2,15}}){_WHOLE}\.?"),
        _looked_up(_ANYWHERE),
    ),
    (
        re.compile(rf"\b(?P<from>{_NAMES})\s?[-–]\s?(?P<to>{_NAMES})\b"),
        lambda match: f"{match['from']} sampai {match['to']}",
    ),
    # S.K., D.I.Y.
    (re.compile(r"(?<![\w.])(?:[A-Z]\.){2,}"), lambda match: letters(match[0].replace(".", ""))),
    # A. Yani: the dot of an initial ends no sentence
    (re.compile(r"(?<![\w.])(?P<letter>[A-Z])\.(?=\s[A-Z][a-z])"), lambda match: letters(match["letter"])),
    (
        re.compile(r"(?<!\w)(?P<word>[A-Z]{2,})(?:-?(?P<end>nya|ku|mu|el))?(?!\w)"),
        lambda match: f"{capitals(match['word'])} {match['end'] or ''}".strip(),
    ),
    (re.compile(r"(?<!\w)(?P<letter>[A-Za-z])(?!\w)"), lambda match: letters(match["letter"])),
]
