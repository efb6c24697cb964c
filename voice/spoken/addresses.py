"""Web and e-mail addresses, and telephone numbers."""

from __future__ import annotations

import re

from voice.spoken.aside import Rule
from voice.spoken.letters import letters, sayable
from voice.spoken.numbers import digits
from voice.spoken.tables import any_of, table

_LINK_SAID = "tautan ada di teks"
_MARKS: dict[str, str] = table("letters")["marks"]
_DOMAINS: dict[str, str] = table("letters")["domains"]
_UNSAYABLE = re.compile(r"[^aiueoy]{3}|[^aiueoy]+$", re.IGNORECASE)
"""A long name may come from anywhere; only what begins with three consonants is spelled."""
_END = r"(?<![.,;:!?)\]'\"])"
_PHONE_WORDS = any_of(table("contexts")["phone"])
_DIGIT_WORDS = any_of(table("contexts")["digits"])
_PIECES = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")


def _name(text: str) -> str:
    """Part of an address: words as words, what cannot be said letter by letter, digits one by one."""
    return " ".join(said for piece in _PIECES.findall(text) if (said := _piece(piece)))


def _piece(piece: str) -> str:
    if piece[0].isdigit():
        return digits(piece)
    if not piece[0].isalpha():
        return _MARKS.get(piece, "")
    if said := _DOMAINS.get(piece.lower()):
        return said
    if len(piece) <= 4:
        return piece.lower() if sayable(piece) else letters(piece)
    return letters(piece) if _UNSAYABLE.match(piece) else piece.lower()


def _telephone(match: re.Match[str]) -> str:
    """The groups as written; a long one is cut as one dictates it."""
    plus = "plus " if match[0].lstrip().startswith("+") else ""
    return plus + ", ".join(digits(group) for group in re.findall(r"\d+", match["phone"]))


def _one_by_one(match: re.Match[str]) -> str:
    return ", ".join(digits(group) for group in re.findall(r"\d+", match["digits"]))


RULES: list[Rule] = [
    (re.compile(r"\b(?i:https?|ftp)://[^\s<>\"']+" + _END), lambda match: _LINK_SAID),
    (re.compile(r"(?<![\w@.])(?i:www\.)[^\s<>\"']+" + _END), lambda match: _LINK_SAID),
    (
        re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,5}(?!\w)"),
        lambda match: _name(match[0]),
    ),
    # A bare domain with a path is a link; alone it is short enough to be said.
    (
        re.compile(
            r"(?<![\w.@-])(?:[a-z0-9-]{1,63}\.){1,4}(?:id|com|org|net|example)(?:/[^\s<>\"']*)?"
            + _END
            + r"\b(?![\w-])"
        ),
        lambda match: _LINK_SAID if "/" in match[0] else _name(match[0]),
    ),
    (re.compile(r"(?<![\w@])@\w[\w.]{1,60}\b"), lambda match: _name(match[0])),
    (re.compile(r"(?<![\w#])#(?=[^\W\d]\w)"), lambda match: "tagar"),
    (re.compile(r"(?<![\w.,/+-])(?P<phone>\+\d{1,3}(?:[ .-]?\(?\d{1,5}\)?){1,5})(?![\w/-])"), _telephone),
    (
        re.compile(r"(?<![\w.,/-])(?P<phone>\(0\d{2,3}\)[ -]?\d{3,5}(?:[ -]?\d{2,5}){0,2})(?![\w/-])"),
        _telephone,
    ),
    (
        re.compile(
            r"(?<![\w.,/-])"
            r"(?P<phone>0\d{2,3}[ -]\d{3,8}(?:[ -]\d{2,5}){0,2}|0\d{8,12}|0800(?:[ -]\d{1,4}){2,3})(?![\w/-])"
        ),
        _telephone,
    ),
    (re.compile(r"(?<![\w.,/-])(?P<phone>1500[ -]\d{3})(?![\w/-])"), _telephone),
    (
        re.compile(rf"(?P<before>\b(?i:{_PHONE_WORDS})\s*:?\s+)(?P<phone>\d{{3,6}})(?![\w.,/-]*\d)"),
        _telephone,
    ),
    (
        re.compile(
            rf"(?P<before>\b(?i:{_DIGIT_WORDS})(?:\s+(?i:anda|saya|pemohon|adalah))*\s*[:=]?\s+)"
            rf"(?P<digits>\d{{3,}}(?:[ .-]\d{{3,}})*)(?![\w/]*\d)"
        ),
        _one_by_one,
    ),
    # NPWP, and anything of four and more groups
    (re.compile(r"(?<![\w.,/-])(?P<digits>\d{2}\.\d{3}\.\d{3}\.\d-\d{3}\.\d{3})(?![\w/-])"), _one_by_one),
    (re.compile(r"(?<![\w.,/-])(?P<digits>\d{3,}(?:-\d{3,}){2,}|\d{4}(?: \d{4}){3})(?![\w/-])"), _one_by_one),
]
