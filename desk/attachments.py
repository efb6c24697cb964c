"""Files of a case at the desk: opened by who may, added for the next answer or for colleagues, taken back."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, File, Form, Response, UploadFile
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from cases import attachments
from cases.attachments import FOR_ANSWER, INTERNAL, OPENED, Attachment
from cases.changes import Refused, officer
from cases.files import file_rules, judge, tidy_name
from cases.moves import record
from cases.tables import Case
from desk.case import show_case
from desk.casefiles import hidden_from
from desk.room import Away, Desk, DeskRoute
from office.clock import now
from office.people import Person, may
from office.scanner import Scanner
from office.texts import texts
from office.web.download import download


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk/perkara/{case_id}/lampiran", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)
    scanner = Scanner(desk.settings.scanner)

    def find(session: Session, case: Case, name: str, person: Person) -> Attachment:
        row = attachments.named(session, case, name)
        if row is None or (row.from_citizen and hidden_from(case, person)):
            raise Away(desk.pages.page("stopped.html", 404, person=person, reason="unknown"))
        return row

    def refused(case_id: int, person: Person, problem: str) -> Response:
        with desk.database.reading() as session:
            case = desk.case(session, case_id, person)
            return show_case(desk, session, case, person, 422, problem=problem)

    def back(case_id: int, done: str) -> Response:
        return RedirectResponse(f"/desk/perkara/{case_id}?selesai={done}#lampiran", 303)

    @router.get("/{name}")
    def get(person: Annotated[Person, signed_in], case_id: int, name: str) -> Response:
        """The file to save; that somebody took it is part of the history."""
        desk.allow(person, "attachment.open")
        with desk.database.writing(officer(person.id)) as session:
            case = desk.case(session, case_id, person)
            row = find(session, case, name, person)
            why = attachments.trouble(row, scanner)
            if why is None:
                facts = {"attachment": row.id}
                record(session, case, OPENED, officer(person.id), now(), desk.office, facts)
                return download(row.content or b"", row.title or "", row.media)
        return refused(case_id, person, texts().say(f"cases.refused.attachment.{why}", title=row.title or ""))

    @router.post("")
    def add(
        person: Annotated[Person, signed_in],
        case_id: int,
        file: Annotated[UploadFile | None, File()] = None,
        use: Annotated[str, Form(max_length=10)] = "",
        note: Annotated[str, Form(max_length=300)] = "",
        form_key: Annotated[str, Form(max_length=32)] = "",
    ) -> Response:
        desk.allow(person, "attachment.add")
        use = use if use == FOR_ANSWER and may(person, "case.answer") else INTERNAL
        try:
            kept = _looked_at(file, note)
            with desk.database.writing(officer(person.id)) as session:
                case = desk.case(session, case_id, person)
                key = f"desk:{case.id}:{person.id}:{form_key or uuid4().hex}"
                attachments.add(session, case, kept, use, officer(person.id), now(), desk.office, key=key)
        except Refused as problem:
            return refused(case_id, person, str(problem))
        return back(case_id, "lampiran")

    @router.post("/{name}/hapus")
    def remove(person: Annotated[Person, signed_in], case_id: int, name: str) -> Response:
        """An officer's file that has not gone out."""
        desk.allow(person, "attachment.add")
        actor = officer(person.id)
        try:
            with desk.database.writing(actor) as session:
                case = desk.case(session, case_id, person)
                row = find(session, case, name, person)
                attachments.remove(session, case, row, actor, now(), desk.office)
        except Refused as problem:
            return refused(case_id, person, str(problem))
        return back(case_id, "lampiran_dihapus")

    def _looked_at(file: UploadFile | None, note: str) -> attachments.File:
        """The upload, judged and looked at by the scanner. Raises :class:`Refused`."""
        if file is None or not file.filename:
            raise Refused("refused.attachment.none")
        rules = file_rules()
        content = file.file.read(rules.largest + 1)
        judged = judge(content)
        if judged.type is None:
            fields = {"megabytes": rules.megabytes, "types": rules.listed}
            raise Refused(f"refused.attachment.{judged.reason}", **fields)
        title = tidy_name(file.filename, judged.type)
        return attachments.File(title, judged.type, content, scanner.scan(content), note.strip())

    return router
