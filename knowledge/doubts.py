"""Contradictions between a question and an entry that no likeness outweighs.

A near miss shares the subject and differs in one hard fact: another year, another place or name, a person's data
where the office publishes figures, the cost where the date was answered. Each takes most of an answer's probability
away.
"""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge.abstention import restricted_wishes
from knowledge.analysis import plain_words, stem, years
from knowledge.aspects import asked, given, told, wished
from knowledge.lexical import LexicalIndex
from knowledge.names import no_name, other_name, other_thing
from knowledge.query import Query
from knowledge.tables import Entry
from office.language import LEXICON

OTHER_YEAR, OTHER_PLACE, OTHER_NAME, NO_NAME, PERSONAL = 0.35, 0.3, 0.35, 0.65, 0.3
"""What is left of the probability."""
OTHER_THING, OTHER_WISH = 0.5, 0.4

_RANGE = re.compile(r"\b((?:19|20)\d\d)\s*(?:-|–|s\.?/?d\.?|sampai)\s*((?:19|20)\d\d)\b")


def doubt(query: Query, entry: Entry, lexical: LexicalIndex) -> float:
    """The share of an answer's probability that the contradictions leave, 0 to 1."""
    factor = 1.0
    if _other_year(query, entry):
        factor *= OTHER_YEAR
    if names_elsewhere(query, lexical):
        factor *= OTHER_PLACE
    if other_name(query, entry):
        factor *= OTHER_NAME
    elif no_name(query, entry, lexical):
        factor *= NO_NAME
    elif other_thing(query, entry):
        factor *= OTHER_THING
    if _other_wish(query, entry):
        factor *= OTHER_WISH
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


def _other_wish(query: Query, entry: Entry) -> bool:
    """The entry answers one citizen's question, and this one wants to know something else about it.

    Only answers published from cases: they say one thing, where an office's own texts say many.
    """
    if entry.kind != "published":
        return False
    wanted = wished(query.words)
    if not wanted:
        return False
    names = [word for name in (entry.title, *entry.variants) for word in plain_words(name)]
    body = plain_words(entry.body)
    return not wanted & (wished(names) | asked(names) | given(body) | told(body))


def _personal(query: Query, entry: Entry, lexical: LexicalIndex) -> bool:
    """The question wants a person's data, and the entry's name does not promise just that."""
    words = lexical.words(entry.id)
    spoken = words.title if words else frozenset()
    stems = {stem(word) for word in query.words}
    return any(wish <= stems and not wish <= spoken for wish in restricted_wishes())
