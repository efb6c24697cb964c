"""A citizen's message as something to search with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.analysis import numbers, plain_words, terms
from knowledge.aspects import asked
from knowledge.courtesy import bare
from office.language import normalise

LONGEST = 2_000
"""Characters of a message that are read; the rest is never the question."""
FOLLOW_UP_TERMS = 2
"""A message with at most so many content words may lean on the one before."""
FOLLOW_UP_WEIGHT = 0.6
LEANING = frozenset({"kalau", "terus", "lalu", "dan", "atau", "kemudian", "nah", "itu"})
"""A message that begins so leans on the one before with ``LEANING_MORE`` content words more."""
LEANING_MORE = 2
ASPECTS = frozenset({"biaya", "waktu", "lama", "tempat", "syarat", "arti", "orang", "jumlah", "kontak"})
"""What is asked about a subject and never is the subject."""


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
    rest = bare(text)
    text = rest if terms(rest) else text
    own = Counter(terms(text))
    weights = {term: 1.0 + 0.3 * (min(count, 3) - 1) for term, count in own.items()}
    plain = normalise(text)
    lent = _lent(plain, own, before)
    for word in lent:
        for term in terms(word):
            weights.setdefault(term, FOLLOW_UP_WEIGHT)
    plain = " ".join([plain, *lent])
    return Query(text, plain, tuple(plain_words(text)), weights, frozenset(own), frozenset(numbers(text)))


def may_stand_alone(question: str, before: Sequence[str]) -> bool:
    """Whether a short message after others names a subject of its own, so that it need not lean on them.

    ``Apa itu PPID?`` does; ``biayanya berapa?`` and ``kalau KTP?`` do not.
    """
    plain, own = normalise(question[:LONGEST]), terms(question[:LONGEST])
    leans = plain.split(" ", 1)[0] in LEANING or any(word.endswith("nya") for word in plain.split())
    return bool(_lent(plain, Counter(own), before)) and not leans and any(not asked([term]) for term in own)


def _lent(plain: str, own: Mapping[str, int], before: Sequence[str]) -> list[str]:
    """What a follow-up leaves unsaid: the words of the last message, and of those that it leaned on itself.

    What those asked about their subject (its cost, say) is left out when the follow-up asks for itself.
    """
    leans = plain.split(" ", 1)[0] in LEANING
    if len(own) > FOLLOW_UP_TERMS + (LEANING_MORE if leans else 0):
        return []
    everything: list[str] = []
    subject: list[str] = []
    for message in reversed(before):
        words = plain_words(message[:LONGEST])
        everything = [*words, *everything]
        subject = [*(word for word in words if not asked([word]) & ASPECTS), *subject]
        if len(terms(message[:LONGEST])) > FOLLOW_UP_TERMS:
            break
    return subject if asked(own) and terms(" ".join(subject)) else everything
