"""Questions without an answer, the most asked first: alike ones together, personal data covered."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.tables import Inbox
from cases.tables import Case, CaseApplicant
from desk.conversation import cover
from desk.leftovers import leftovers
from desk.room import Desk, DeskRoute
from knowledge.analysis import terms
from office.clock import now
from office.outcome import Outcome
from office.people import Person
from office.texts import texts

VIEW = "question.view"
LATELY = timedelta(days=90)
MOST = 600
"""Questions that are read, the latest first."""
SHOWN = 40
ALIKE = 0.5
"""Share of the words of both that two questions have in common, from which on they ask the same."""
WITHOUT = (Outcome.ABSTAINED_NO_EVIDENCE, Outcome.ABSTAINED_AMBIGUOUS)


@dataclass
class Group:
    """Questions that ask the same; the latest names the group."""

    id: int
    """The message that names it."""
    question: str
    words: frozenset[str]
    last_at: datetime
    others: list[str] = field(default_factory=list)
    count: int = 1


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk/pengetahuan", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    @router.get("/belum-terjawab")
    def show(person: Annotated[Person, signed_in]) -> Response:
        desk.allow(person, VIEW)
        with desk.database.reading() as session:
            groups, read = unanswered(desk, session)
        return desk.pages.page(
            "unanswered.html",
            person=person,
            here="knowledge",
            groups=groups[:SHOWN],
            read=read,
            days=LATELY.days,
        )

    return router


def unanswered(desk: Desk, session: Session) -> tuple[list[Group], int]:
    """The groups, the largest first, and how many questions were read."""
    recent = (Inbox.received_at > now() - LATELY, Inbox.forgotten_at.is_(None))
    query = select(Inbox).where(Inbox.outcome.in_(WITHOUT), *recent)
    rows = list(session.scalars(query.order_by(Inbox.id.desc()).limit(MOST)))
    people = _applicants(session, {row.conversation_id for row in rows})
    groups: list[Group] = []
    for row in rows:
        words = frozenset(terms(row.text))
        if not words:
            continue
        text = covered(desk, row.text, people[row.conversation_id])
        group = next((each for each in groups if _alike(each.words, words)), None)
        if group is None:
            groups.append(Group(row.id, text, words, row.received_at))
        else:
            group.count += 1
            if text not in (group.question, *group.others):
                group.others.append(text)
    return sorted(groups, key=lambda group: -group.count), len(rows)


def question_of(desk: Desk, session: Session, message_id: int) -> str:
    """One unanswered question, covered; empty when the message is no such question."""
    row = session.get(Inbox, message_id)
    if row is None or row.outcome not in WITHOUT:
        return ""
    return covered(desk, row.text, _applicants(session, {row.conversation_id})[row.conversation_id])


def covered(desk: Desk, text: str, people: list[CaseApplicant]) -> str:
    """The words without identity numbers, contacts, and what is known of who asks."""
    text = cover(text)
    for person in [None, *people]:
        for found in leftovers(text, person, desk.office):
            if found.kind != "nik":
                text = _without(text, found.found)
    return text


def _without(text: str, found: str) -> str:
    place = text.lower().find(found.lower())
    while found and place >= 0:
        text = text[:place] + texts().say("entries.covered") + text[place + len(found) :]
        place = text.lower().find(found.lower(), place + 1)
    return text


def _applicants(session: Session, conversations: set[str]) -> dict[str, list[CaseApplicant]]:
    """Who filed a case in these conversations: their names may stand in their questions."""
    found: dict[str, list[CaseApplicant]] = defaultdict(list)
    query = select(Case.conversation_id, CaseApplicant).join(CaseApplicant, CaseApplicant.case_id == Case.id)
    for conversation, applicant in session.execute(query.where(Case.conversation_id.in_(conversations))):
        found[str(conversation)].append(applicant)
    return found


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= ALIKE * len(one | other)
