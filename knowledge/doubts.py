"""Contradictions between a question and an entry that no likeness outweighs.

A near miss shares the subject and differs in one hard fact: another year, another place, a person's data
where the office publishes figures. Each contradiction takes most of an answer's probability away.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from knowledge.abstention import restricted_wishes
from knowledge.analysis import stem, years
from knowledge.embedder import builtin
from knowledge.lexical import LexicalIndex
from knowledge.query import Query
from knowledge.tables import Entry
from office.language import LEXICON, normalise, words

OTHER_YEAR, OTHER_PLACE, OTHER_NAME, NO_NAME, PERSONAL = 0.35, 0.3, 0.35, 0.65, 0.3
"""What is left of the probability."""

LEAST_NAME = 4
"""Letters: shorter unknown words are slang or abbreviations, not names."""
RARE = 2
"""Entries that may hold a name for it to be one thing's own; the office's own name stands in many."""
SAME_NAME = 80.0
"""Likeness in percent from which an unknown word is a name misspelt."""

_RANGE = re.compile(r"\b((?:19|20)\d\d)\s*(?:-|–|s\.?/?d\.?|sampai)\s*((?:19|20)\d\d)\b")


def doubt(query: Query, entry: Entry, lexical: LexicalIndex) -> float:
    """The share of an answer's probability that the contradictions leave, 0 to 1."""
    factor = 1.0
    if _other_year(query, entry):
        factor *= OTHER_YEAR
    if names_elsewhere(query, lexical):
        factor *= OTHER_PLACE
    if _other_name(query, entry):
        factor *= OTHER_NAME
    elif _no_name(query, entry, lexical):
        factor *= NO_NAME
    if _personal(query, entry, lexical):
        factor *= PERSONAL
    return factor


@lru_cache(maxsize=1)
def places() -> frozenset[str]:
    """Names from ``data/lexicon/places.txt``."""
    lines = (LEXICON / "places.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


def names_elsewhere(query: Query, lexical: LexicalIndex) -> bool:
    """The question names a place that no entry of the office speaks of."""
    return any(word in places() and not lexical.knows(stem(word)) for word in query.words)


def _other_year(query: Query, entry: Entry) -> bool:
    """The question names years and the entry's name has years, but none of those."""
    wanted = years(query.text)
    if not wanted:
        return False
    name = " ".join((entry.title, *entry.variants))
    stated = years(name)
    for first, last in _RANGE.findall(name):
        stated |= {str(year) for year in range(int(first), min(int(last), int(first) + 50) + 1)}
    return bool(stated) and not wanted & stated


def _other_name(query: Query, entry: Entry) -> bool:
    """The entry is about something with a name of its own, and the question names something else.

    A name is a word that no citizen's phrasing and no office's text of our training data holds. An entry without
    one is for everybody, whatever village the citizen mentions.
    """
    if not _names(entry.title):
        return False
    asked = _names(query.text)
    spoken = set(words(" ".join((entry.title, entry.body, *entry.variants))))
    return bool(asked) and not any(_alike(name, word) for name in asked for word in spoken)


def _no_name(query: Query, entry: Entry, lexical: LexicalIndex) -> bool:
    """The entry answers one citizen's question about one named thing, and this question does not name it.

    Only answers published from cases: an office's own lists name things that are meant without their names, too
    ("jam besuk rumah sakit").
    """
    if entry.kind != "published":
        return False
    own = {name for name in _names(entry.title) if lexical.holders(stem(name)) <= RARE}
    return bool(own) and not any(_alike(name, word) for name in own for word in query.words)


def _names(text: str) -> set[str]:
    known = builtin().knows
    return {
        word
        for word in words(normalise(text))
        if len(word) >= LEAST_NAME and word.isalpha() and not known(word)
    }


def _alike(name: str, word: str) -> bool:
    """The same name, a letter or two written otherwise."""
    return name == word or fuzz.ratio(name, word) >= SAME_NAME


def _personal(query: Query, entry: Entry, lexical: LexicalIndex) -> bool:
    """The question wants a person's data, and the entry does not speak of just that."""
    words = lexical.words(entry.id)
    spoken = words.title | words.body if words else frozenset()
    stems = {stem(word) for word in query.words}
    return any(wish <= stems and not wish <= spoken for wish in restricted_wishes())
