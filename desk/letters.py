"""Letters: downloaded from a case, and their wordings edited, tried and refused before they can fail."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse

from cases.changes import officer
from cases.letters.keeping import (
    back_to_shipped,
    letter_for,
    letters_of,
    own_wording,
    pdf_of,
    preview,
    save_wording,
    wording_of,
)
from cases.letters.kinds import LetterKind, fields, kinds
from cases.letters.wording import LONGEST, WordingRefused
from cases.lookup import tidy_number
from cases.moves import record
from desk.room import Away, Desk, DeskRoute
from office.clock import now
from office.people import Person
from office.texts import texts


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    def known(kind: str, person: Person) -> LetterKind:
        desk.allow(person, "letter.edit")
        found = kinds().get(kind)
        if found is None:
            raise Away(desk.pages.page("stopped.html", 404, person=person, reason="unknown"))
        return found

    def editor(kind: LetterKind, person: Person, text: str, status: int = 200, **more: Any) -> Response:
        with desk.database.reading() as session:
            own = own_wording(session, kind) is not None
        context: dict[str, Any] = {"problem": None, "done": None} | more
        listed = [fields()[name] for name in kind.fields]
        return desk.pages.page(
            "letter.html", status, person=person, kind=kind, text=text, own=own, fields=listed,
            longest=LONGEST, **context,
        )  # fmt: skip

    @router.get("/perkara/{case_id}/surat/{event_id}/{kind}")
    def download(person: Annotated[Person, signed_in], case_id: int, event_id: int, kind: str) -> Response:
        """The letter as it was sent. It names the applicant and the address, so that somebody looked is kept."""
        desk.allow(person, "case.identity")
        with desk.database.writing(officer(person.id)) as session:
            case = desk.case(session, case_id, person)
            due = next(
                (
                    due
                    for due in letters_of(session, case)
                    if (due.event.id, due.kind.name) == (event_id, kind)
                ),
                None,
            )
            if due is None:
                raise Away(desk.pages.page("stopped.html", 404, person=person, reason="unknown"))
            letter = letter_for(session, case, due.event, due.kind, desk.office)
            seen = {"letter": letter.number}
            record(session, case, "surat_dibuka", officer(person.id), now(), desk.office, seen)
            content = pdf_of(letter)
        if content is None:
            raise Away(desk.pages.page("stopped.html", 410, person=person, reason="erased"))
        return as_pdf(content, f"{kind} {letter.number}")

    @router.get("/surat")
    def overview(person: Annotated[Person, signed_in]) -> Response:
        desk.allow(person, "letter.edit")
        with desk.database.reading() as session:
            own = {kind.name for kind in kinds().values() if own_wording(session, kind) is not None}
        return desk.pages.page("letters.html", person=person, kinds=kinds().values(), own=own)

    @router.get("/surat/{kind}")
    def edit(person: Annotated[Person, signed_in], kind: str, selesai: str = "") -> Response:
        found = known(kind, person)
        with desk.database.reading() as session:
            text = wording_of(session, found)
        done = selesai if f"desk.letter.done_{selesai}" in texts() else None
        return editor(found, person, text, done=done)

    @router.post("/surat/{kind}")
    def save(person: Annotated[Person, signed_in], kind: str, text: Annotated[str, Form()] = "") -> Response:
        """Saved only when a letter with every field required by law comes out of it as accessible PDF."""
        found = known(kind, person)
        try:
            with desk.database.writing(officer(person.id)) as session:
                save_wording(session, found, text, desk.office, person.id)
        except WordingRefused as refused:
            return editor(found, person, text, 422, problem=str(refused))
        return RedirectResponse(f"/desk/surat/{kind}?selesai=simpan", 303)

    @router.post("/surat/{kind}/pratinjau")
    def show(person: Annotated[Person, signed_in], kind: str, text: Annotated[str, Form()] = "") -> Response:
        """The letter with made-up content; nothing is saved."""
        found = known(kind, person)
        try:
            return as_pdf(preview(found, text, desk.office), f"{kind} contoh")
        except WordingRefused as refused:
            return editor(found, person, text, 422, problem=str(refused))

    @router.post("/surat/{kind}/bawaan")
    def shipped(person: Annotated[Person, signed_in], kind: str) -> Response:
        found = known(kind, person)
        with desk.database.writing(officer(person.id)) as session:
            back_to_shipped(session, found, person.id)
        return RedirectResponse(f"/desk/surat/{kind}?selesai=bawaan", 303)

    return router


def as_pdf(content: bytes, name: str) -> Response:
    """A file to save or open, under a name that says what it is."""
    file = tidy_number(name).replace("/", "-").lower()
    headers = {"Content-Disposition": f'attachment; filename="{file}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)
