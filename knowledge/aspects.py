"""What a text asks about its subject: cost, time, place, conditions … by word lists."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import lru_cache

from knowledge.analysis import stem
from office.language import LEXICON


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Stem -> aspects it asks for, and stem -> aspects it gives."""
    raw = tomllib.loads((LEXICON / "aspects.toml").read_text(encoding="utf-8"))
    asks: dict[str, set[str]] = {}
    says: dict[str, set[str]] = {}
    for name, words in raw.items():
        for table, listed in ((asks, words["asks"]), (says, words["says"])):
            for word in listed.split():
                for form in {word, stem(word)}:
                    table.setdefault(form, set()).add(name)
    return {w: frozenset(n) for w, n in asks.items()}, {w: frozenset(n) for w, n in says.items()}


def asked(words: Iterable[str]) -> frozenset[str]:
    """Aspects a question or title asks about."""
    table = _tables()[0]
    return frozenset(name for word in words for name in table.get(word, table.get(stem(word), ())))


def given(words: Iterable[str]) -> frozenset[str]:
    """Aspects an answer's text speaks about."""
    asks, says = _tables()
    found: set[str] = set()
    for word in words:
        root = stem(word)
        found |= says.get(word, says.get(root, frozenset())) | asks.get(word, asks.get(root, frozenset()))
    return frozenset(found)
