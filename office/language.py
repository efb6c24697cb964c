"""Everyday Indonesian made plain, for searching and understanding only.

The citizen's own words are kept as written everywhere else. Standard library alone: Rasa's
environment imports this module too.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

LEXICON = Path(__file__).resolve().parent.parent / "data" / "lexicon"
_WORD = re.compile(r"[a-z0-9]+(?:[-'/][a-z0-9]+)*")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_DOUBLED = re.compile(r"^([a-z]{2,})2(an|nya|in)?$")


@lru_cache(maxsize=1)
def everyday_words() -> dict[str, str]:
    """Everyday form -> plain form, from ``data/lexicon/everyday.tsv``."""
    table: dict[str, str] = {}
    path = LEXICON / "everyday.tsv"
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            everyday, plain = line.split("\t")[:2]
            table[everyday] = plain
    return table


def words(text: str) -> list[str]:
    """Lower-case words of a text without punctuation."""
    flat = unicodedata.normalize("NFKC", text).lower()
    return _WORD.findall(flat)


def normalise(text: str) -> str:
    """Plain Indonesian words, separated by single spaces: ``gmn cara dpt akta`` -> ``bagaimana cara dapat akta``."""
    return " ".join(map(_plain, words(text)))


@lru_cache(maxsize=20_000)
def _plain(word: str) -> str:
    """One word made plain. Kept, because the same few thousand words make up an office's texts."""
    table = everyday_words()
    word = _STRETCHED.sub(r"\1", word)
    if doubled := _DOUBLED.match(word):
        base = table.get(doubled[1], doubled[1])
        word = f"{base}-{base}{doubled[2] or ''}"
    return table.get(word, word)
