"""What is read from an entry's text once and asked for at every question."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from knowledge.analysis import numbers, plain_words
from knowledge.aspects import asked, given
from knowledge.tables import Entry
from office.language import normalise

NAMES_READ = 12
"""Title and variants that are compared with a question; more would only repeat."""
BODY_READ = 1_200
_KEPT = 20_000


@dataclass(frozen=True)
class EntryFacts:
    """Plain names, numbers and aspects of an entry."""

    names: tuple[str, ...]
    """Title and variants as plain words."""
    numbers: frozenset[str]
    offered: frozenset[str]
    """Aspects its names ask about or its text gives."""
    named: tuple[frozenset[str], ...]
    """Aspects each of its names asks about."""


class FactsCache:
    """Facts of the entries asked about lately, by id and revision."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._facts: OrderedDict[tuple[str, int], EntryFacts] = OrderedDict()

    def of(self, entry: Entry) -> EntryFacts:
        """The facts of an entry."""
        key = (entry.id, entry.revision)
        with self._lock:
            facts = self._facts.get(key)
            if facts is None:
                facts = self._facts[key] = read_facts(entry)
                if len(self._facts) > _KEPT:
                    self._facts.popitem(last=False)
            return facts


def read_facts(entry: Entry) -> EntryFacts:
    """Read an entry."""
    names = (entry.title, *entry.variants[:NAMES_READ])
    words = [plain_words(name) for name in names]
    named = tuple(asked(part) for part in words)
    return EntryFacts(
        tuple(normalise(name) for name in names),
        frozenset(numbers(f"{' '.join(names)} {entry.body} {entry.period}")),
        frozenset().union(*named) | given(plain_words(entry.body[:BODY_READ])),
        named,
    )
