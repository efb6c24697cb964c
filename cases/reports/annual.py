"""The annual report (Perki 1/2021 art. 56-58), in summary and in full: the office's chapters around counted figures."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.reports import disputes, hoaxes, objections, performance, requests
from cases.reports.counting import Stopwatch
from cases.reports.document import Report, Section
from cases.reports.period import Period
from cases.reports.reading import Story, read
from cases.reports.tables import ReportChapter
from cases.reports.words import say
from cases.rules import RULES
from cases.texts import plain_date
from office.calendar import Calendar
from office.clock import now
from office.profile import Office

LONGEST = 20_000


@dataclass(frozen=True)
class Chapter:
    """One chapter of the law's list; ``words`` ones are the office's own."""

    name: str
    title: str
    kind: str
    hint: str


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    return tomllib.loads((RULES / "annual_report.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def chapters() -> tuple[Chapter, ...]:
    """The chapters in the order of the law."""
    return tuple(Chapter(**row) for row in _rules()["chapter"])


def article() -> str:
    return str(_rules()["article"])


def ready_by(year: int) -> date:
    """Three months after the budget year (art. 56)."""
    return date(year + 1, _rules()["ready"]["month"], _rules()["ready"]["day"])


def written(session: Session, year: int) -> dict[str, str]:
    """What the office wrote for a year, by chapter."""
    newest = (
        select(func.max(ReportChapter.id)).where(ReportChapter.year == year).group_by(ReportChapter.chapter)
    )
    rows = session.scalars(select(ReportChapter).where(ReportChapter.id.in_(newest)))
    return {row.chapter: row.text for row in rows}


def write(session: Session, year: int, texts: Mapping[str, str], person_id: int) -> None:
    """Keep what changed; earlier wordings stay. Raises ``ValueError`` for a text that is too long."""
    before = written(session, year)
    for chapter in chapters():
        text = texts.get(chapter.name, "").replace("\r\n", "\n").strip()
        if len(text) > LONGEST:
            raise ValueError(chapter.title)
        if text != before.get(chapter.name, ""):
            row = ReportChapter(
                year=year, chapter=chapter.name, text=text, saved_at=now(), saved_by=person_id
            )
            session.add(row)


def report(session: Session, period: Period, office: Office, calendar: Calendar, full: bool) -> Report:
    """The report of any period; the office's chapters are those of the year it ends in."""
    stories, own = read(session, period), written(session, period.last.year)
    watch = Stopwatch(calendar)
    sections: list[Section] = []
    for number, chapter in enumerate(chapters(), 1):
        figures = _figures(chapter, stories, period, office, watch, full)
        text = own.get(chapter.name, "")
        if not full and not figures:
            continue
        paragraphs = tuple(part.strip() for part in text.split("\n\n") if part.strip())
        if not paragraphs and chapter.kind == "words":
            paragraphs = (say("annual.missing"),)
        title = f"{number}. {chapter.title}" if full else chapter.title
        sections.append(Section(title, paragraphs))
        sections += [Section(part.title, part.paragraphs, part.tables, 3) for part in figures]
    title = say("annual.full" if full else "annual.summary", period=period.title)
    counted_at = say("counted_at", day=plain_date(now().astimezone(office.zone).date()))
    name = "laporan-tahunan" if full else "laporan-tahunan-ringkas"
    return Report(name, title, f"{article()}. {counted_at}", tuple(sections))


def _figures(
    chapter: Chapter, stories: list[Story], period: Period, office: Office, watch: Stopwatch, full: bool
) -> tuple[Section, ...]:
    def of(kind: str) -> list[Story]:
        return [story for story in stories if story.kind == kind]

    if chapter.kind == "service":
        made = requests.summary(of(requests.KIND), period, watch)
        if not full:
            return made
        return (
            *made,
            *requests.detail(of(requests.KIND), period, office),
            *performance.report(stories, period, office, watch).sections,
            *hoaxes.sections(of(hoaxes.KIND), period),
        )
    if chapter.kind == "dispute":
        return (
            *objections.sections(of(objections.KIND), period, watch),
            *disputes.sections(of(disputes.KIND), period),
        )
    return ()
