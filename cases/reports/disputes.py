"""Disputes in figures (Perki 1/2021 art. 57): petitions, mediation and rulings, court, and what was carried out."""

from __future__ import annotations

from collections.abc import Sequence

from cases.reports.document import Section, Table
from cases.reports.parts import balance, outcomes
from cases.reports.period import Period
from cases.reports.reading import Story
from cases.reports.words import say, title_of
from cases.states import machine

KIND = "sengketa"
STEPS = ("mediasi", "sepakat", "ajudikasi", "putus", "gugat", "putusan_pengadilan", "selesai")
"""What the law wants counted, in the order in which it happens."""


def sections(stories: Sequence[Story], period: Period) -> tuple[Section, ...]:
    words, ledger = balance(stories, period)
    found = (ledger, outcomes(KIND, stories, period, say("by.outcome")), _steps(stories, period))
    return (Section(title_of("kind", KIND), (words,), found),)


def _steps(stories: Sequence[Story], period: Period) -> Table:
    """How often each step was taken within the period."""
    steps = machine(KIND).transitions
    rows = [
        (steps[name].title, sum(period.holds(one.day) for story in stories for one in story.named(name)))
        for name in STEPS
    ]
    return Table(say("dispute.steps"), (say("dispute.step"), say("count")), tuple(rows))
