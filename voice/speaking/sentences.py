"""Spoken text cut at its sentences, and sentences gathered into parts of bearable length."""

from __future__ import annotations

import re
import textwrap

LONGEST_SENTENCE = 400
"""Characters; a longer one is cut at a space, so that no voice gets more at once."""
CHARACTERS_A_SECOND = 13
"""What espeak-ng says in a second at speed 1.0, measured on the demo office's answers."""
_END = re.compile(r"(?<=[.?!])\s+")
_DIGIT = "(?:nol|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan)"
_PERSONAL = re.compile(rf"\b{_DIGIT}(?:,? {_DIGIT}){{5,}}\b|\bat\b.*\btitik\b", re.IGNORECASE)


def sentences(spoken: str) -> list[str]:
    """The sentences of a spoken text, none empty, none endless."""
    found = [sentence for sentence in _END.split(spoken) if any(char.isalpha() for char in sentence)]
    return [piece for sentence in found for piece in textwrap.wrap(sentence, LONGEST_SENTENCE)]


def parts(spoken: str, seconds: float) -> list[str]:
    """Whole sentences gathered up to about ``seconds`` each at speed 1.0; one long sentence is a part alone."""
    room = seconds * CHARACTERS_A_SECOND
    gathered: list[str] = []
    for sentence in sentences(spoken):
        if gathered and len(gathered[-1]) + len(sentence) < room:
            gathered[-1] += f" {sentence}"
        else:
            gathered.append(sentence)
    return gathered


def names_somebody(sentence: str) -> bool:
    """Whether the sentence says a long number digit by digit or an e-mail address: it may be somebody's."""
    return _PERSONAL.search(sentence) is not None
