"""The page of one case: what is asked, by when and why, what was said, and what can be done now."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.answering import proposal, reasons
from cases.assignment import holders
from cases.attachments import ADDED
from cases.changes import ANSWERS, officer
from cases.deadlines import from_json
from cases.disputes import dispute_window, disputes_of
from cases.fields import masked, options
from cases.letters.keeping import letters_of
from cases.lookup import history
from cases.merging import MERGE
from cases.moves import allowed, record
from cases.objections import grounds_of, objections_to
from cases.redirections import redirections
from cases.states import Transition, machine
from cases.status import due_words, progress
from cases.tables import Case, CaseEvent
from cases.tasks import tasks_of
from desk.casefiles import hidden_from, shown
from desk.casesimilar import similar_cases
from desk.casewriting import offered
from desk.clockface import clock_face
from desk.conversation import beginning, conversation
from desk.publish import may_become_public
from desk.room import Desk, DeskRoute
from office.clock import now
from office.people import Person, may
from office.texts import texts
from office.web.pages import long_date

OWN_FORMS = frozenset({"disposisi", "ajukan_penolakan", "ajukan_klarifikasi", MERGE, *ANSWERS})
"""Steps with a form of their own on the page; the others are a button and, where needed, a reason."""


DATES = ("before", "after", "due", "sent")
"""Facts of events that are days."""


@dataclass(frozen=True)
class Happening:
    """An event in words."""

    kind: str
    at: datetime
    who: str
    words: str
    text: str


def show_case(
    desk: Desk, session: Session, case: Case, person: Person, status: int = 200, **more: Any
) -> Response:
    """The whole page; ``more`` carries a problem, kept form content or an opened identity."""
    rules = machine(case.kind)
    today = desk.today()
    context: dict[str, Any] = {
        "problem": None,
        "kept": {},
        "chosen_draft": 0,
        "identity_open": False,
        "whole_talk": False,
        "done": None,
    } | more
    steps = _steps(case, person)
    kept, chosen = context["kept"], context.pop("chosen_draft")
    writing = offered(desk, session, case, person, set(steps), kept, chosen)
    waiting = proposal(session, case) if case.state == "menunggu_persetujuan" else None
    hidden = hidden_from(case, person)
    talk = conversation(session, None if hidden else case.conversation_id, not context["identity_open"])
    people = holders(session, desk.office)
    start = 0 if context["whole_talk"] else beginning(talk, case.details, case.opened_at)
    return desk.pages.page(
        "case.html",
        status,
        person=person,
        case=case,
        applicant=None if hidden else case.applicant,
        hidden=hidden,
        holder=people.of(case),
        candidates=people.for_unit(case.unit),
        form_lines={line.name: line.value for line in case.lines},
        bodies=redirections(),
        approval=rules.approval(),
        tasks=tasks_of(session, case),
        disputes=disputes_of(session, case),
        dispute_window=dispute_window(case, today, desk.calendar),
        due=due_words(case),
        masked=_masked(case),
        clock=clock_face(case, today, desk.calendar),
        progress=progress(case, today, desk.calendar),
        state=rules.states[case.state],
        deadlines=[from_json(raw) for raw in case.deadlines],
        lines=talk[start:],
        earlier=start,
        to_do=_to_do(case, person),
        answers=ANSWERS,
        happenings=happenings(desk, session, case),
        steps=steps,
        rules=rules,
        proposal=waiting,
        grounds=grounds_of(session, case) if case.kind == "keberatan" else [],
        letters=letters_of(session, case),
        objections=objections_to(session, case),
        objection_rules=machine("keberatan"),
        parent=session.get(Case, case.parent_id) if case.parent_id else None,
        proposal_reasons=reasons(case, waiting.facts) if waiting else "",
        media=options("medium"),
        own_forms=OWN_FORMS,
        form_key=uuid4().hex,
        late_objection=bool(case.events and case.events[0].data.get("late")),
        unit=desk.office.unit(case.unit) if case.unit else None,
        obtain=dict(options("obtain")).get(case.obtain or "", case.obtain),
        deliver=dict(options("deliver")).get(case.deliver or "", case.deliver),
        publishable=may_become_public(case),
        **shown(desk, session, case, person),
        **similar_cases(desk, session, case, person),
        published=next((e.data.get("entry") for e in case.events if e.kind == "diterbitkan"), None),
        **context | writing,
    )


def _to_do(case: Case, person: Person) -> str:
    """What comes next, for whoever can do something about it."""
    key = f"desk.next.{case.kind}.{case.state}"
    return texts().say(key) if key in texts() and _steps(case, person) else ""


def _masked(case: Case) -> str:
    number = case.applicant.identity_number if case.applicant else None
    return masked(number) if number else ""


def _steps(case: Case, person: Person) -> dict[str, Transition]:
    """The steps this person may take now, by action."""
    return {step.action: step for step in allowed(case) if may(person, step.permission)}


def happenings(desk: Desk, session: Session, case: Case) -> list[Happening]:
    """The history in words, newest first."""
    events = history(session, case.id)
    ids = {int(event.actor.split(":")[1]) for event in events if event.actor.startswith("petugas:")}
    ids |= {event.data["person"] for event in events if "person" in event.data}
    names = {row.id: row.name for row in session.scalars(select(Person).where(Person.id.in_(ids)))}
    return [
        Happening(
            event.kind,
            event.at,
            who(event.actor, names),
            _event_words(desk, event, case, names),
            event.text or "",
        )
        for event in reversed(events)
    ]


def who(actor: str, names: dict[int, str]) -> str:
    """The actor of an event by name; staff are stored by number."""
    if actor.startswith("petugas:"):
        return names.get(int(actor.split(":")[1]), texts().say("desk.case.somebody"))
    return texts().say(f"desk.actor.{actor}")


def _event_words(desk: Desk, event: CaseEvent, case: Case, names: dict[int, str]) -> str:
    rules = machine(case.kind)
    data = dict(event.data)
    if "outcome" in data:
        data["outcome"] = rules.outcomes[data["outcome"]].title
    data |= {name: long_date(date.fromisoformat(data[name])) for name in DATES if name in data}
    if "person" in data:
        data["person"] = names.get(data["person"], texts().say("desk.case.somebody"))
    if "alarm" in data:
        data["alarm"] = texts().say(f"desk.alarm.{data['alarm']}")
    if "limit" in data:
        data["limit"] = next(
            (d["title"] for d in case.deadlines if d["name"] == data["limit"]), data["limit"]
        )
    if event.kind == ADDED:
        data["use"] = texts().say(f"desk.attachment.use_{data['use']}")
    if unit := desk.office.unit(str(data.get("unit", ""))):
        data["unit"] = unit.name
    if "extension" in data:
        data["extension"] = rules.extensions[data["extension"]].title
    if "class" in data:
        data["class"] = rules.classes[data["class"]].title
    if body := next((one for one in redirections() if one.name == data.get("body")), None):
        data["body"] = body.title
    own, shared = f"desk.event.{case.kind}.{event.kind}", f"desk.event.{event.kind}"
    if own not in texts() and shared not in texts():
        return event.kind
    nothing = dict.fromkeys(
        ("unit", "outcome", "extension", "entry", "class", "body", "number", "due", "sent"), ""
    )
    return texts().say(own if own in texts() else shared, **nothing | data)


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    @router.get("/perkara/{case_id}")
    def show(
        person: Annotated[Person, signed_in], case_id: int, selesai: str = "", draf: int = 0
    ) -> Response:
        done = selesai if f"desk.done.{selesai}" in texts() else None
        with desk.database.reading() as session:
            case = desk.case(session, case_id, person)
            return show_case(desk, session, case, person, done=done, chosen_draft=draf)

    @router.post("/perkara/{case_id}/identitas")
    def identity(person: Annotated[Person, signed_in], case_id: int) -> Response:
        """Show number and contact of the applicant; that somebody looked is part of the history."""
        desk.allow(person, "case.identity")
        with desk.database.writing(officer(person.id)) as session:
            case = desk.case(session, case_id, person)
            record(session, case, "identitas_dilihat", officer(person.id), now(), desk.office)
            session.flush()
            return show_case(desk, session, case, person, identity_open=True)

    @router.post("/perkara/{case_id}/percakapan")
    def whole_talk(person: Annotated[Person, signed_in], case_id: int) -> Response:
        """What was said before the case; that somebody looked is part of the history."""
        desk.allow(person, "case.identity")
        with desk.database.writing(officer(person.id)) as session:
            case = desk.case(session, case_id, person)
            record(session, case, "percakapan_dilihat", officer(person.id), now(), desk.office)
            session.flush()
            return show_case(desk, session, case, person, whole_talk=True)

    return router
