"""What of an entry is indexed: its terms for the words, its passages for the meaning."""

from __future__ import annotations

from knowledge.analysis import terms
from knowledge.lexical import Analysed
from knowledge.tables import Entry

MOST_VARIANTS = 30
_BODY_CHARACTERS = 1_200


def passages(entry: Entry) -> list[str]:
    """The texts that get a vector each: the title, every variant, and the title with the body's beginning."""
    texts = [entry.title, *entry.variants[:MOST_VARIANTS]]
    if entry.body:
        texts.append(f"{entry.title}. {entry.body[:_BODY_CHARACTERS]}")
    return texts


def analysed(entry: Entry) -> Analysed:
    """The entry's terms for the lexical index."""
    names = [tuple(terms(name)) for name in (entry.title, *entry.variants)]
    rest = (entry.heading, entry.body, entry.unit, entry.period, (entry.category or "").replace("_", " "))
    title = tuple(term for name in names for term in name)
    return Analysed(title, tuple(terms(" ".join(rest))), tuple(names))
