"""The staff console: its pages put together under ``/desk``."""

from fastapi import APIRouter

from cases.attachments import Attachment, unscanned
from cases.closing import close_silent
from cases.tasks import remind
from cases.words import index_missing
from desk import (
    account,
    answer,
    attachments,
    auditlog,
    bulk,
    case,
    deliveries,
    dispute,
    dossier,
    entries,
    exempt,
    filters,
    government,
    holder,
    imports,
    intake,
    kalender,
    lapor,
    letters,
    merging,
    notices,
    objection,
    publish,
    quality,
    queue,
    registers,
    replies,
    reports,
    saq,
    secondstep,
    signin,
    staff,
    steps,
    talk,
    talks,
    tasks,
    unanswered,
    written,
)
from desk.lapor import KINDS
from desk.room import Desk, DeskServices
from desk.sending import notify
from office.clock import now
from office.scanner import UNSCANNED, Scanner
from office.working_days import current_calendar

PARTS = (
    signin,
    secondstep,
    government,
    account,
    staff,
    auditlog,
    entries,
    unanswered,
    imports,
    quality,
    exempt,
    queue,
    filters,
    bulk,
    intake,
    case,
    holder,
    answer,
    attachments,
    written,
    merging,
    objection,
    dispute,
    dossier,
    tasks,
    lapor,
    kalender,
    steps,
    publish,
    replies,
    letters,
    notices,
    registers,
    reports,
    saq,
    deliveries,
    talks,
    talk,
)

__all__ = [
    "DeskServices",
    "close_silent_cases",
    "index_older_cases",
    "remind_of_tasks",
    "router",
    "scan_attachments",
]


def router(services: DeskServices) -> APIRouter:
    """All routes of the desk."""
    desk = Desk(services)
    together = APIRouter(include_in_schema=False)
    for part in PARTS:
        together.include_router(part.routes(desk))
    return together


def close_silent_cases(services: DeskServices) -> None:
    """Close the followed-up complaints to which nobody has replied, and tell their reporters."""
    with services.database.writing() as session:
        for kind in KINDS:
            for case, event in close_silent(session, kind, services.office, current_calendar(session), now()):
                notify(session, case, event, services.settings.address)


def index_older_cases(services: DeskServices) -> None:
    """Cases from before words could be searched become findable; a few at a time, so that nobody waits."""
    after: int | None = 0
    while after is not None:
        with services.database.writing() as session:
            after = index_missing(session, after)


def scan_attachments(services: DeskServices) -> None:
    """Look at the files that came while the scanner was away, or before there was one."""
    scanner = Scanner(services.settings.scanner)
    if not scanner.is_set:
        return
    with services.database.reading() as session:
        waiting = unscanned(session)
    for attachment_id in waiting:
        with services.database.reading() as session:
            content = session.get_one(Attachment, attachment_id).content
        result = scanner.scan(content or b"")  # outside any transaction: it may take a minute
        if result == UNSCANNED:
            return
        with services.database.writing() as session:
            session.get_one(Attachment, attachment_id).scan = result


def remind_of_tasks(services: DeskServices) -> None:
    """Reminders of tasks that are due tomorrow, today, or were."""
    with services.database.writing() as session:
        remind(session, services.office, current_calendar(session), now())
