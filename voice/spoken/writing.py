"""From written to spoken Indonesian: an ordered list of rules over a cleaned text."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import zip_longest

from voice.spoken import abbreviations, addresses, codes, dates, laws, money, quantities, roman
from voice.spoken.aside import Rule, apply, back
from voice.spoken.cleaning import BULLET, clean
from voice.spoken.numbers import cardinal
from voice.spoken.tables import any_of, table

_SIGNS: dict[str, str] = table("quantities")["marks"]
_ITEM = re.compile(
    r"^[ \t]*(?:\((?P<in>[1-9]\d?|[a-z])\)|(?P<number>[1-9]\d?)[.)]|(?P<letter>[a-z])[.)])[ \t]+",
    re.MULTILINE,
)

RULES: list[Rule] = [
    (_ITEM, lambda match: _item(match)),
    *abbreviations.EXACT,
    *addresses.RULES,
    (re.compile("_"), lambda match: ""),
    *money.RULES,
    *quantities.RATIOS,
    *dates.RULES,
    *laws.RULES,
    *codes.RULES,
    *roman.RULES,
    *quantities.BEFORE_NUMBERS,
    *quantities.NUMBERS,
    *quantities.AFTER_NUMBERS,
    *abbreviations.RULES,
    (re.compile(any_of(_SIGNS)), lambda match: _SIGNS[match[0]]),
]
"""The first rule that reads a piece of text keeps it: what is special comes before what is general."""

_SHAPING: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(r"\b(dan)\s?/\s?(atau)\b", re.IGNORECASE), r"\1 \2"),
    (re.compile(r"\s+/\s+|(?<=[^\W\d_])/(?=[^\W\d_])"), " atau "),
    (re.compile(r"(?<=\w)'(?=\w)"), "\u02bc"),
    (re.compile(r"[()\[\]{}|–]|(?<=\s)-+(?=\s)"), ","),
    (re.compile(r"(?<!\w)-+|-+(?!\w)|-{2,}"), " "),
    (re.compile(r"[^\w\s.,;:?!\u02bc-]|_"), " "),
    (re.compile(r"\u02bc"), "'"),
    (re.compile(r"\s+"), " "),
    (re.compile(r"\s+(?=[.,;:?!])"), ""),
    (re.compile(r"[.,;:?!]{2,}"), lambda signs: _strongest(signs[0])),
    (re.compile(r"^[\s.,;:?!]+|[\s,;:]+$"), ""),
    (re.compile(r"(?<=[.,;:?!])(?=[^\W\d_])"), " "),
    # One letter with a full stop is the head of a list's item wherever a text begins.
    (re.compile(r"^([a-z])\.(?=\s)"), r"\1,"),
]


def write_out(text: str) -> str:
    """Spoken Indonesian in one line of letters and sentence marks, without a digit. Never raises.

    Links are said to be in the text, because nobody can follow an address by ear. Said words stay as they are:
    the result written out again is the same.
    """
    text = clean(text)
    for rule in RULES:
        text = apply(rule, text)
    text = back(_in_one_line(text))
    for pattern, instead in _SHAPING:
        text = pattern.sub(instead, text)
    return text


def _item(match: re.Match[str]) -> str:
    """The head of a list's item: ``1.`` -> ``satu,``; a letter by its name."""
    head = match["in"] or match["number"] or match["letter"]
    return f"{cardinal(int(head)) if head.isdigit() else _letter(head)},"


def _letter(letter: str) -> str:
    return str(table("letters")["names"][letter])


def _strongest(signs: str) -> str:
    """Of several signs in a row: the one that ends a sentence, else the longest pause."""
    return next(sign for kind in ("?!", ".", ";:", ",") for sign in signs if sign in kind)


def _in_one_line(text: str) -> str:
    """Lines to sentences: a line that does not end one gets its full stop, unless the next goes on in small letters."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    said = []
    for line, after in zip_longest(lines, lines[1:], fillvalue=""):
        goes_on = after[:1].islower() or line.endswith((".", ",", ";", ":", "!", "?"))
        said.append(line.lstrip(BULLET) if goes_on or not after else f"{line.lstrip(BULLET)}.")
    return " ".join(said)
