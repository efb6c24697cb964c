"""Checks of claims in figures: what they were found to be, and whether the clarification came in its hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from cases.reports.counting import answered, share
from cases.reports.document import Section, Share, words
from cases.reports.parts import balance, outcomes
from cases.reports.period import Period
from cases.reports.reading import Decision, Story
from cases.reports.words import say, title_of
from cases.rules import clock_named

KIND = "cek_hoaks"


def sections(stories: Sequence[Story], period: Period) -> tuple[Section, ...]:
    told, ledger = balance(stories, period)
    given = answered(stories, period)
    quick = sum(_in_time(story, one) for story, one in given)
    said = say("hoax.in_time", share=words(Share(share(quick, len(given)))))
    verdicts = outcomes(KIND, stories, period, say("by.verdict"))
    return (Section(title_of("kind", KIND), (told, said), (ledger, verdicts)),)


def _in_time(story: Story, given: Decision) -> bool:
    """Clock hours, through nights and weekends."""
    limit = timedelta(hours=clock_named(KIND, "klarifikasi", story.received_on).limit)
    return given.at - story.happenings[0].at <= limit
