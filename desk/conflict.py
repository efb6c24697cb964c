"""Two officers on one case: the second sees both texts and nothing is overwritten."""

from fastapi import Response

from desk.case import happenings
from desk.room import Desk
from office.people import Person


def conflict(desk: Desk, case_id: int, person: Person, own_text: str) -> Response:
    """The page that says who was first, with what, and keeps what this person wrote."""
    with desk.database.reading() as session:
        case = desk.case(session, case_id, person)
        latest = happenings(desk, session, case)
        theirs = next((event for event in latest if event.text), None)
        return desk.pages.page(
            "conflict.html", 409, person=person, case=case, latest=latest[0], theirs=theirs, own_text=own_text
        )


def seen(version: str) -> int:
    """The version a form was made from; anything else counts as outdated."""
    return int(version) if version.isdigit() else -1
