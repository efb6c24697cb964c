"""The reports there are, by name, for page, command line and files alike."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cases.ratings import KINDS
from cases.reports import annual, performance, topics
from cases.reports.counting import Stopwatch
from cases.reports.document import Report
from cases.reports.paper import as_pdf, as_xlsx
from cases.reports.period import Period
from cases.reports.reading import read
from office.calendar import Calendar
from office.profile import Office

NAMES = ("ringkas", "tahunan", "kinerja", "topik")
"""Annual summary, annual in full, SP4N-LAPOR! performance, topics."""


def make(session: Session, name: str, period: Period, office: Office, calendar: Calendar) -> Report:
    """Count a report. Raises ``KeyError`` for a name that is none of :data:`NAMES`."""
    if name == "kinerja":
        stories = read(session, period, KINDS)
        return performance.report(stories, period, office, Stopwatch(calendar))
    if name == "topik":
        return topics.report(session, period, office)
    if name not in NAMES:
        raise KeyError(name)
    return annual.report(session, period, office, calendar, full=name == "tahunan")


def as_file(report: Report, form: str, office: Office) -> bytes:
    """The report as ``pdf`` or ``xlsx``."""
    return as_pdf(report, office) if form == "pdf" else as_xlsx(report)
