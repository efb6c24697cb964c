"""From a question to an answer with its source, a question back, or an honest "I do not know".

How to call::

    answerer = Answerer(database, settings)     # opens the index; IndexOwned when another process has it
    decision = answerer.ask("gmn cara bikin akta lahir?", before=["halo min"])
    decision.outcome, decision.score, decision.text, decision.sources, decision.candidates
    answerer.sync()     # every second and after writes: what was committed is answerable from then on
    answerer.close()

Evidence or abstention: the text of an answer is the office's own; nothing is composed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from knowledge import calibration
from knowledge.abstention import reason
from knowledge.doubts import doubt
from knowledge.embedder import Embedder, builtin
from knowledge.facts import FactsCache
from knowledge.index import Index
from knowledge.lately import Lately
from knowledge.model import Ranked, read_decider, threshold_of
from knowledge.needs import read_needs
from knowledge.query import Query, may_stand_alone, read_query
from knowledge.signals import measure, question_signals
from knowledge.soft import WordTable
from knowledge.style import read_style
from knowledge.tables import Entry
from knowledge.texts import answer_text, texts
from office.clock import now
from office.database import Database
from office.language import normalise
from office.outcome import Outcome
from office.settings import Settings

SEARCHED = 20
SHOWN = 10
DOUBTED = 15
"""The first so many candidates are held against the hard facts of the question."""
CHOICES = 3
ASK_BACK_SHARE = 0.85
"""The citizen is asked back when the best probability is at least this share of the threshold."""
AMBIGUOUS_SHARE = 0.6
"""From this share on, what comes near is shown beside the honest "not known"."""
SURE = 0.995
"""An entry's own title, or one of its variants, asks for that entry."""
CHOICE_SHARE = 0.15
"""A further choice is offered when its probability is at least this share of the best one's."""

ANSWERED = {
    "faq": Outcome.ANSWERED_FAQ,
    "published": Outcome.ANSWERED_FAQ,
    "dip": Outcome.ANSWERED_DIP,
    "document": Outcome.ANSWERED_DOCUMENT,
}


@dataclass(frozen=True)
class Source:
    """Where an answer comes from. ``entry`` is the entry's id."""

    title: str
    unit: str
    date: date | None
    url: str
    entry: str


@dataclass(frozen=True)
class Candidate:
    """An entry considered; ``score`` is the probability that it answers, 0 to 1."""

    entry: str
    title: str
    score: float


@dataclass(frozen=True)
class Decision:
    """How a question ended in the knowledge room."""

    question: str
    outcome: Outcome
    score: float
    """Probability that the first candidate answers, 0 to 1."""
    entry: Entry | None
    """The entry given as the answer; None unless ``outcome`` is ``answered_*``."""
    text: str
    sources: list[Source] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    """Best first, also when abstaining."""
    choices: list[Candidate] = field(default_factory=list)
    """At most three, when asking back."""


