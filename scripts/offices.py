"""Practice offices made of our own topics: what a fold's embedder has never seen, asked about for fitting.

Some topics are left out (their phrasings become questions without an answer), some get a few phrasings
as variants, some stand there by their title alone, as entries of a register do.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np

from knowledge.embedder import BuiltinEmbedder
from knowledge.facts import FactsCache
from knowledge.lexical import LexicalIndex
from knowledge.match import Match
from knowledge.needs import Needs
from knowledge.passages import analysed, passages
from knowledge.query import read_query
from knowledge.signals import measure, question_signals
from knowledge.soft import WordTable
from knowledge.style import Style
from knowledge.tables import Entry
from scripts.phrasings import Topic, fold_of, is_held
from scripts.practice_entries import Offered, offered

CANDIDATES = 20
UNKNOWN_STYLE = Style({}, 0.0)
"""The style is fitted after the practice questions were asked; its place is kept."""


@dataclass
class Asked:
    """A question with the signals of its candidates; ``right`` marks those that answer it."""

    text: str
    register: str
    fold: int
    answerable: bool
    values: np.ndarray
    right: np.ndarray
    question: np.ndarray
    ids: list[str]
    words: tuple[str, ...]
    places: np.ndarray
    """Where the candidates lie on the map of needs."""


class Office:
    """Entries with both indexes in memory, searched as the product's index searches."""

    def __init__(self, entries: list[Entry], embedder: BuiltinEmbedder, needs: Needs) -> None:
        self.needs = needs
        self.entries = {entry.id: entry for entry in entries}
        self.embedder, self.table, self.lexical = embedder, WordTable(embedder), LexicalIndex()
        self.facts = FactsCache()
        texts, self.spans = [], {}
        for entry in entries:
            self.lexical.put(entry.id, analysed(entry))
            mine = passages(entry)
            self.spans[entry.id] = (len(texts), len(texts) + len(mine))
            texts += mine
        self.vectors = embedder.embed(texts)

    def ask(
        self, text: str, targets: set[str], register: str, fold: int, answerable: bool,
        unsure: frozenset[str] = frozenset(),
    ) -> Asked | None:  # fmt: skip
        """The question's signals; ``unsure`` entries are left out, whether they answer is not known."""
        query = read_query(text)
        if not query.words:
            return None
        near = self.vectors @ self.embedder.embed([query.plain])[0]
        best = {identity: float(near[a:b].max()) for identity, (a, b) in self.spans.items()}
        lexical = dict(self.lexical.search(query.terms, CANDIDATES))
        chosen = set(sorted(best, key=lambda i: -best[i])[:CANDIDATES]) | set(lexical)
        found = []
        for identity in sorted(chosen - unsure):
            a, b = self.spans[identity]
            found.append(
                (
                    Match(identity, lexical.get(identity, 0.0), tuple(near[a:b].tolist())),
                    self.entries[identity],
                )
            )
        need = self.needs.wanted(query.plain)
        evidence = measure(query, found, self.lexical, self.table, self.facts, self.needs, need)
        ids = [item.entry.id for item in evidence]
        values = np.array([item.values for item in evidence], dtype=np.float32)
        right = np.array([identity in targets for identity in ids])
        return Asked(
            text, register, fold, answerable, values, right,
            np.array(question_signals(query, self.lexical, UNKNOWN_STYLE, need), dtype=np.float32), ids, query.words,
            np.array([item.place for item in evidence], dtype=np.float16),
        )  # fmt: skip


def needs_of(topics: list[Topic], out: list[str], embedder: BuiltinEmbedder) -> dict[str, np.ndarray]:
    """The map of needs that an embedder's own topics give: what ``knowledge.needs.Needs`` is made of."""
    centres = []
    for topic in topics:
        texts = [*topic.phrasings, topic.title, f"{topic.title}. {topic.passage}"]
        centre = embedder.embed(texts).mean(axis=0)
        centres.append(centre / max(float(np.linalg.norm(centre)), 1e-9))
    asked = embedder.embed([text for topic in topics for text in topic.phrasings])
    missed = embedder.embed([text for topic in topics for text in topic.misses] + out)
    first = np.cumsum([0, *(len(topic.phrasings) for topic in topics[:-1])])
    return {
        "centres": np.array(centres, dtype=np.float32),
        "asked": asked,
        "missed": missed,
        "first": first.astype(np.int32),
    }


