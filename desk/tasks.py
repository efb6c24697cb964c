"""Things to do with a day of their own: material asked from a unit, and answers that leave by letter."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from cases.changes import Refused, officer
from cases.tasks import DELIVERY, MATERIAL, CaseTask, ask_unit, give_material, mark_sent, open_tasks
from desk.case import show_case
from desk.room import Away, Desk, DeskRoute
from office.clock import now
from office.people import Person


def day(typed: str) -> date:
    """A day as a form sends it. Raises :class:`Refused`."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refused("refused.task_day") from None


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk", route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    def task_for(session: Session, task_id: int, person: Person, kind: str) -> CaseTask:
        """The task, when it is of this kind and in the person's view."""
        task, units = session.get(CaseTask, task_id), desk.units_of(person)
        if task is None or task.kind != kind or (units is not None and task.unit not in units):
            raise Away(desk.pages.page("stopped.html", 404, person=person, reason="unknown"))
        return task

    def page(person: Person, status: int = 200, problem: str | None = None, done: bool = False) -> Response:
        with desk.database.reading() as session:
            tasks = open_tasks(session, desk.units_of(person))
            return desk.pages.page(
                "tasks.html",
                status,
                person=person,
                tasks=tasks,
                today=desk.today(),
                problem=problem,
                done=done,
            )

    def finish(
        person: Person, task_id: int, kind: str, do: Callable[[Session, CaseTask, str], None]
    ) -> Response:
        """Finish a task of this kind; what is refused is said on the page."""
        actor = officer(person.id)
        try:
            with desk.database.writing(actor) as session:
                do(session, task_for(session, task_id, person, kind), actor)
        except Refused as refused:
            return page(person, 422, str(refused))
        return RedirectResponse("/desk/tugas?selesai=ya", 303)

    @router.get("/tugas")
    def show(person: Annotated[Person, signed_in], selesai: str = "") -> Response:
        desk.allow(person, "case.view")
        return page(person, done=bool(selesai))

    @router.post("/perkara/{case_id}/bahan")
    def ask(
        person: Annotated[Person, signed_in],
        case_id: int,
        unit: Annotated[str, Form()] = "",
        text: Annotated[str, Form(max_length=5000)] = "",
        due: Annotated[str, Form(max_length=10)] = "",
    ) -> Response:
        """Several units can be asked; the case stays where it is."""
        desk.allow(person, "case.dispose")
        actor, words = officer(person.id), text.replace("\r\n", "\n")
        try:
            with desk.database.writing(actor) as session:
                case = desk.case(session, case_id, person)
                ask_unit(session, case, unit, words, day(due), actor, now(), desk.office)
        except Refused as refused:
            kept = {"form": "bahan", "unit": unit, "text": words, "due": due}
            with desk.database.reading() as session:
                case = desk.case(session, case_id, person)
                return show_case(desk, session, case, person, 422, problem=str(refused), kept=kept)
        return RedirectResponse(f"/desk/perkara/{case_id}?selesai=bahan_diminta", 303)

    @router.post("/tugas/{task_id}/bahan")
    def give(
        person: Annotated[Person, signed_in],
        task_id: int,
        text: Annotated[str, Form(max_length=20_000)] = "",
    ) -> Response:
        desk.allow(person, "case.return")
        words = text.replace("\r\n", "\n")

        def given(session: Session, task: CaseTask, actor: str) -> None:
            give_material(session, task, words, actor, now(), desk.office)

        return finish(person, task_id, MATERIAL, given)

    @router.post("/tugas/{task_id}/dikirim")
    def sent(
        person: Annotated[Person, signed_in],
        task_id: int,
        sent_on: Annotated[str, Form(max_length=10)] = "",
    ) -> Response:
        desk.allow(person, "case.answer")

        def left(session: Session, task: CaseTask, actor: str) -> None:
            mark_sent(session, task, day(sent_on), actor, now(), desk.office)

        return finish(person, task_id, DELIVERY, left)

    return router
