"""Names in a question and in an entry: the same thing, another of its kind, or none where one is meant.

A name is a word that no citizen's phrasing and no office's text of our training data holds. An entry without one is
for everybody, whatever village the citizen mentions.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from knowledge.analysis import stem, stop_words
from knowledge.embedder import builtin
from knowledge.lexical import LexicalIndex
from knowledge.query import Query
from knowledge.tables import Entry
from office.language import LEXICON, normalise, words

LEAST_NAME = 4
"""Letters: shorter unknown words are slang or abbreviations, not names."""
RARE = 2
"""Entries that may hold a name for it to be one thing's own; the office's own name stands in many."""
SAME_NAME = 80.0
"""Likeness in percent from which an unknown word is a name misspelt."""
SAME_THING = 0.5
"""Cosine from which two words mean the same kind of thing: a road and its asphalt, no road and a bridge."""


def other_name(query: Query, entry: Entry) -> bool:
    """The entry is about something with a name of its own, and the question names something else."""
    if not names(entry.title):
        return False
    asked = names(query.text)
    spoken = _spoken(entry)
    if asked and not any(_one_of(word, asked) for word in spoken):
        return True
    return _other_of_its_kind(query, entry, asked, spoken)


def no_name(query: Query, entry: Entry, lexical: LexicalIndex) -> bool:
    """The entry answers one citizen's question about one named thing, and this question does not name it.

    Only answers published from cases: an office's own lists name things that are meant without their names, too
    ("jam besuk rumah sakit").
    """
    if entry.kind != "published":
        return False
    own = {name for name in names(entry.title) if lexical.holders(stem(name)) <= RARE}
    return bool(own) and not any(_one_of(word, own) for word in query.words)


def other_thing(query: Query, entry: Entry) -> bool:
    """The entry answers one citizen's question about a thing at a place, this question asks of another there.

    ``Pasar Sidorukun`` is not ``puskesmas Sidorukun``: the word before the name says what it is.
    """
    if entry.kind != "published":
        return False
    own = names(entry.title)
    title = normalise(" ".join((entry.title, *entry.variants))).split()
    said = [word for word in words(query.text) if word not in areas()]
    return any(
        # Of two names in a row the first is the thing: "embung Tirtomoyo".
        _one_of(word, own) and not _one_of(after, own) and not _means_one_of(before, title)
        for before, word, after in zip(said, said[1:], [*said[2:], ""], strict=False)
    )


def names(text: str) -> set[str]:
    """The names in a text, in plain form."""
    return {word for word in words(normalise(text)) if _is_name(word)}


def alike(name: str, word: str) -> bool:
    """The same name, a letter or two written otherwise."""
    return name == word or fuzz.ratio(name, word) >= SAME_NAME


@lru_cache(maxsize=1)
def areas() -> frozenset[str]:
    """Kinds of places people live in, from ``data/lexicon/areas.txt``."""
    lines = (LEXICON / "areas.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _one_of(word: str, own: Iterable[str]) -> bool:
    return any(alike(name, word) for name in own)


def _other_of_its_kind(query: Query, entry: Entry, asked: Iterable[str], spoken: set[str]) -> bool:
    """``Desa Pakisaji`` where the entry says ``Desa Wonolelo``: the same word before, another name after it."""
    title = normalise(entry.title).split()
    kinds = {before for before, word in pairwise(title) if _is_name(word) and before not in stop_words()}
    strange = {name for name in asked if not _one_of(name, spoken)}
    return any(
        before in kinds and word in strange for before, word in pairwise(normalise(query.text).split())
    )


def _means_one_of(word: str, title: Iterable[str]) -> bool:
    """Whether a word before a name says what the title says, or nothing about what kind of thing it is."""
    parts = normalise(word).split()
    if not parts or any(part in stop_words() or _is_name(part) for part in parts):
        return True
    known = builtin()
    return any(
        stem(part) == stem(other) or float(known.word(part)[0] @ known.word(other)[0]) >= SAME_THING
        for part in parts
        for other in title
        if other not in stop_words()
    )


def _is_name(word: str) -> bool:
    return len(word) >= LEAST_NAME and word.isalpha() and not builtin().knows(word)


def _spoken(entry: Entry) -> set[str]:
    return set(words(" ".join((entry.title, entry.body, *entry.variants))))
