"""Complaints and proposals in figures, unit by unit, as SP4N-LAPOR! judges them: share finished, time, rating."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import mean

from cases.ratings import EVENT, KINDS
from cases.reports.counting import Stopwatch, received, share
from cases.reports.document import Chart, Report, Section, Share, Table
from cases.reports.parts import balance, months, outcomes
from cases.reports.period import Period
from cases.reports.reading import Decision, Story
from cases.reports.words import say, title_of, unit_title
from office.profile import Office


def report(stories: Sequence[Story], period: Period, office: Office, watch: Stopwatch) -> Report:
    """The performance report; figures of units are those of what came in within the period."""
    ours = [story for story in stories if story.kind in KINDS]
    came = received(ours, period)
    finished = sum(_finished(story, period) for story in came)
    said = say("performance.words", period=period.title, received=len(came), finished=finished)
    sections = [Section(say("performance.units"), (said,), (units(ours, period, office, watch),))]
    for kind in KINDS:
        told = [story for story in ours if story.kind == kind]
        words, ledger = balance(told, period)
        tables = (ledger, months(kind, told, period), outcomes(kind, told, period, say("by.outcome")))
        sections.append(Section(title_of("kind", kind), (words,), tables))
    title = say("performance.title", period=period.title)
    return Report("kinerja", title, say("performance.name"), tuple(sections))


def units(stories: Sequence[Story], period: Period, office: Office, watch: Stopwatch) -> Table:
    """One row a unit, the one with most complaints first."""
    by_unit: dict[str, list[Story]] = defaultdict(list)
    for story in received(stories, period):
        by_unit[story.unit or ""].append(story)
    ordered = sorted(by_unit.items(), key=lambda item: (-len(item[1]), item[0]))
    names = ("unit", "received", "followed", "finished", "share", "average", "in_time", "rating")
    rows = []
    for code, told in ordered:
        done, taken = sum(_finished(story, period) for story in told), watch.times(_followed(told, period))
        rows.append(
            (
                unit_title(office, code),
                len(told),
                taken.count,
                done,
                Share(share(done, len(told))),
                taken.average,
                Share(taken.share_in_time),
                rating(told, period),
            )
        )
    labels = tuple(str(row[0]) for row in rows[:12])
    values = tuple(float(row[4].value or 0) * 100 for row in rows[:12] if isinstance(row[4], Share))
    drawn = Chart("bar", labels, ((say("performance.share"), values),)) if rows else None
    columns = tuple(say(f"performance.{name}") for name in names)
    return Table(say("performance.units"), columns, tuple(rows), drawn)


def rating(stories: Sequence[Story], period: Period) -> float | None:
    """The average of the last rating of each case; None where nobody rated."""
    given = [
        last.data["stars"]
        for story in stories
        if (rated := [one for one in story.named(EVENT) if one.day <= period.last]) and (last := rated[-1])
    ]
    return mean(given) if given else None


def _followed(stories: Sequence[Story], period: Period) -> list[tuple[Story, Decision]]:
    """Those that were followed up by the end of the period."""
    given = ((story, story.decision(period.last)) for story in stories)
    return [(story, one) for story, one in given if one is not None and one.answer]


def _finished(story: Story, period: Period) -> bool:
    return not story.open_on(period.last)
