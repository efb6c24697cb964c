"""Why there is no answer: nothing found, unclear, not the office's business, or not open to anyone."""

from __future__ import annotations

from functools import lru_cache

from knowledge.analysis import stem
from knowledge.query import Query
from knowledge.style import read_style
from office.language import LEXICON
from office.outcome import Outcome

FOREIGN_STYLE = -1.0
"""Below this a question sounds like nothing an office publishes."""
HOPELESS = 0.1
"""Below this chance the best entry is not even near."""


@lru_cache(maxsize=1)
def restricted_wishes() -> tuple[frozenset[str], ...]:
    """Sets of stems from ``data/lexicon/restricted.txt``."""
    lines = (LEXICON / "restricted.txt").read_text(encoding="utf-8").splitlines()
    return tuple(
        frozenset(stem(word) for word in line.split()) for line in lines if line and not line.startswith("#")
    )


def reason(query: Query, chance: float) -> Outcome:
    """The outcome for a question that is not answered; ``chance`` is that of the best candidate."""
    stems = {stem(word) for word in query.words}
    if any(wish <= stems for wish in restricted_wishes()):
        return Outcome.ABSTAINED_RESTRICTED
    if chance < HOPELESS and read_style()(query.words) < FOREIGN_STYLE:
        return Outcome.ABSTAINED_OUT_OF_SCOPE
    if len(query.own) == 1 and chance >= HOPELESS:
        return Outcome.ABSTAINED_AMBIGUOUS
    return Outcome.ABSTAINED_NO_EVIDENCE
