"""Before anything is read: one form for every character, without markup, emoji and what no voice can say."""

from __future__ import annotations

import re
import unicodedata

_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>")
_CODE_FENCE = re.compile(r"^[ \t]*```.*$", re.MULTILINE)
_NAMED_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\s]{0,2000}\)")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+", re.MULTILINE)
_QUOTE = re.compile(r"^[ \t]*>+\s+(?!\d)", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$", re.MULTILINE)
_STRONG = re.compile(r"(\*{1,3}|_{2,3}|~~|`+)(?=\S)([^\n]{1,500}?)(?<=\S)\1")
_BULLET = re.compile(r"^[ \t]*[-*•·–—‣▪●○■]\s+", re.MULTILINE)
_LONE_APOSTROPHE = re.compile(r"(?<![a-zà-ÿ])'|'(?![a-zà-ÿ])")
_POWER = {"²": " kuadrat", "³": " kubik"}
_POWERED = re.compile(r"(?<=\d)[²³]")
BULLET = "•"
"""What every kind of list mark has become at the head of its line."""
_KEPT_SYMBOLS = set(BULLET + "°$€£¥+<=>±×÷|~`^≥≤")
_DROPPED_FIRST = str.maketrans({"™": None, "®": None, "©": None, "ª": None, "º": None})


def clean(text: str) -> str:
    """The text in Latin letters, ASCII digits and plain signs; list bullets and markup are gone, lines stay."""
    text = _POWERED.sub(lambda sign: _POWER[sign[0]], text.translate(_DROPPED_FIRST))
    text = unicodedata.normalize("NFKC", text)
    # The bullets first: a dot is no letter and would go.
    text = _BULLET.sub(f"{BULLET} ", text)
    text = text.translate({ord(char): _kept(char) for char in set(text)})
    for markup in (_CODE_FENCE, _RULE, _HEADING, _QUOTE, _TAG):
        text = markup.sub("", text)
    text = _STRONG.sub(r"\2", _NAMED_LINK.sub(r"\1", text))
    return _LONE_APOSTROPHE.sub(" ", text)


def _kept(char: str) -> str:
    """What stands for one character: itself, an ASCII digit, a space, or nothing."""
    if char.isascii():
        return char if char >= " " or char == "\n" else " "
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.digit(char))
    if category[0] == "L":
        return char if "LATIN" in unicodedata.name(char, "") else " "
    if category[0] in "NCM":
        return "\n" if char in "\x85" else "" if category[0] in "MC" else " "
    if category[0] == "Z":
        return "\n" if char in "\u2028\u2029" else " "
    return _sign(char)


def _sign(char: str) -> str:
    if char in "‘’ʼ′":
        return "'"
    if char in "‐‑‒–—―−":
        return {"‐": "-", "‑": "-", "−": "-"}.get(char, "–")
    if char == "⁄":
        return "/"
    return char if char in _KEPT_SYMBOLS or char in "‰§" else " "
