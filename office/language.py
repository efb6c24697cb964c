"""Everyday Indonesian made plain, for searching and understanding only.

The citizen's own words are kept as written everywhere else. Standard library alone: Rasa's
environment imports this module too.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Sequence
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


@lru_cache(maxsize=1)
def _choosing() -> dict[str, frozenset[str]]:
    table = tomllib.loads((LEXICON / "choosing.toml").read_text(encoding="utf-8"))
    return {name: frozenset(table[name]) for name in ("around", "leading", "before_a_number")}


@lru_cache(maxsize=1)
def _ordinals() -> dict[str, int]:
    table = tomllib.loads((LEXICON / "choosing.toml").read_text(encoding="utf-8"))
    return {word: at for at, named in enumerate(table["numbers"], 1) for word in named}


def bare(plain: str) -> str:
    """Normalised words without the courtesy around them: ``saya mau batal ya kak`` -> ``batal``.

    One word is always left.
    """
    left = plain.split()
    while len(left) > 1 and left[-1] in _choosing()["around"]:
        left.pop()
    while len(left) > 1 and left[0] in _choosing()["around"] | _choosing()["leading"]:
        left.pop(0)
    return " ".join(left)


def number(text: str) -> int | None:
    """The number a short answer consists of: ``2``, ``nomor dua``, ``yang pertama``; none when it says more."""
    figures = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    left = bare(normalise(figures)).split()
    while len(left) > 1 and left[0] in _choosing()["before_a_number"]:
        left.pop(0)
    if len(left) != 1:
        return None
    if left[0].isdecimal() and len(left[0]) < 3:
        return int(left[0])
    return _ordinals().get(left[0])


def only_says(text: str, phrases: Sequence[str], around: Collection[str]) -> bool:
    """Whether a message holds one of these phrases and, besides such phrases, only words of ``around``."""
    plain = f" {normalise(text)} "
    left = plain
    for phrase in sorted(phrases, key=len, reverse=True):
        left = left.replace(f" {phrase} ", "  ")
    return left != plain and all(word in around for word in left.split())


def without_turn(plain: str) -> str:
    """What the button of a later form says more than that of the first is left out: ``ya kirim yang kedua``."""
    left = plain.split()
    return " ".join(left[:-2]) if left[:1] == ["ya"] and left[-2:-1] == ["yang"] else plain
