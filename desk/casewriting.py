"""What the page of a case offers while an answer is written: canned replies and drafts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cases.drafts import drafts_of
from cases.replies import filled, replies_for
from cases.tables import Case
from desk.casefiles import hidden_from
from desk.room import Desk
from office.people import Person, may

FORMS = {
    "jawab": "jawab",
    "penolakan": "ajukan_penolakan",
    "klarifikasi": "ajukan_klarifikasi",
    "tanggapan": "tanggapi",
}
"""Forms in which an answer is written, and the step each takes."""
READERS = ("case.answer", "case.refuse", "case.approve", "objection.decide", "hoax.check")
"""Who has to do with answers sees colleagues' drafts of them."""


@dataclass(frozen=True)
class Draft:
    """A draft as colleagues see it."""

    id: int
    who: str
    at: datetime
    text: str
    mine: bool
    older: bool
    """The case has changed since it was written."""


@dataclass(frozen=True)
class Canned:
    """A reply with this case's number, name and limit in it."""

    name: str
    title: str
    text: str


def offered(
    desk: Desk,
    session: Session,
    case: Case,
    person: Person,
    steps: set[str],
    kept: dict[str, Any],
    chosen: int,
) -> dict[str, Any]:
    """Replies, drafts, and what stands in the forms: what was just sent, the draft chosen, or one's own newest."""
    rows = [row for row in drafts_of(session, case) if FORMS.get(row.form) in steps]
    if not any(may(person, each) for each in READERS):
        rows = [row for row in rows if row.person_id == person.id]
    in_form = next((row for row in rows if row.id == chosen), None)
    if in_form is None:
        in_form = next((row for row in rows if row.person_id == person.id), None)
    if hidden_from(case, person):
        return {"canned": [], "kept": kept, "draft": None, "drafts": []}
    names = {row.person_id: session.get_one(Person, row.person_id).name for row in rows}
    return {
        "canned": [
            Canned(one.name, one.title, filled(one, case, desk.office))
            for one in replies_for(session, case.kind)
        ],
        "kept": kept or (in_form.kept if in_form is not None else {}),
        "draft": None if kept or in_form is None else in_form.id,
        "drafts": [
            Draft(
                row.id,
                names[row.person_id],
                row.saved_at,
                row.kept.get("text", ""),
                row.person_id == person.id,
                row.case_version != case.version,
            )
            for row in rows
        ],
    }
