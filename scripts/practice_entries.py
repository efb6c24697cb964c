"""What a practice office publishes about a topic: one entry, or several as real registers have them.

Real lists hold the same subject twice in other words, split it by what is asked about it (cost, conditions,
place), and hold one document for every year. Which of these answers a question is known from its words.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from knowledge.analysis import plain_words, years
from knowledge.aspects import asked, given, wished
from knowledge.tables import Entry
from scripts.phrasings import Topic, is_held

FACETS = {"biaya": "Biaya", "syarat": "Persyaratan", "tempat": "Tempat dan alamat", "waktu": "Jadwal",
          "lama": "Lama proses"}  # fmt: skip
"""Aspects that offices give entries of their own, and how they head them."""
TIMES = frozenset({"waktu", "lama"})
WAYS = frozenset({"cara", "dokumen"})
"""Who asks how to, or for the papers, is answered by the conditions."""
_YEAR = re.compile(r"\b20\d\d\b")


@dataclass
class Offered:
    """The entries about one topic."""

    whole: list[Entry]
    """Any of them answers everything about the topic, but for what names another year."""
    facets: dict[str, Entry] = field(default_factory=dict)

    @property
    def entries(self) -> list[Entry]:
        return [*self.whole, *self.facets.values()]

    def targets(self, text: str) -> set[str] | None:
        """Entries that answer a text; empty: it surely asks for what they do not say; None: who knows."""
        named = years(text)
        found = {
            entry.id
            for entry in self.whole
            if not named or not years(entry.title) or named & years(entry.title)
        }
        wanted = asked(plain_words(text))
        if wanted & TIMES:
            wanted |= TIMES
        if wanted & WAYS:
            wanted |= {"syarat"}
        own = {entry.id for aspect, entry in self.facets.items() if aspect in wanted or not wanted}
        if not self.facets or found | own or wished(plain_words(text)) & FACETS.keys():
            return found | own
        return None


def offered(topic: Topic, seen: bool, variants: list[str], chance: random.Random) -> Offered:
    """Entries as offices have them. ``seen``: the embedder was trained on the topic."""
    entry = entry_of(topic, seen, variants, chance)
    if topic.kind == "dip" and _YEAR.search(entry.title) and chance.random() < 0.5:
        return Offered([entry, _of_another_year(entry, chance)])
    dice = chance.random()
    if dice < 0.2:
        return Offered([entry, _twin(entry, topic, chance)])
    facets = _facets(topic, chance) if dice < 0.45 and topic.kind != "dip" else {}
    if facets and chance.random() < 0.5:
        return Offered([], facets)
    return Offered([entry], facets)


def entry_of(topic: Topic, seen: bool, variants: list[str], chance: random.Random) -> Entry:
    """A question or a name with an answer, or a bare line of a register.

    An embedder knows the titles and passages of topics it has seen by heart, and no real office has those
    very texts: their entries are told by a phrasing kept from it, and by a part of the passage.
    """
    title, body = topic.title, topic.passage
    if seen:
        formal = _names(topic)
        if formal and chance.random() < 0.6:
            title = chance.choice(formal)
        sentences = body.split(". ")
        body = ". ".join(chance.sample(sentences, (len(sentences) + 1) // 2))
    bare = chance.random() < (0.5 if topic.kind == "dip" else 0.15)
    return Entry(
        id=topic.name, kind="dip" if bare or topic.kind == "dip" else "faq", title=title,
        body="" if bare and chance.random() < 0.6 else body, variants=variants, heading="", unit="",
        category=None, period="", revision=1, status="published",
    )  # fmt: skip


def _names(topic: Topic) -> list[str]:
    """Phrasings kept from the embedders that could head an entry."""
    return [
        text
        for text, register in zip(topic.phrasings, topic.registers, strict=True)
        if is_held(text) and register in ("formal", "everyday")
    ]


def _twin(entry: Entry, topic: Topic, chance: random.Random) -> Entry:
    names = [name for name in _names(topic) if name != entry.title] or [topic.title]
    sentences = topic.passage.split(". ")
    body = ". ".join(chance.sample(sentences, (len(sentences) + 1) // 2))
    return _copy(entry, "2", chance.choice(names), body)


def _of_another_year(entry: Entry, chance: random.Random) -> Entry:
    shift = chance.choice([-6, -5, -4])  # far from the years of other topics
    title, body = (
        _YEAR.sub(lambda found: str(int(found.group()) + shift), text) for text in (entry.title, entry.body)
    )
    return _copy(entry, "year", title, body)


def _facets(topic: Topic, chance: random.Random) -> dict[str, Entry]:
    """Entries for one or two aspects that the passage gives."""
    there = [aspect for aspect in FACETS if aspect in given(plain_words(topic.passage))]
    found = {}
    for aspect in chance.sample(there, min(len(there), chance.choice([1, 2, 3]))):
        sentences = topic.passage.split(". ")
        body = ". ".join(part for part in sentences if aspect in given(plain_words(part)))
        names = [name for name in _names(topic) if asked(plain_words(name)) & FACETS.keys() == {aspect}]
        title = chance.choice(names) if names else f"{FACETS[aspect]} {topic.title}"
        entry = entry_of(topic, False, [], chance)
        found[aspect] = _copy(entry, aspect, title, body)
    return found


def _copy(entry: Entry, mark: str, title: str, body: str) -> Entry:
    return Entry(
        id=f"{entry.id}#{mark}", kind=entry.kind, title=title, body=body if entry.body else "", variants=[],
        heading="", unit="", category=None, period="", revision=1, status="published",
    )  # fmt: skip
