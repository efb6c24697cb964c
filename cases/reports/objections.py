"""Objections in figures (Perki 1/2021 art. 57): received by ground, how they were decided, how long it took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cases.reports.counting import Stopwatch, received
from cases.reports.document import Section, Table, counted
from cases.reports.parts import balance, outcomes, times
from cases.reports.period import Period
from cases.reports.reading import Story
from cases.reports.words import say, title_of
from cases.states import machine

KIND = "keberatan"


def sections(stories: Sequence[Story], period: Period, watch: Stopwatch) -> tuple[Section, ...]:
    words, ledger = balance(stories, period)
    executed = sum(period.holds(one.day) for story in stories for one in story.named("selesai"))
    return (
        Section(title_of("kind", KIND), (words,), (ledger, _grounds(stories, period))),
        Section(
            say("by.outcome"),
            (say("objection.executed", closed=executed),),
            (outcomes(KIND, stories, period, say("by.outcome")), times(KIND, stories, period, watch)),
        ),
    )


def _grounds(stories: Sequence[Story], period: Period) -> Table:
    """Grounds a to g of UU 14/2008 art. 35; one objection may have several."""
    found = Counter(
        str(letter)
        for story in received(stories, period)
        for letter in story.happenings[0].data.get("grounds", ())
    )
    rows = [(f"{letter}. {option.title}", found[letter]) for letter, option in machine(KIND).grounds.items()]
    title = say("by.objection_ground")
    return counted(title, (title, say("count"), say("share")), rows, chart=False)
