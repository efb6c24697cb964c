"""What the classifier looks at in a message: its words, their letters, and a few cues.

The cues are what normalising drops or what single words do not show: a question mark, a case number, a link,
shouting, the length, how the message begins and ends. They weigh little beside the words (``CUE_WEIGHT``).

The built-in sentence embedder was tried as well and did not help: its vectors say what a text is about, and
"the lamp is broken" and "who mends the lamp" are about the same (docs/benchmarks/understanding.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from office.language import normalise

CUE_WEIGHT = 0.2

_ASKING = {
    *("apa", "apakah", "siapa", "siapakah", "kapan", "berapa", "bagaimana", "mengapa", "mana", "bisakah"),
    *("bolehkah", "haruskah", "adakah", "benarkah", "betulkah", "memang", "memangnya", "emang"),
}
_LINK = re.compile(
    r"https?://|www\.|\b[\w-]+\.(?:com|id|net|org|xyz|info|site|me|ly|co|app|link|top|online)\b", re.I
)
_CASE_NUMBER = re.compile(
    r"\b[a-z]{2,5}[-/ ]?\d{2,4}[-/]\d+|\bno(?:mor|mer|\.)?\s*\d+|\b\d{3,6}/\w+|\b\d{1,5}/\d{4}", re.I
)
_ONLY_NUMBERS = re.compile(r"[\W\d]*\d[\W\d]*")
_LENGTHS = (2, 3, 5, 8, 13, 22)


def words_and_pairs(normalised: str) -> list[str]:
    words = normalised.split()
    return words + [" ".join(pair) for pair in pairwise(words)]


def cues(text: str) -> list[str]:
    """Names of the cues that a message shows."""
    return [*_signs(text), *_frame(normalise(text).split())]


def _signs(text: str) -> Iterator[str]:
    if text.rstrip().endswith("?"):
        yield "?end"
    elif "?" in text:
        yield "?in"
    if "!" in text:
        yield "!"
    if _LINK.search(text):
        yield "link"
    if _CASE_NUMBER.search(text):
        yield "case number"
    if _ONLY_NUMBERS.fullmatch(text):
        yield "only numbers"
    if any(character.isdigit() for character in text):
        yield "digit"
    if len(text) > 6 and text.upper() == text:
        yield "capitals"


def _frame(words: list[str]) -> Iterator[str]:
    yield f"length {sum(len(words) >= length for length in _LENGTHS)}"
    yield "asking word" if _ASKING.intersection(words) else "no asking word"
    if _ASKING.intersection(words[:2]):
        yield "asks first"
    if words and words[-1] in _ASKING:
        yield "asks last"
    if any(word.endswith("kah") for word in words):
        yield "-kah"
    if words:
        yield from (f"first {words[0]}", f"last {words[-1]}")
        yield from (f"first {' '.join(words[:2])}", f"last {' '.join(words[-2:])}")
