"""Before an entry is published: which questions that are answered rightly today would it spoil?

How to call::

    for spoilt in spoils(answerer, new_entry("faq-x", draft), asked):    # asked: question -> ids that answer it
        spoilt.question, spoilt.by          # the entry that would answer, or None: no answer any more

Nothing is written: the entry is laid over the index in memory. Only the questions nearest to it are tried.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.answerer import Answerer, Decision
from knowledge.embedder import Vectors
from knowledge.index import Index
from knowledge.lexical import LexicalIndex, Words, rarity, score
from knowledge.match import Match
from knowledge.passages import analysed, passages
from knowledge.tables import Entry

TRIED = 15
"""Questions nearest to the entry that are asked twice, as it is and as it would be."""


@dataclass(frozen=True)
class Spoilt:
    """A question that its right entry would no longer answer."""

    question: str
    right: str
    """The entry that answers it today."""
    by: str | None


def spoils(answerer: Answerer, entry: Entry, asked: Mapping[str, Collection[str]]) -> list[Spoilt]:
    """Try the questions of ``asked``; those that the entry itself is to answer are none of them."""
    trial = Trial(answerer, entry)
    found = []
    for question in _nearest(
        answerer, entry, [text for text, right in asked.items() if entry.id not in right]
    ):
        today = _answer(answerer.ask(question))
        if today is None or today not in asked[question]:
            continue
        then = _answer(trial.ask(question))
        if then is None or then not in asked[question]:
            found.append(Spoilt(question, today, then))
    return found


def _answer(decision: Decision) -> str | None:
    return decision.entry.id if decision.entry else None


def _nearest(answerer: Answerer, entry: Entry, questions: Sequence[str]) -> list[str]:
    if not questions:
        return []
    embedder = answerer.index.embedder
    nearness = (embedder.embed_questions(questions) @ embedder.embed(passages(entry)).T).max(axis=1)
    return [questions[place] for place in np.argsort(-nearness, kind="stable")[:TRIED]]


class Trial(Answerer):
    """The answers as they would be with one more, or one other, entry. Shares everything else with the real one."""

    index: _Overlay  # type: ignore[assignment]

    def __init__(self, real: Answerer, entry: Entry) -> None:
        vars(self).update(vars(real))
        self.index = _Overlay(real.index, entry)
        self._entry = entry

    def _read(self, identities: Sequence[str]) -> tuple[dict[str, Entry], dict[str, Entry]]:
        entries, parents = super()._read(identities)
        return entries | {self._entry.id: self._entry}, parents


class _Overlay:
    """The index with the entry in place of what has its id."""

    def __init__(self, real: Index, entry: Entry) -> None:
        self.embedder = real.embedder
        self._real, self._id = real, entry.id
        self._terms = analysed(entry)
        self._vectors = real.embedder.embed(passages(entry))
        own = LexicalIndex()
        own.put(entry.id, self._terms)
        self.lexical = _Lexical(real.lexical, own, entry.id)

    def search(self, query: Mapping[str, float], vector: Vectors, most: int) -> list[Match]:
        others = [match for match in self._real.search(query, vector, most) if match.id != self._id]
        cosines = tuple((self._vectors @ vector).tolist())
        own = score(self._terms, query, self.lexical.idf)
        return [*others, Match(self._id, own, self._real.alignment(cosines))]


class _Lexical:
    """The words of all entries, with those of the one on trial in place of what it replaces."""

    def __init__(self, real: LexicalIndex, own: LexicalIndex, identity: str) -> None:
        self._real, self._own, self._id = real, own, identity
        old = real.words(identity)
        self._gone = old.title | old.body if old else frozenset()
        self.size = real.size + (old is None)

    def idf(self, term: str) -> float:
        return rarity(self.size, self.holders(term))

    def holders(self, term: str) -> int:
        return self._real.holders(term) - (term in self._gone) + self._own.holders(term)

    def knows(self, term: str) -> bool:
        return self._real.knows(term) or self._own.knows(term)

    def words(self, identity: str) -> Words | None:
        return (self._own if identity == self._id else self._real).words(identity)
