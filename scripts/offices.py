"""Practice offices made of our own topics: what a fold's embedder has never seen, asked about for fitting.

Some topics are left out (their phrasings become questions without an answer), some get a few phrasings
as variants, some stand there by their title alone, as entries of a register do.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.embedder import BuiltinEmbedder
from knowledge.facts import FactsCache
from knowledge.lexical import LexicalIndex
from knowledge.match import Match
from knowledge.passages import analysed, passages
from knowledge.query import read_query
from knowledge.signals import measure, question_signals
from knowledge.soft import WordTable
from knowledge.style import Style
from knowledge.tables import Entry
from scripts.phrasings import Topic

CANDIDATES = 30
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


class Office:
    """Entries with both indexes in memory, searched as the product's index searches."""

    def __init__(self, entries: list[Entry], embedder: BuiltinEmbedder) -> None:
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

    def ask(self, text: str, targets: set[str], register: str, fold: int, answerable: bool) -> Asked | None:
        query = read_query(text)
        if not query.words:
            return None
        near = self.vectors @ self.embedder.embed([query.plain])[0]
        best = {identity: float(near[a:b].max()) for identity, (a, b) in self.spans.items()}
        lexical = dict(self.lexical.search(query.terms, CANDIDATES))
        chosen = set(sorted(best, key=lambda i: -best[i])[:CANDIDATES]) | set(lexical)
        found = []
        for identity in sorted(chosen):
            a, b = self.spans[identity]
            found.append(
                (
                    Match(identity, lexical.get(identity, 0.0), tuple(near[a:b].tolist())),
                    self.entries[identity],
                )
            )
        evidence = measure(query, found, self.lexical, self.table, self.facts)
        ids = [item.entry.id for item in evidence]
        values = np.array([item.values for item in evidence], dtype=np.float32)
        right = np.array([identity in targets for identity in ids])
        return Asked(
            text, register, fold, answerable, values, right,
            np.array(question_signals(query, self.lexical, UNKNOWN_STYLE), dtype=np.float32), ids, query.words,
        )  # fmt: skip


def entry_of(topic: Topic, style: float, variants: list[str]) -> Entry:
    """A topic as an office would list it; ``style`` below 0.2 gives a bare register line."""
    bare = style < 0.2
    return Entry(
        id=topic.name, kind="dip" if bare or topic.kind == "dip" else "faq", title=topic.title,
        body="" if style < 0.1 else topic.passage, variants=variants, heading="", unit="", category=None,
        period="", revision=1, status="published",
    )  # fmt: skip


def practice(
    topics: list[Topic], out: list[str], embedder_file: Path, fold: int, seed: int, left_out: float = 0.15
) -> list[Asked]:
    """Every question of one fold's office."""
    chance = random.Random(f"{seed}/{fold}")
    kept, gone, asked = [], [], []
    questions: list[tuple[str, set[str], str, bool]] = []
    for topic in topics:
        if chance.random() < left_out:
            gone.append(topic)
            continue
        phrasings = list(zip(topic.phrasings, topic.registers, strict=True))
        chance.shuffle(phrasings)
        number = chance.choice([0, 0, 0, 1, 2, 3])
        kept.append(entry_of(topic, chance.random(), [text for text, _register in phrasings[:number]]))
        targets = {topic.name} | topic.same
        questions += [(text, targets, register, True) for text, register in phrasings[number:]]
        questions += [(text, set(), "miss", False) for text in topic.misses]
    there = {entry.id for entry in kept}
    for topic in gone:
        if topic.same & there:
            continue
        some = chance.sample(range(len(topic.phrasings)), min(5, len(topic.phrasings)))
        questions += [(topic.phrasings[k], set(), "gone", False) for k in some]
    questions += [(text, set(), "out", False) for text in chance.sample(out, min(len(out), len(kept)))]
    office = Office(kept, BuiltinEmbedder(embedder_file))
    for text, targets, register, answerable in questions:
        item = office.ask(text, targets, register, fold, answerable)
        if item is not None:
            asked.append(item)
    return asked
