"""What people ask and complain about, by the key words of the office's units, beside the time before.

Nobody's words are shown: only how often a topic occurs, and rare ones are put together.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.reports.counting import received
from cases.reports.document import Chart, Report, Section, Table, counted
from cases.reports.period import Period
from cases.reports.reading import Story, read
from cases.reports.words import say, title_of
from cases.states import KINDS
from cases.tables import Case
from office.language import normalise
from office.profile import Office

LEAST = 5
"""A topic of fewer cases is not shown by name: it could point at a person."""
MOST = 25
NONE = ""


def report(session: Session, period: Period, office: Office) -> Report:
    """Topics of the period beside those of the stretch of the same length before it."""
    length = (period.last - period.first).days + 1
    earlier = Period(period.first - timedelta(days=length), period.day_before)
    stories, before = read(session, period), read(session, earlier)
    topics = _Topics(office)
    now, then = (
        topics.count(session, received(stories, period)),
        topics.count(session, received(before, earlier)),
    )
    kinds = [
        (title_of("kind", kind), sum(s.kind == kind for s in received(stories, period))) for kind in KINDS
    ]
    titles = (say("topics.kinds"), say("count"), say("share"))
    sections = (
        Section(say("topics.table"), (say("topics.words", least=LEAST),), (_table(now, then),)),
        Section(say("topics.kinds"), (), (counted(say("topics.kinds"), titles, kinds),)),
    )
    return Report("topik", say("topics.title", period=period.title), say("topics.name"), sections)


def _table(now: Counter[str], then: Counter[str]) -> Table:
    shown = [name for name, count in now.most_common() if name != NONE and count >= LEAST][:MOST]
    rest = sum(count for name, count in now.items() if name != NONE and name not in shown)
    rest_then = sum(count for name, count in then.items() if name != NONE and name not in shown)
    rows = [(name, now[name], then[name]) for name in shown]
    rows += [(say("topics.rest", least=LEAST), rest, rest_then), (say("topics.none"), now[NONE], then[NONE])]
    columns = tuple(say(f"topics.{name}") for name in ("topic", "now", "before", "change"))
    labels = tuple(name for name, _, _ in rows[:12])
    series = (
        (columns[1], tuple(float(count) for _, count, _ in rows[:12])),
        (columns[2], tuple(float(count) for _, _, count in rows[:12])),
    )
    lines = tuple((name, count, earlier, count - earlier) for name, count, earlier in rows)
    return Table(say("topics.table"), columns, lines, Chart("bar", labels, series))


class _Topics:
    """The topics of the profile, found in the words of a case."""

    def __init__(self, office: Office) -> None:
        plain = {normalise(topic): topic for unit in office.units for topic in unit.topics}
        longest_first = sorted(plain, key=lambda topic: (-len(topic), topic))
        self._names = plain
        pattern = "|".join(re.escape(topic) for topic in longest_first)
        self._pattern = re.compile(rf"\b(?:{pattern})\b") if plain else None

    def count(self, session: Session, stories: list[Story]) -> Counter[str]:
        """How many cases touch each topic; those that touch none count under the empty name."""
        found: Counter[str] = Counter()
        ids = [story.id for story in stories]
        for at in range(0, len(ids), 500):
            query = select(Case.details).where(Case.id.in_(ids[at : at + 500]))
            for details in session.scalars(query):
                found.update(self._of(details) or {NONE})
        return found

    def _of(self, details: str) -> set[str]:
        if self._pattern is None:
            return set()
        return {self._names[match] for match in self._pattern.findall(normalise(details))}
