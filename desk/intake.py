"""Registering a case for somebody who came, called or wrote: the same form, number and receipt as in chat.

An officer may fill it in for a person with special needs (Perki 1/2021 art. 29(2)). From a complaint that
holds a request for information a second case is made here: two tracks, two clocks.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from cases import fields
from cases.changes import officer
from cases.complaints import Complaint, file_complaint
from cases.fields import Accepted, Checked
from cases.filing import Applicant, RequestedInformation, applicant_from, file_permohonan
from cases.hoaxes import file_cek_hoaks
from cases.moves import record
from cases.status import receipt_words
from cases.tables import Case
from desk.room import Away, Desk, DeskRoute
from office.clock import now
from office.people import Person
from office.texts import texts

FORMS = {
    "permohonan": (("details", "purpose", "obtain", "deliver"), ()),
    "pengaduan": (("complaint",), ("place", "happened", "reported")),
    "aspirasi": (("complaint",), ("place", "happened", "reported")),
    "cek_hoaks": (("claim",), ("link",)),
}
"""Lines of each kind: those that must be filled in, and those that may."""
CHANNELS = ("desk", "phone", "email", "letter", "social")
CHECKS = fields.CHECKS | {
    "details": fields.check_details,
    "purpose": fields.check_purpose,
    "obtain": fields.check_obtain,
    "deliver": fields.check_deliver,
    "complaint": fields.check_complaint,
    "place": fields.check_place,
    "happened": fields.check_happened,
    "reported": fields.check_reported,
    "claim": fields.check_claim,
    "link": fields.check_link,
}
LONGEST_AGO = 366
"""Days: older letters are typed in by mistake of the year."""
Short = Annotated[str, Field(max_length=4000)]
Long = Annotated[str, Field(max_length=9000)]
CHATTED = "percakapan ini"
"""A way to receive copies that only who writes in a conversation has."""


class Sent(BaseModel):
    """The form as it was sent."""

    kind: str = "permohonan"
    applicant_kind: str = "perorangan"
    channel: str = "desk"
    received: Short = ""
    helped: str = ""
    anonymous: str = ""
    confidential: str = ""
    source: int = 0
    """The complaint this was part of; 0 for none."""
    form_key: Short = ""
    details: Long = ""
    purpose: Short = ""
    obtain: Short = ""
    deliver: Short = ""
    complaint: Long = ""
    place: Short = ""
    happened: Short = ""
    reported: Short = ""
    claim: Long = ""
    link: Short = ""
    name: Short = ""
    nik: Short = ""
    decree: Short = ""
    entity: Short = ""
    group: Short = ""
    on_behalf_of: Short = ""
    power_of_attorney: Short = ""
    address: Short = ""
    contact: Short = ""

    def lines(self) -> tuple[list[str], list[str]]:
        """The names of the lines that must and that may be filled in."""
        must, may = FORMS[self.kind]
        if self.kind == "permohonan":
            return [*must, *fields.lines_of(self.applicant_kind)], []
        return list(must), [*may, *(() if self.kind == "cek_hoaks" else ("name", "address", "contact"))]

    def check(self, today: date) -> tuple[dict[str, str], dict[str, str]]:
        """The values as they are kept, and what is wrong, by line."""
        must, may = self.lines()
        kept, wrong = {}, {}
        for line in [*must, *(line for line in may if getattr(self, line).strip())]:
            checked: Checked = CHECKS[line](getattr(self, line).replace("\r\n", "\n"))
            if isinstance(checked, Accepted):
                kept[line] = checked.value
            else:
                wrong[line] = checked.words()
        if kept.get("deliver") == CHATTED:
            wrong["deliver"] = texts().say("desk.intake.no_chat")
        if self.received_on(today) is None:
            wrong["received"] = texts().say("desk.intake.received_wrong")
        return kept, wrong

    def received_on(self, today: date) -> date | None:
        """The day it reached the office; None when that is no day, or one to come."""
        try:
            day = date.fromisoformat(self.received) if self.received else today
        except ValueError:
            return None
        return day if day <= today and (today - day).days <= LONGEST_AGO else None


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    def page(
        person: Person, sent: Sent, status: int = 200, wrong: Mapping[str, str] | None = None
    ) -> Response:
        must, may = sent.lines()
        choices = {name: fields.options(name) for name in ("obtain", "deliver")}
        choices["deliver"] = [row for row in choices["deliver"] if row[0] != CHATTED]
        return desk.pages.page(
            "intake.html",
            status,
            person=person,
            sent=sent,
            must=must,
            optional=may,
            wrong=wrong or {},
            forms=FORMS,
            channels=CHANNELS,
            choices=choices,
            applicant_kinds=fields.options("applicant_kind"),
            today=desk.today(),
        )

    def source_of(session: Session, sent: Sent, person: Person) -> Case | None:
        return desk.case(session, sent.source, person) if sent.source else None

    @router.get("/perkara/baru")
    def form(
        person: Annotated[Person, signed_in],
        jenis: str = "permohonan",
        sebagai: str = "perorangan",
        dari: int = 0,
    ) -> Response:
        desk.allow(person, "case.register")
        kinds = dict(fields.options("applicant_kind"))
        sent = Sent(
            kind=jenis if jenis in FORMS else "permohonan",
            applicant_kind=sebagai if sebagai in kinds else "perorangan",
            source=dari,
            form_key=uuid4().hex,
        )
        with desk.database.reading() as session:
            source = source_of(session, sent, person)
            if source is not None:
                who = source.applicant
                sent.details, sent.channel = source.details, source.channel
                sent.name, sent.address, sent.contact = (
                    (who.name or "", who.address or "", who.contact or "") if who else ("", "", "")
                )
        return page(person, sent)

    @router.post("/perkara/baru")
    def register(person: Annotated[Person, signed_in], sent: Annotated[Sent, Form()]) -> Response:
        """The same form sent twice (the same ``form_key``) makes one case."""
        desk.allow(person, "case.register")
        known = dict(fields.options("applicant_kind"))
        if sent.kind not in FORMS or sent.applicant_kind not in known:
            raise Away(RedirectResponse("/desk/perkara/baru", 303))
        kept, wrong = sent.check(desk.today())
        if wrong:
            return page(person, sent, 422, wrong)
        with desk.database.writing(officer(person.id)) as session:
            source = source_of(session, sent, person)
            day = sent.received_on(desk.today()) or desk.today()
            case = _file(desk, session, sent, kept, source, day, officer(person.id))
        return RedirectResponse(f"/desk/perkara/{case.id}?selesai=terdaftar", 303)

    @router.get("/perkara/{case_id}/tanda-terima")
    def receipt(person: Annotated[Person, signed_in], case_id: int) -> Response:
        """To print and hand over: the number is the legal receipt (Perki 1/2021 art. 29)."""
        desk.allow(person, "case.register")
        with desk.database.reading() as session:
            case = desk.case(session, case_id, person)
            return desk.pages.page("receipt.html", person=person, case=case, words=receipt_words(case))

    return router


def _file(
    desk: Desk, session: Session, sent: Sent, kept: dict[str, str], source: Case | None, day: date, actor: str
) -> Case:
    noon = datetime.combine(day, time(12), desk.office.zone)
    common: dict[str, Any] = {
        "key": f"desk:{sent.form_key[:32] or uuid4().hex}",
        "conversation_id": source.conversation_id if source else None,
        "channel": source.channel if source else sent.channel if sent.channel in CHANNELS else "desk",
        "received_at": now() if day == desk.today() else noon,
        "office": desk.office,
        "actor": actor,
    }
    if sent.kind == "cek_hoaks":
        case = file_cek_hoaks(session, claim=kept["claim"], link=kept.get("link"), **common)
    elif sent.kind == "permohonan":
        wanted = RequestedInformation(kept["details"], kept["purpose"], kept["obtain"], kept["deliver"])
        applicant = applicant_from(sent.applicant_kind, kept)
        helped = bool(sent.helped)
        case = file_permohonan(session, applicant=applicant, request=wanted, helped=helped, **common)
    else:
        said = Complaint(
            kept["complaint"],
            kept.get("place"),
            kept.get("happened"),
            kept.get("reported"),
            bool(sent.anonymous),
            bool(sent.confidential),
        )
        who = None
        if kept.get("name"):
            who = Applicant("perorangan", kept["name"], "", kept.get("address", ""), kept.get("contact", ""))
        common |= {"complainant": who, "helped": bool(sent.helped)}
        case = file_complaint(session, kind=sent.kind, complaint=said, **common)
    if source is not None and case.version == 1:
        for one, other, kind in ((source, case, "dipecah"), (case, source, "pecahan_dari")):
            if not any(event.kind == kind and event.data["case"] == other.id for event in one.events):
                facts = {"case": other.id, "number": other.number}
                record(session, one, kind, actor, now(), desk.office, facts)
    return case
