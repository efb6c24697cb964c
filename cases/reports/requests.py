"""Requests in figures (UU 14/2008 art. 12; Perki 1/2021 art. 57): granted, refused and why, how long it took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cases.reports.counting import Stopwatch, answered, by, received
from cases.reports.document import Section, Table, counted
from cases.reports.parts import balance, bands, months, outcomes, times
from cases.reports.period import Period
from cases.reports.reading import Story
from cases.reports.words import named, say, title_of, unit_title
from cases.states import machine
from office.profile import Office

KIND = "permohonan"


def summary(stories: Sequence[Story], period: Period, watch: Stopwatch) -> tuple[Section, ...]:
    """What the summary of the annual report holds."""
    words, ledger = balance(stories, period)
    found = Counter(one.outcome for _, one in answered(stories, period))
    extended = sum(period.holds(one.day) for story in stories for one in story.named("perpanjang"))
    refusals = say(
        "request.refusal_words", refused=found["dikecualikan"], partly=found["sebagian"], extended=extended
    )
    return (
        Section(title_of("kind", KIND), (words,), (ledger,)),
        Section(
            say("by.outcome"),
            (refusals,),
            (outcomes(KIND, stories, period, say("by.outcome")), grounds(stories, period)),
        ),
        Section(say("times.title"), (), (times(KIND, stories, period, watch), bands(stories, period, watch))),
    )


def detail(stories: Sequence[Story], period: Period, office: Office) -> tuple[Section, ...]:
    """What the full report adds: months, channels, who asked, which units."""
    came = received(stories, period)
    return (
        Section(say("months.title", kind=title_of("kind", KIND)), (), (months(KIND, stories, period),)),
        Section(
            say("by.channel"),
            (),
            (
                _table(
                    "channel", named(by(came, lambda s: s.channel), lambda name: title_of("channel", name))
                ),
                _table("applicant", named(by(came, _applicant), lambda name: title_of("applicant", name))),
            ),
        ),
        Section(
            say("by.unit"),
            (),
            (_table("unit", named(by(came, lambda s: s.unit), lambda code: unit_title(office, code))),),
        ),
    )


def grounds(stories: Sequence[Story], period: Period) -> Table:
    """The letters of art. 17 that refusals of the period stand on."""
    rules = machine(KIND)
    found: Counter[str] = Counter()
    for _, one in answered(stories, period):
        if rules.outcomes[one.outcome].refusal:
            found[str(one.event.data.get("ground", ""))] += 1
    rows = [
        (say("request.ground_letter", letter=letter, title=option.title), found[letter])
        for letter, option in rules.grounds.items()
    ]
    return counted(say("by.ground"), (say("by.ground"), say("count"), say("share")), rows, chart=False)


def _applicant(story: Story) -> str:
    return str(story.happenings[0].data.get("applicant_kind", "")) if story.happenings else ""


def _table(name: str, rows: list[tuple[str, int]]) -> Table:
    return counted(say(f"by.{name}"), (say(f"by.{name}"), say("count"), say("share")), rows)
