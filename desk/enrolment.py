"""Pages that set up the authenticator app and show the recovery codes, at the door and in one's own account."""

from fastapi import Response

from desk.entrance import safe_path
from desk.room import Desk
from office.database import sealer
from office.people import Person
from office.sealed import SealBroken
from office.second_factor import new_secret, picture, spelled


def enrolment_page(
    desk: Desk, person: Person, here: str, *, required: bool, secret: str | None = None, problem: str = ""
) -> Response:
    """The secret as picture and in letters. It travels sealed in the form until the app has shown that it works."""
    secret = secret or new_secret()
    return desk.pages.page(
        "enrol.html",
        422 if problem else 200,
        person=person,
        here=here,
        required=required,
        problem=problem,
        sealed=sealer().seal(secret, _place(person)),
        qr=picture(secret, person, desk.office.short),
        spelled=spelled(secret),
    )


def codes_page(desk: Desk, person: Person, codes: list[str], go_on: str) -> Response:
    """The one time that the recovery codes are seen."""
    return desk.pages.page("codes.html", person=person, codes=codes, go_on=safe_path(go_on))


def opened_secret(sealed: str, person: Person) -> str | None:
    """The secret of this person's form; None for a form that was made for somebody else, or made up."""
    try:
        return sealer().open(sealed, _place(person))
    except SealBroken:
        return None


def _place(person: Person) -> str:
    return f"enrolment.{person.id}"