def practice(
    topics: list[Topic],
    out: list[str],
    embedder: BuiltinEmbedder,
    needs: Needs,
    fold: int,
    folds: int,
    seed: int,
) -> list[Asked]:
    """Every question of one office: some whole areas, some of their topics missing.

    Topics of the fold are new to its embedder; of the others it has seen everything that is not held, so
    only what is held is asked about them.
    """
    chance = random.Random(f"{seed}/{fold}")
    areas = sorted({topic.area for topic in topics})
    weights = [sum(topic.area == area for topic in topics) ** 0.5 for area in areas]
    size = chance.choice([30, 60, 100, 150, 220, 300])
    chosen: list[Topic] = []
    while len(chosen) < size:
        area = chance.choices(areas, weights)[0]
        mine = [topic for topic in topics if topic.area == area and topic not in chosen]
        chance.shuffle(mine)
        chosen += mine[: chance.choice([10, 25, 60])]
        if not mine:
            chosen.append(chance.choice([topic for topic in topics if topic not in chosen]))
    chosen = chosen[:size]
    left_out = chance.choice([0.1, 0.2, 0.35])
    gone = [topic for topic in chosen if chance.random() < left_out]
    kept = [topic for topic in chosen if topic not in gone]
    there = {topic.name for topic in kept} | {name for topic in kept for name in topic.same}
    others = [topic for topic in topics if topic not in chosen]
    gone += chance.sample(others, min(len(others), size // 6))
    entries: list[Entry] = []
    offers: dict[str, Offered] = {}
    plans: list[tuple[Topic, list[tuple[str, str]], bool]] = []
    for topic in kept:
        seen = fold_of(topic, folds) != fold
        usable = [
            (text, register)
            for text, register in zip(topic.phrasings, topic.registers, strict=True)
            if not seen or is_held(text)
        ]
        chance.shuffle(usable)
        number = chance.choice([0, 0, 0, 0, 1, 2]) if len(usable) > 3 else 0
        offer = offers[topic.name] = offered(
            topic, seen, [text for text, _register in usable[:number]], chance
        )
        entries += offer.entries
        titles = {entry.title for entry in offer.entries}
        plans.append((topic, [pair for pair in usable[number:] if pair[0] not in titles][:5], seen))
    questions: list[tuple[str, set[str], str, Topic | None]] = []
    for topic, left, seen in plans:
        for text, register in left:
            found = [offers[name].targets(text) for name in (topic.name, *topic.same) if name in offers]
            targets = set().union(*(part for part in found if part))
            if targets or None not in found:
                questions.append((text, targets, register if targets else "facet", topic))
        misses = [text for text in topic.misses if not seen or is_held(text)]
        questions += [(text, set(), "miss", topic) for text in misses if chance.random() < 0.6]
    for topic in gone:
        if topic.name in there or (topic.same | topic.partly) & there:
            continue
        seen = fold_of(topic, folds) != fold
        usable_texts = [text for text in topic.phrasings if not seen or is_held(text)]
        questions += [
            (text, set(), "gone", topic) for text in chance.sample(usable_texts, min(2, len(usable_texts)))
        ]
    strangers = [text for text in out if is_held(text)]
    questions += [
        (text, set(), "out", None) for text in chance.sample(strangers, min(len(strangers), size // 10))
    ]
    office = Office(entries, embedder, needs)
    asked = [
        office.ask(text, targets, register, fold, bool(targets), _unsure(topic, offers) - targets)
        for text, targets, register, topic in questions
    ]
    return [item for item in asked if item is not None]


def _unsure(topic: Topic | None, offers: dict[str, Offered]) -> frozenset[str]:
    """Entries that may or may not answer what is asked about a topic."""
    partly = topic.partly if topic else set()
    return frozenset(entry.id for name in partly if name in offers for entry in offers[name].entries)
