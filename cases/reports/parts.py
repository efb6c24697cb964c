"""Tables that reports have in common: the balance, the months, the times."""

from __future__ import annotations

from collections.abc import Sequence

from babel.dates import get_month_names

from cases.reports.counting import Ledger, Stopwatch, answered, by_month, decided, ledger, received
from cases.reports.document import Chart, Share, Table, counted
from cases.reports.period import Period
from cases.reports.reading import Story
from cases.reports.words import say, title_of
from cases.states import machine

BANDS = ((1, 5), (6, 10), (11, 17), (18, None))
"""Within the first limits of the law (10, and 17 with the extension), and beyond."""


def balance(stories: Sequence[Story], period: Period) -> tuple[str, Table]:
    """The ledger in a sentence and as a table."""
    made: Ledger = ledger(stories, period)
    rows = tuple((say(f"ledger.{name}"), count) for name, count in vars(made).items())
    table = Table(say("ledger.title"), (say("ledger.column"), say("count")), rows)
    return say("ledger.words", period=period.title, **vars(made)), table


def months(kind: str, stories: Sequence[Story], period: Period) -> Table:
    """What came in and what was answered, month by month."""
    came = by_month((story.received_on for story in received(stories, period)), period)
    given = by_month((answer.day for _, answer in answered(stories, period)), period)
    names, brief = get_month_names("wide", locale="id"), get_month_names("abbreviated", locale="id")
    labels = tuple(f"{names[month]} {year}" for year, month in period.months())
    ticks = tuple(brief[month] for _, month in period.months())
    columns = (say("months.column"), say("months.received"), say("months.answered"))
    drawn = Chart(
        "line", ticks, ((columns[1], tuple(map(float, came))), (columns[2], tuple(map(float, given))))
    )
    rows = tuple(zip(labels, came, given, strict=True))
    several = len(labels) > 1 and any((*came, *given))
    return Table(say("months.title", kind=title_of("kind", kind)), columns, rows, drawn if several else None)


def times(kind: str, stories: Sequence[Story], period: Period, watch: Stopwatch) -> Table:
    """How long answers of the period took, by outcome and together (Perki 1/2021 art. 57)."""
    given = answered(stories, period)
    columns = tuple(
        say(f"times.{name}") for name in ("column", "answered", "average", "median", "longest", "in_time")
    )
    groups = [
        (option.title, [(story, one) for story, one in given if one.outcome == name])
        for name, option in machine(kind).outcomes.items()
        if option.answer
    ]
    rows = []
    for title, group in [*groups, (say("times.all"), given)]:
        taken = watch.times(group)
        rows.append(
            (title, taken.count, taken.average, taken.median, taken.longest, Share(taken.share_in_time))
        )
    return Table(say("times.title"), columns, tuple(rows))


def bands(stories: Sequence[Story], period: Period, watch: Stopwatch) -> Table:
    """How many answers took how long."""
    taken = [watch.days(story, one.day) for story, one in answered(stories, period)]
    rows = []
    for number, (least, most) in enumerate(BANDS, 1):
        # An answer on the day of receipt took no working day: it belongs with the quickest.
        low = 0 if number == 1 else least
        rows.append(
            (
                say(f"times.band_{number}"),
                sum(low <= days and (most is None or days <= most) for days in taken),
            )
        )
    return counted(say("times.bands"), (say("times.band_column"), say("count"), say("share")), rows)


def outcomes(kind: str, stories: Sequence[Story], period: Period, title: str) -> Table:
    """The decisions of the period, every outcome of the law kept apart, also those that did not occur."""
    found = [one.outcome for _, one in decided(stories, period)]
    rows = [(option.title, found.count(name)) for name, option in machine(kind).outcomes.items()]
    return counted(title, (title, say("count"), say("share")), rows)
