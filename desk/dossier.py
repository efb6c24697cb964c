"""The dossier of a dispute as one file: every document and every dated event, from the request on.

What a commission asks for (Perki 1/2013 art. 11): the request with its receipt, the answer, the objection
with its receipt, the reply, and who the applicant is.
"""

import csv
import io
import re
import zipfile
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from cases.changes import officer
from cases.letters.keeping import letter_for, letters_of, pdf_of
from cases.moves import record
from cases.states import machine
from cases.tables import Case
from cases.texts import long_date
from desk.case import happenings
from desk.room import Away, Desk, DeskRoute
from office.clock import now
from office.people import Person
from office.texts import texts

KINDS = ("keberatan", "sengketa")


def chain(session: Session, case: Case) -> list[Case]:
    """The case with those it is about, the request first."""
    found = [case]
    while found[0].parent_id is not None:
        found.insert(0, session.get_one(Case, found[0].parent_id))
    return found


def file_name(text: str) -> str:
    """A name every file system takes."""
    return re.sub(r"[^0-9A-Za-z]+", "-", text).strip("-").lower()


def words_of(desk: Desk, session: Session, case: Case) -> str:
    """A case on paper: who, what, by when, and everything that was written about it, oldest first."""
    say, who = texts().say, case.applicant
    lines = [case.number, "", f"{say('desk.case.received')}: {long_date(case.received_on)}"]
    lines.append(f"{say('desk.case.due')}: {long_date(case.due_on)}")
    if who is not None and who.erased_at is None:
        parts = {
            "name": who.name,
            "nik": who.identity_number,
            "on_behalf_of": who.on_behalf_of,
            "power_of_attorney": who.power_of_attorney,
            "address": who.address,
            "contact": who.contact,
        }
        lines += [f"{say(f'cases.line.{name}')}: {value}" for name, value in parts.items() if value]
    lines += ["", say(f"desk.case.request_{case.kind}"), case.details, ""]
    for event in reversed(happenings(desk, session, case)):
        lines.append(f"{desk.pages.moment(event.at)}  {event.words}  ({event.who})")
        lines += [event.text, ""] if event.text and event.kind != "catatan" else []
    return "\n".join(lines) + "\n"


def dossier(desk: Desk, session: Session, case: Case) -> bytes:
    """A zip file: a list of what is in it, the cases on paper, their letters, and all events as a table."""
    files: dict[str, bytes] = {}
    events = io.StringIO()
    table = csv.writer(events, delimiter=";")
    table.writerow(
        [texts().say(f"desk.dossier.column_{name}") for name in ("number", "at", "what", "who", "law")]
    )
    for n, one in enumerate(chain(session, case), start=1):
        stem = f"{n:02d}-{one.kind}-{file_name(one.number)}"
        files[f"{stem}.txt"] = words_of(desk, session, one).encode()
        for m, due in enumerate(letters_of(session, one), start=1):
            content = pdf_of(letter_for(session, one, due.event, due.kind, desk.office))
            if content is not None:
                files[f"{stem}-{m:02d}-{due.kind.name}.pdf"] = content
        law_of_limit = next((limit["rule"] for limit in one.deadlines if limit["main"]), "")
        for event in reversed(happenings(desk, session, one)):
            at = event.at.astimezone(desk.office.zone).strftime("%Y-%m-%d %H:%M")
            step = machine(one.kind).transitions.get(event.kind)
            law = step.article if step else law_of_limit if event.kind == "terdaftar" else ""
            table.writerow([one.number, at, event.words, event.who, law])
    files["riwayat.csv"] = b"\xef\xbb\xbf" + events.getvalue().encode()
    head = texts().say("desk.dossier.head", number=case.number, office=desk.office.name)
    files = {"00-daftar-isi.txt": "\n".join([head, "", *files, ""]).encode()} | files
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    @router.post("/perkara/{case_id}/berkas")
    def download(person: Annotated[Person, signed_in], case_id: int) -> Response:
        """It names the applicant, so that it was taken is part of the history."""
        desk.allow(person, "dispute.record")
        with desk.database.writing(officer(person.id)) as session:
            case = desk.case(session, case_id, person)
            if case.kind not in KINDS:
                raise Away(desk.pages.page("stopped.html", 404, person=person, reason="unknown"))
            record(session, case, "berkas_diunduh", officer(person.id), now(), desk.office)
            session.flush()
            content = dossier(desk, session, case)
            name = file_name(case.number)
        disposition = f'attachment; filename="berkas-{name}.zip"'
        return Response(content, media_type="application/zip", headers={"Content-Disposition": disposition})

    return router