class Answerer:
    """Answers from the published entries. Safe to call from several threads."""

    def __init__(self, database: Database, settings: Settings, embedder: Embedder | None = None) -> None:
        self.database = database
        self.settings = settings
        self.index = Index(database, settings, embedder)
        self.decider = read_decider()
        self._words = WordTable(builtin())
        self._facts = FactsCache()
        self._lately = Lately()
        self._needs = read_needs()
        self._own_curve = calibration.read(settings.home)

    def ask(self, question: str, before: Sequence[str] = ()) -> Decision:
        """Decide about one message; ``before`` are the citizen's earlier ones, oldest first.

        What names a subject of its own is asked alone as well, and the surer of the two answers is given.
        """
        leaning = self._decide(question, before)
        if not may_stand_alone(question, before):
            return leaning
        alone = self._decide(question, ())
        return alone if alone.entry is not None and alone.score >= leaning.score else leaning

    def _decide(self, question: str, before: Sequence[str]) -> Decision:
        query = read_query(question, before)
        ranked = self._ranked(query)
        if not ranked:
            return self._abstained(question, reason(query, 0.0), [], 0.0)
        candidates = [
            Candidate(item.evidence.entry.id, item.evidence.entry.title, round(item.chance, 4))
            for item in ranked[:SHOWN]
        ]
        threshold = threshold_of(self._own_curve or self.decider.curve, self.settings.knowledge.risk)
        if ranked[0].chance >= threshold:
            return self._answered(question, ranked[0].evidence.entry, candidates)
        score = candidates[0].score
        why = reason(query, score)
        if score < AMBIGUOUS_SHARE * threshold or why is Outcome.ABSTAINED_RESTRICTED:
            return self._abstained(question, why, candidates, score)
        choices = [item for item in candidates[:CHOICES] if item.score >= CHOICE_SHARE * score]
        if score < ASK_BACK_SHARE * threshold:
            # Too weak to ask "do you mean": the citizen is told that it is not known, and what comes near.
            text = texts()["abstained"]["ambiguous"]
            return Decision(question, Outcome.ABSTAINED_AMBIGUOUS, score, None, text, [], candidates, choices)
        text = texts()["asked_back"]["text"]
        return Decision(question, Outcome.ASKED_BACK, score, None, text, [], candidates, choices)

    def sync(self) -> int:
        """Make committed changes answerable; returns how many entries changed."""
        changed = self.index.sync()
        self._own_curve = calibration.read(self.settings.home)
        return changed

    def close(self) -> None:
        """Give the index free for another process."""
        self.index.close()

    def _ranked(self, query: Query) -> list[Ranked]:
        if not query.words:
            return []
        vector = self.index.embedder.embed_questions([query.plain])[0]
        matches = self.index.search(query.terms, vector, SEARCHED)
        entries, parents = self._read([match.id for match in matches])
        today = now().date()
        found = [
            (match, entries[match.id])
            for match in sorted(matches, key=lambda match: match.id)
            if match.id in entries and _current(entries[match.id], today, parents)
        ]
        lexical, need = self.index.lexical, self._needs.wanted(query.plain)
        evidence = measure(query, found, lexical, self._words, self._facts, self._needs, need)
        ranked = self.decider.rank(evidence, question_signals(query, lexical, read_style(), need))
        doubted = [
            Ranked(item.evidence, item.chance * doubt(query, item.evidence.entry, self.index.lexical))
            for item in ranked[:DOUBTED]
        ]
        asked = normalise(query.text)
        settled = [
            Ranked(item.evidence, SURE) if _asks_for(asked, item.evidence.entry) else item for item in doubted
        ]
        return sorted(settled, key=lambda item: -item.chance)

    def _read(self, identities: Sequence[str]) -> tuple[dict[str, Entry], dict[str, Entry]]:
        """The entries, and those whose documents they are from."""
        with self.database.reading() as session:
            entries = self._lately.find(session, identities)
            parents = {entry.parent for entry in entries.values() if entry.parent}
            return entries, self._lately.find(session, parents)

    def _answered(self, question: str, entry: Entry, candidates: list[Candidate]) -> Decision:
        age = timedelta(days=self.settings.knowledge.stale_after_days)
        stale = entry.source_date is not None and entry.source_date < now().date() - age
        source = Source(entry.title, entry.unit, entry.source_date, entry.link, entry.id)
        text = answer_text(entry, stale)
        score = candidates[0].score
        return Decision(question, ANSWERED[entry.kind], score, entry, text, [source], candidates)

    def _abstained(
        self, question: str, outcome: Outcome, candidates: list[Candidate], score: float
    ) -> Decision:
        text = texts()["abstained"][outcome.removeprefix("abstained_")]
        return Decision(question, outcome, score, None, text, [], candidates)


def _current(entry: Entry, today: date, parents: Mapping[str, Entry]) -> bool:
    """Published, within its date, and so is the entry whose document it is from."""
    if entry.parent and entry.parent in parents and not _current(parents[entry.parent], today, {}):
        return False
    return entry.status == "published" and (entry.valid_until is None or entry.valid_until >= today)


def _asks_for(asked: str, entry: Entry) -> bool:
    """Whether a question is an entry's own title or one of its variants: a choice that was offered, pressed."""
    # The variants of a passage are the heading it stands under, which others may share.
    names = [entry.title] if entry.kind == "document" else [entry.title, *entry.variants]
    return any(asked == normalise(name) for name in names)
