"""A citizen's message as something to search with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.analysis import numbers, plain_words, terms
from office.language import normalise

LONGEST = 2_000
"""Characters of a message that are read; the rest is never the question."""
FOLLOW_UP_TERMS = 2
"""A message with at most so many content words may lean on the one before."""
FOLLOW_UP_WEIGHT = 0.6


@dataclass(frozen=True)
class Query:
    """The question's words in plain form, and its weighted terms."""

    text: str
    plain: str
    words: tuple[str, ...]
    terms: dict[str, float]
    own: frozenset[str]
    """Terms of the message itself, without those lent by an earlier one."""
    numbers: frozenset[str]


def read_query(question: str, before: Sequence[str] = ()) -> Query:
    """Make a query; ``before`` are the citizen's earlier messages, oldest first."""
    text = question[:LONGEST]
    own = Counter(terms(text))
    weights = {term: 1.0 + 0.3 * (min(count, 3) - 1) for term, count in own.items()}
    plain = normalise(text)
    if before and len(own) <= FOLLOW_UP_TERMS:
        lent = terms(before[-1][:LONGEST])
        for term in lent:
            weights.setdefault(term, FOLLOW_UP_WEIGHT)
        if lent:
            plain = f"{plain} {normalise(before[-1][:LONGEST])}"
    return Query(text, plain, tuple(plain_words(text)), weights, frozenset(own), frozenset(numbers(text)))
