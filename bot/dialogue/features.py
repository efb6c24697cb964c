"""What the classifier looks at in a message: its words, their letters, and a few cues.

The cues are what normalising drops or what single words do not show: a question mark, a case number, a link,
shouting, the length, how the message begins and ends. They weigh little beside the words (``CUE_WEIGHT``).

The built-in sentence embedder was tried as well and did not help: its vectors say what a text is about, and
"the lamp is broken" and "who mends the lamp" are about the same (docs/benchmarks/understanding.md).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from office.language import normalise

CUE_WEIGHT = 0.2
DANGER = Path(__file__).resolve().parents[2] / "data" / "acts" / "danger.toml"

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
    normalised = normalise(text)
    return [*_signs(text), *_frame(normalised.split()), *_danger(normalised)]


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


@lru_cache(maxsize=1)
def _danger_words() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads(DANGER.read_text(encoding="utf-8"))
    kinds = {**table["danger"], "now": table["now"]["words"], "not now": table["not_now"]["words"]}
    return {kind: _any_of(words) for kind, words in kinds.items()}


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    parts = (re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "") for word in words)
    return re.compile(rf"\b(?:{'|'.join(parts)})\b")


def _danger(normalised: str) -> Iterator[str]:
    kinds = {kind for kind, words in _danger_words().items() if words.search(normalised)}
    times = kinds & {"now", "not now"}
    kinds -= times
    yield from (f"danger {kind}" for kind in kinds)
    if kinds:
        yield f"dangers {min(len(kinds), 3)}"
        yield from (f"danger {time}" for time in times or {"whenever"})
