"""Measured evidence that an entry answers a question. Absolute values, so that they can say "neither"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from knowledge.analysis import numbers
from knowledge.index import Match
from knowledge.lexical import LexicalIndex
from knowledge.query import Query
from knowledge.tables import Entry
from office.language import normalise

NAMES = (
    "lexical", "lexical_share", "cosine_title", "cosine_any", "cosine_body", "covered", "covered_title",
    "title_said", "unmatched", "unknown", "number_missing", "fuzzy", "is_dip",
)  # fmt: skip
"""Signals of one candidate, in order; the ranker's weights follow it."""


@dataclass(frozen=True)
class Evidence:
    """A candidate with its signals."""

    entry: Entry
    values: tuple[float, ...]


def measure(query: Query, match: Match, entry: Entry, lexical: LexicalIndex) -> Evidence:
    """The signals of one candidate."""
    words = lexical.words(match.id)
    idf = {term: weight * lexical.idf(term) for term, weight in query.terms.items()}
    total = sum(idf.values()) or 1.0
    title = words.title if words else frozenset()
    body = words.body if words else frozenset()
    said = [_said(name, query, lexical) for name in words.names] if words else []
    missing = [weight for term, weight in idf.items() if term not in title and term not in body]
    cosines = match.cosines or (0.0,)
    names = 1 + min(len(entry.variants), len(cosines) - 1)
    stated = numbers(f"{entry.title} {' '.join(entry.variants)} {entry.body} {entry.period}")
    values = (
        math.log1p(match.lexical),
        match.lexical / (total * 2.2),
        cosines[0],
        max(cosines),
        cosines[-1] if entry.body else 0.0,
        sum(weight for term, weight in idf.items() if term in title or term in body) / total,
        sum(weight for term, weight in idf.items() if term in title) / total,
        max(said, default=0.0),
        max(missing, default=0.0) / 6.0,
        sum(1 for term in query.own if not lexical.knows(term)) / max(1, len(query.own)),
        float(bool(query.numbers - stated)),
        max(_fuzzy(query, name) for name in (entry.title, *entry.variants[: names - 1])),
        float(entry.kind == "dip"),
    )
    return Evidence(entry, values)


def _said(name: frozenset[str], query: Query, lexical: LexicalIndex) -> float:
    """How much of a title's or variant's weight the question says."""
    weights = {term: lexical.idf(term) for term in name}
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in query.terms) / total if total else 0.0


def _fuzzy(query: Query, name: str) -> float:
    return float(fuzz.token_set_ratio(query.plain, normalise(name))) / 100.0


def spread(scores: Sequence[float]) -> float:
    """How far the best stands above the second, 1 when there is no second."""
    return scores[0] - scores[1] if len(scores) > 1 else 1.0
