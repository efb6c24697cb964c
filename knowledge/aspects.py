"""What a text asks about its subject: cost, time, place, conditions … by word lists."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache

from knowledge.analysis import stem
from office.language import LEXICON

_LETTERS = re.compile("[a-z]+")


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, frozenset[str]]]:
    """Of each list in the file: stem -> the aspects whose list holds it."""
    raw = tomllib.loads((LEXICON / "aspects.toml").read_text(encoding="utf-8"))
    tables: dict[str, dict[str, set[str]]] = {"asks": {}, "says": {}, "surely": {}, "told": {}}
    for aspect, lists in raw.items():
        for name, listed in lists.items():
            for word in listed.split():
                for form in {word, stem(word)}:
                    tables[name].setdefault(form, set()).add(aspect)
    return {
        name: {word: frozenset(aspects) for word, aspects in table.items()} for name, table in tables.items()
    }


def asked(words: Iterable[str]) -> frozenset[str]:
    """Aspects a question or title asks about."""
    return _of("asks", words)


def given(words: Iterable[str]) -> frozenset[str]:
    """Aspects an answer's text speaks about."""
    words = list(words)
    return _of("says", words) | _of("asks", words)


def wished(words: Iterable[str]) -> frozenset[str]:
    """Aspects a question asks about in words that mean nothing else."""
    return _of("surely", words)


def told(words: Iterable[str]) -> frozenset[str]:
    """Further aspects that an answer's text may well satisfy; for doubting a question, not for finding an answer."""
    return _of("told", (part for word in words for part in _LETTERS.findall(word)))


def _of(name: str, words: Iterable[str]) -> frozenset[str]:
    table = _tables()[name]
    return frozenset(aspect for word in words for aspect in table.get(word, table.get(stem(word), ())))
