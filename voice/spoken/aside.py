"""Setting words aside: what one rule has written out, no later rule may touch.

A finished piece is moved, letter by letter, into a private range of Unicode that the cleaning has emptied
before. To the rules that follow it is opaque; at the end it is moved back.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_SHIFT = 0xF0000
DONE = "[\U000f0000-\U000ffffd]"
"""Pattern of one character that is set aside."""
_DONE_RUN = re.compile(f"{DONE}+")

Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]
"""What is looked for, and the words it is read as; none: it is not to be touched.

A group named ``before`` is what must stand in front: it is left where it is.
"""


def aside(words: str) -> str:
    """The words, apart from their neighbours and out of reach of later rules."""
    return "".join(chr(_SHIFT + ord(char)) for char in f" {words} ")


def back(text: str) -> str:
    """Everything set aside, as letters again."""
    return _DONE_RUN.sub(lambda run: "".join(chr(ord(char) - _SHIFT) for char in run[0]), text)


def apply(rule: Rule, text: str) -> str:
    """Run one rule over the text."""
    pattern, read = rule
    context = "before" in pattern.groupindex

    def written(match: re.Match[str]) -> str:
        words = read(match)
        if words is None:
            return match[0]
        return (match["before"] or "" if context else "") + aside(words)

    return pattern.sub(written, text)
