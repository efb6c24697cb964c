"""Reading the audit log: who did what, newest first, filtered by person, kind, thing and day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.changes import officer
from desk.room import Desk, DeskRoute
from office.accounts import list_people
from office.audit import AuditEntry
from office.audit_check import anchor
from office.people import Person
from office.texts import texts

PAGE = 50
_NAMED = texts().keys()
GROUPS = tuple(key.removeprefix("audit.group.") for key in _NAMED if key.startswith("audit.group."))
"""Kinds of acts one may look for: those that have a name in the texts."""


@dataclass(frozen=True)
class Line:
    """One act in words."""

    id: int
    at: datetime
    who: str
    what: str
    about: str
    link: str
    details: str


@dataclass(frozen=True)
class Wanted:
    """The filter, as the address carries it."""

    petugas: str = ""
    jenis: str = ""
    tentang: str = ""
    dari: str = ""
    sampai: str = ""

    def link(self, **more: object) -> str:
        given = {name: value for name, value in (vars(self) | more).items() if value}
        return "/desk/catatan" + (f"?{urlencode(given)}" if given else "")


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk/catatan", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    @router.get("")
    def show(
        person: Annotated[Person, signed_in],
        petugas: str = "",
        jenis: str = "",
        tentang: str = "",
        dari: str = "",
        sampai: str = "",
        sebelum: int = 0,
    ) -> Response:
        desk.allow(person, "audit.view")
        wanted = Wanted(
            petugas, jenis if jenis in GROUPS else "", tentang.strip()[:230], _day(dari), _day(sampai)
        )
        with desk.database.reading() as session:
            people = list_people(session)
            names = {officer(each.id): each.name for each in people}
            lines = [_line(row, names) for row in _rows(desk, session, wanted, sebelum)]
            end = anchor(session)
        return desk.pages.page(
            "auditlog.html",
            person=person,
            here="audit",
            lines=lines[:PAGE],
            more=lines[PAGE - 1].id if len(lines) > PAGE else 0,
            wanted=wanted,
            people=people,
            groups=GROUPS,
            end=end,
            first=not sebelum,
        )

    return router


def _rows(desk: Desk, session: Session, wanted: Wanted, before: int) -> list[AuditEntry]:
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(PAGE + 1)
    if before > 0:
        query = query.where(AuditEntry.id < before)
    if wanted.petugas:
        query = query.where(AuditEntry.actor == wanted.petugas)
    if wanted.jenis:
        query = query.where(AuditEntry.act.startswith(f"{wanted.jenis}.", autoescape=True))
    if wanted.tentang:
        query = query.where(AuditEntry.about == wanted.tentang)
    zone = desk.office.zone
    if wanted.dari:
        query = query.where(AuditEntry.at >= datetime.combine(date.fromisoformat(wanted.dari), time(), zone))
    if wanted.sampai:
        after = date.fromisoformat(wanted.sampai) + timedelta(days=1)
        query = query.where(AuditEntry.at < datetime.combine(after, time(), zone))
    return list(session.scalars(query))


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _line(row: AuditEntry, names: dict[str, str]) -> Line:
    kind, _dot, change = row.act.partition(".")
    said = f"audit.act.{row.act.replace('.', '_')}"
    general = f"audit.change.{change}"
    group = texts().say(f"audit.group.{kind}") if f"audit.group.{kind}" in texts() else kind
    done = texts().say(general) if general in texts() else change.replace("_", " ")
    what = texts().say(said) if said in texts() else f"{group}: {done}"
    thing, _colon, identity = row.about.partition(":")
    pages = {"case": "/desk/perkara/", "person": "/desk/orang/", "entry": "/desk/pengetahuan/butir?id="}
    link = pages[thing] + quote(identity, safe="") if thing in pages and identity not in ("", "-") else ""
    who = names.get(row.actor) or (
        texts().say(f"audit.actor.{row.actor}") if f"audit.actor.{row.actor}" in texts() else row.actor
    )
    details = ", ".join(_flat(value) for value in row.facts.values() if not isinstance(value, dict))
    return Line(row.id, row.at, who, what, row.about, link, details)


def _flat(value: object) -> str:
    return " ".join(str(part) for part in value) if isinstance(value, list) else str(value)
