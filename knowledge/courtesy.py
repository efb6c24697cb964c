"""A question without the greeting, address and thanks around it.

They say nothing about what is asked, but every word counts when a question is compared: in all courtesy a question
that was surely understood fell far below the threshold.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache

from office.language import LEXICON

_GAP = r"[\s,.!:;?-]*"


def bare(text: str) -> str:
    """The message without courtesies at its ends; empty when it is nothing else."""
    before, after = _patterns()
    rest = text.strip()
    while (found := before.match(rest)) and found.end():
        rest = rest[found.end() :]
    while found := after.search(rest):
        rest = rest[: found.start()].rstrip(" ,.!:;-\n\t")
    return rest


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    raw = tomllib.loads((LEXICON / "courtesy.toml").read_text(encoding="utf-8"))
    before = rf"{_GAP}(?:{'|'.join(raw['before'])})(?:[\s,/]+(?:{raw['address']}))*(?!\w){_GAP}"
    after = rf"(?<!\w)(?:{'|'.join(raw['after'])}){_GAP}$"
    return re.compile(before, re.IGNORECASE), re.compile(after, re.IGNORECASE)
