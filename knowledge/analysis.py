"""A text as terms: plain words, without stop words, reduced to their stems. For searching only."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from Sastrawi.Stemmer.CachedStemmer import CachedStemmer
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from office.language import LEXICON, normalise

VERSION = 2
"""Part of the index's identity: another way of cutting texts needs a rebuilt index."""

_YEAR = re.compile(r"^(?:19|20)\d\d$")
_stemmer_lock = threading.Lock()
_SPOKEN_ENDS = ("in", "innya", "nya", "ne", "e", "ipun", "na", "an", "ku", "mu", "no", "ke")
_SPOKEN_STARTS = (
    ("nge", ("",)),
    ("ng", ("", "k")),
    ("ny", ("s", "c")),
    ("n", ("t",)),
    ("m", ("p",)),
    ("ke", ("",)),
    ("di", ("",)),
    ("tak", ("",)),
)
"""Spoken prefixes and the letters they swallow (Betawi, Javanese)."""


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Words that say nothing about the subject, from ``data/lexicon/stopwords.txt``."""
    lines = Path(LEXICON / "stopwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=1)
def _stemmer() -> CachedStemmer:
    return StemmerFactory().create_stemmer()


@lru_cache(maxsize=1)
def _roots() -> frozenset[str]:
    return frozenset(StemmerFactory().get_words())


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The root of one plain word: ``permohonan`` -> ``mohon``, ``ngurusin`` -> ``urus``.

    Words with digits stay as they are; a word of no known root keeps what the stemmer makes of it.
    """
    if len(word) > 40 or any(letter.isdigit() for letter in word):
        return word[:40]
    root = _formal_stem(word)
    if root in _roots() or len(word) < 5:
        return root
    return next((found for found in _spoken_roots(word) if found in _roots()), root)


def _formal_stem(word: str) -> str:
    with _stemmer_lock:
        return str(_stemmer().stem(word)) or word


def _spoken_roots(word: str) -> Iterator[str]:
    """Roots behind spoken forms, likeliest first: ``nyariin`` -> ``cari``, ``syarate`` -> ``syarat``."""
    bases = [word]
    bases += [
        word.removesuffix(end) for end in _SPOKEN_ENDS if word.endswith(end) and len(word) - len(end) > 2
    ]
    for base in bases:
        if base != word:
            yield base
            yield _formal_stem(base)
        for start, replacements in _SPOKEN_STARTS:
            if base.startswith(start) and len(base) - len(start) > 2:
                for replacement in replacements:
                    yield replacement + base[len(start) :]


def plain_words(text: str) -> list[str]:
    """Normalised words, reduplications cut to one: ``syarat-syarat`` -> ``syarat``."""
    return [part for word in normalise(text).split() for part in _parts(word)]


@lru_cache(maxsize=20_000)
def _parts(word: str) -> tuple[str, ...]:
    parts = re.split(r"[-'/]", word)
    if len(parts) == 2 and parts[0] and parts[1].startswith(parts[0]):
        parts = parts[:1]
    return tuple(part for part in parts if part)


def terms(text: str) -> list[str]:
    """Content terms in order, repeated where the text repeats them."""
    stops = stop_words()
    found = []
    for word in plain_words(text):
        if word in stops:
            continue
        root = stem(word)
        if root not in stops and (len(root) > 1 or root.isdigit()):
            found.append(root)
    return found


def numbers(text: str) -> set[str]:
    """Numbers and years a text names; they must agree between question and answer."""
    return {word.lstrip("0") or "0" for word in re.findall(r"\d+", text)}


def years(text: str) -> set[str]:
    """Years a text names."""
    return {word for word in re.findall(r"\d+", text) if _YEAR.match(word)}
