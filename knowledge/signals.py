"""Measured evidence that an entry answers a question. Absolute values, so that they can say "none does"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from knowledge.analysis import stem
from knowledge.aspects import asked
from knowledge.embedder import Vectors
from knowledge.facts import EntryFacts, FactsCache
from knowledge.lexical import LexicalIndex
from knowledge.match import Match
from knowledge.needs import Needs, Place, Wanted
from knowledge.query import Query
from knowledge.soft import Overlap, WordTable
from knowledge.style import Style
from knowledge.tables import Entry

NAMES = (
    "lexical", "lexical_share", "cosine_name", "cosine_any", "cosine_body", "covered", "covered_title",
    "title_said", "unmatched", "number_missing", "number_met", "fuzzy", "soft_title", "soft_text",
    "soft_said", "soft_worst", "soft_second", "soft_low", "soft_strange", "soft_unsaid", "rare_title",
    "rare_text", "aspect_met", "aspect_missing", "is_dip", "has_body",
    "need_met", "need_agreed", "need_rival", "need_told", "need_same", "aspect_named", "aspect_other",
    "lexical_gap", "cosine_gap", "soft_gap", "need_gap", "told_gap", "same_gap",
)  # fmt: skip
"""Signals of one candidate, in order. The ``gap`` signals compare it with the best of all candidates."""

QUESTION_NAMES = ("unknown", "heaviest", "style", "need_best", "need_sure", "need_strange", "entries")
"""Signals of the question alone, in order."""

_GAPS = (
    ("lexical", "lexical_gap"),
    ("cosine_any", "cosine_gap"),
    ("soft_title", "soft_gap"),
    ("need_agreed", "need_gap"),
    ("need_told", "told_gap"),
    ("need_same", "same_gap"),
)


@dataclass(frozen=True)
class Evidence:
    """A candidate with its signals, in the order of ``NAMES``."""

    entry: Entry
    values: tuple[float, ...]
    place: Vectors
    """Where the entry lies on the map of needs: two that lie together say much the same."""


def measure(
    query: Query,
    found: Sequence[tuple[Match, Entry]],
    lexical: LexicalIndex,
    table: WordTable,
    cache: FactsCache,
    needs: Needs,
    need: Wanted,
) -> list[Evidence]:
    """The signals of all candidates of a question."""
    overlaps = table.compare(
        query.words, [entry for _match, entry in found], lambda word: lexical.idf(stem(word))
    )
    weights = {term: weight * lexical.idf(term) for term, weight in query.terms.items()}
    wanted = asked(query.words)
    placed = needs.compare(need, [entry for _match, entry in found])
    measured = [
        _signals(query, match, entry, overlap, weights, wanted, lexical, cache.of(entry), place)
        for (match, entry), overlap, place in zip(found, overlaps, placed, strict=True)
    ]
    for name, gap in _GAPS:
        best = max((signals[name] for signals in measured), default=0.0)
        for signals in measured:
            signals[gap] = signals[name] - best
    return [
        Evidence(entry, tuple(signals[name] for name in NAMES), place.vector)
        for (_match, entry), signals, place in zip(found, measured, placed, strict=True)
    ]


def question_signals(query: Query, lexical: LexicalIndex, style: Style, need: Wanted) -> tuple[float, ...]:
    """Share of words no entry has, rarity of the rarest, how much it sounds like what an office answers, and
    where it lies among the known needs."""
    own = sorted(query.own)
    unknown = sum(1 for term in own if not lexical.knows(term)) / max(1, len(own))
    heaviest = max((lexical.idf(term) for term in own), default=0.0)
    return (
        unknown,
        heaviest / 6.0,
        style(query.words),
        need.best,
        need.sure,
        need.strange,
        math.log1p(lexical.size),
    )


def _signals(
    query: Query, match: Match, entry: Entry, overlap: Overlap, weights: dict[str, float],
    wanted: frozenset[str], lexical: LexicalIndex, facts: EntryFacts, place: Place,
) -> dict[str, float]:  # fmt: skip
    words = lexical.words(match.id)
    title = words.title if words else frozenset()
    body = words.body if words else frozenset()
    total = sum(weights.values()) or 1.0
    in_title = sum(weight for term, weight in weights.items() if term in title)
    in_text = sum(weight for term, weight in weights.items() if term in title or term in body)
    missing = [weight for term, weight in weights.items() if term not in title and term not in body]
    cosines = match.cosines or (0.0,)
    of_names = cosines[: 1 + len(entry.variants)] or (0.0,)
    return {
        "lexical": math.log1p(match.lexical),
        "lexical_share": match.lexical / (total * 2.2),
        "cosine_name": max(of_names),
        "cosine_any": max(cosines),
        "cosine_body": cosines[-1] if entry.body else 0.0,
        "covered": in_text / total,
        "covered_title": in_title / total,
        "title_said": max((_said(name, query, lexical) for name in words.names), default=0.0)
        if words
        else 0.0,
        "unmatched": max(missing, default=0.0) / 6.0,
        "number_missing": float(bool(query.numbers - facts.numbers)),
        "number_met": float(bool(query.numbers & facts.numbers)),
        "fuzzy": max(float(fuzz.token_set_ratio(query.plain, name)) for name in facts.names) / 100.0,
        "soft_title": overlap.title,
        "soft_text": overlap.text,
        "soft_said": overlap.said,
        "soft_worst": overlap.worst,
        "soft_second": overlap.second,
        "soft_low": overlap.low,
        "soft_strange": overlap.strange,
        "soft_unsaid": overlap.unsaid,
        "rare_title": overlap.rare_title,
        "rare_text": overlap.rare_text,
        "aspect_met": len(wanted & facts.offered) / max(1, len(wanted)),
        "aspect_missing": float(len(wanted - facts.offered)),
        "need_met": place.met,
        "need_agreed": place.agreed,
        "need_rival": place.rival,
        "need_told": place.told,
        "need_same": place.same,
        "aspect_named": float(any(wanted & named for named in facts.named)),
        "aspect_other": float(min((len(named - wanted) for named in facts.named), default=0)),
        "is_dip": float(entry.kind == "dip"),
        "has_body": float(bool(entry.body)),
    }


def _said(name: frozenset[str], query: Query, lexical: LexicalIndex) -> float:
    """How much of a title's or variant's weight the question says."""
    weights = {term: lexical.idf(term) for term in name}
    total = sum(weights.values())
    return sum(weight for term, weight in weights.items() if term in query.terms) / total if total else 0.0
