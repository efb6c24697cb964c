"""One's own access: password, second factor, and where one is signed in. Nobody needs a permission for it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from cases.changes import officer
from desk.enrolment import codes_page, enrolment_page, opened_secret
from desk.entrance import KNOWN, begin, minutes
from desk.room import Away, Desk, DeskRoute
from desk.sessions import COOKIE, close_others, fingerprint, sessions_of
from office.accounts import change_password
from office.audit import note
from office.lockout import Key, forgive, proof
from office.people import PeopleError, Person, verify
from office.second_factor import codes_left, enrol, has_second_factor, new_codes, remove
from office.texts import texts

HERE = "/desk/akun"


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix=HERE, route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    def account(
        request: Request, person: Person, status: int = 200, problem: str = "", done: str = ""
    ) -> Response:
        with desk.database.reading() as session:
            context: dict[str, Any] = {
                "sessions": sessions_of(session, person),
                "enrolled": has_second_factor(session, person),
                "codes_left": codes_left(session, person),
            }
        return desk.pages.page(
            "account.html",
            status,
            person=person,
            here="account",
            required=person.role in desk.office.second_factor,
            this=fingerprint(request.cookies.get(COOKIE, "")),
            problem=problem,
            done=done,
            **context,
        )

    def confirmed(request: Request, person: Person, password: str) -> None:
        """A forgotten screen must not be enough to take an account over. Raises :class:`Away`."""
        keys = [Key("code", str(person.id))]
        if wait := begin(desk, keys):
            said = texts().say("people.signin.wait", minutes=minutes(wait))
            raise Away(account(request, person, 429, said))
        if not verify(person, password[:1000]):
            raise Away(account(request, person, 422, texts().say("people.account.wrong_password")))
        with desk.database.writing() as session:
            forgive(session, keys)

    @router.get("")
    def show(request: Request, person: Annotated[Person, signed_in], selesai: str = "") -> Response:
        done = selesai if f"people.done.{selesai}" in texts() else ""
        return account(request, person, done=done)

    @router.post("/sandi")
    def password(
        request: Request,
        person: Annotated[Person, signed_in],
        password: Annotated[str, Form()] = "",
        new: Annotated[str, Form()] = "",
        again: Annotated[str, Form()] = "",
    ) -> Response:
        confirmed(request, person, password)
        if new != again:
            return account(request, person, 422, texts().say("people.account.not_the_same"))
        try:
            with desk.database.writing(officer(person.id)) as session:
                renewed = session.merge(person)
                change_password(session, renewed, new)
                close_others(session, renewed, request.cookies.get(COOKIE, ""))
        except PeopleError as error:
            return account(request, person, 422, str(error))
        response = RedirectResponse(f"{HERE}?selesai=sandi", 303)
        if KNOWN in request.cookies:
            response.set_cookie(
                KNOWN, proof(renewed), path="/desk", httponly=True, samesite="lax",
                secure=desk.settings.secure_cookies,
            )  # fmt: skip
        return response

    @router.post("/keluar-lain")
    def sign_out_others(request: Request, person: Annotated[Person, signed_in]) -> Response:
        with desk.database.writing(officer(person.id)) as session:
            close_others(session, person, request.cookies.get(COOKIE, ""))
            note(session, "sign_in.others_out", f"person:{person.id}")
        return RedirectResponse(f"{HERE}?selesai=keluar_lain", 303)

    @router.post("/pintasan")
    def shortcuts(person: Annotated[Person, signed_in], on: Annotated[str, Form()] = "") -> Response:
        with desk.database.writing(officer(person.id)) as session:
            session.merge(person).shortcuts = on == "ya"
        return RedirectResponse(f"{HERE}?selesai=pintasan", 303)

    @router.post("/aplikasi")
    def set_up(
        request: Request, person: Annotated[Person, signed_in], password: Annotated[str, Form()] = ""
    ) -> Response:
        """The page with the secret; only for who knows the password."""
        confirmed(request, person, password)
        return enrolment_page(desk, person, f"{HERE}/aplikasi/simpan", required=False)

    @router.post("/aplikasi/simpan")
    def store(
        person: Annotated[Person, signed_in],
        sealed: Annotated[str, Form()] = "",
        code: Annotated[str, Form()] = "",
    ) -> Response:
        secret = opened_secret(sealed, person)
        if secret is None:
            return RedirectResponse(HERE, 303)
        try:
            with desk.database.writing(officer(person.id)) as session:
                codes = enrol(session, person, secret, code)
        except PeopleError as error:
            return enrolment_page(
                desk, person, f"{HERE}/aplikasi/simpan", required=False, secret=secret, problem=str(error)
            )
        return codes_page(desk, person, codes, HERE)

    @router.post("/kode-cadangan")
    def codes(
        request: Request, person: Annotated[Person, signed_in], password: Annotated[str, Form()] = ""
    ) -> Response:
        confirmed(request, person, password)
        with desk.database.writing(officer(person.id)) as session:
            if not has_second_factor(session, person):
                return RedirectResponse(HERE, 303)
            fresh = new_codes(session, person)
            note(session, "recovery_codes.renewed", f"person:{person.id}")
        return codes_page(desk, person, fresh, HERE)

    @router.post("/aplikasi/hapus")
    def forget(
        request: Request, person: Annotated[Person, signed_in], password: Annotated[str, Form()] = ""
    ) -> Response:
        if person.role in desk.office.second_factor:
            return account(request, person, 422, texts().say("people.account.required"))
        confirmed(request, person, password)
        with desk.database.writing(officer(person.id)) as session:
            remove(session, person)
        return RedirectResponse(f"{HERE}?selesai=aplikasi_hapus", 303)

    return router
