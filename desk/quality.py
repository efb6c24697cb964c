"""How well the office's knowledge answers its own question set: run at the desk, with the figures of the last runs."""

import threading
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, File, Response, UploadFile
from fastapi.responses import RedirectResponse
from sqlalchemy import JSON, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from cases.changes import officer
from desk.asked import question_set
from desk.room import Desk, DeskRoute
from knowledge.answerer import Answerer
from knowledge.evaluation import Question, evaluate, question_file, read_questions
from office.audit import note
from office.clock import now
from office.database import Base, UtcDateTime
from office.people import Person
from office.texts import texts

log = structlog.get_logger()
HOME = "/desk/pengetahuan/mutu"
EDIT = "knowledge.edit"
GIVEN_UP = timedelta(hours=1)
"""A run that has said nothing for so long was ended with the program."""
LARGEST = 5 * 1024 * 1024
STEP = 20
MISSED = 30


class EvaluationRun(Base):
    """One run over the question set."""

    __tablename__ = "evaluation_run"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(40))
    questions: Mapped[int] = mapped_column(Integer)
    done: Mapped[int] = mapped_column(Integer, default=0)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """``overall``, ``registers`` and ``missed`` of :class:`knowledge.evaluation.Evaluation`."""

    @property
    def is_running(self) -> bool:
        return self.finished_at is None and now() - self.seen_at < GIVEN_UP


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix=HOME, route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)
    starting = threading.Lock()

    def page(person: Person, status: int = 200, problem: str = "") -> Response:
        try:
            count = len(question_set(desk.settings))
        except ValueError as error:
            count, problem = 0, problem or texts().say("quality.broken", where=error)
        with desk.database.reading() as session:
            runs = _latest(session)
        return desk.pages.page(
            "quality.html",
            status,
            person=person,
            here="knowledge",
            problem=problem,
            count=count,
            runs=runs,
            running=next((run for run in runs if run.is_running), None),
            last=next((run for run in runs if run.finished_at), None),
            risk=desk.settings.knowledge.risk,
            can_run=desk.answerer is not None,
        )

    @router.get("")
    def show(person: Annotated[Person, signed_in]) -> Response:
        desk.allow(person, EDIT)
        return page(person)

    @router.post("/daftar")
    def replace_set(
        person: Annotated[Person, signed_in], file: Annotated[UploadFile | None, File()] = None
    ) -> Response:
        """Take another question set; a broken one changes nothing."""
        desk.allow(person, EDIT)
        content = file.file.read(LARGEST + 1) if file is not None else b""
        if not content or len(content) > LARGEST:
            return page(person, 422, texts().say("quality.no_file"))
        target = question_file(desk.settings)
        aside = target.with_suffix(".new")
        aside.write_bytes(content)
        try:
            found = read_questions(aside)
        except ValueError as error:
            aside.unlink()
            return page(person, 422, texts().say("quality.broken", where=error))
        aside.replace(target)
        with desk.database.writing(officer(person.id)) as session:
            note(session, "setting.changed", "setting:questions", {"questions": len(found)})
        return RedirectResponse(HOME, 303)

    @router.post("/jalankan")
    def run(person: Annotated[Person, signed_in]) -> Response:
        desk.allow(person, EDIT)
        try:
            questions = question_set(desk.settings)
        except ValueError:
            questions = []
        if desk.answerer is None or not questions:
            return page(person, 422, texts().say("quality.nothing_to_run"))
        with starting, desk.database.writing(officer(person.id)) as session:
            if any(run.is_running for run in _latest(session)):
                return RedirectResponse(HOME, 303)
            made = EvaluationRun(
                started_at=now(),
                seen_at=now(),
                actor=officer(person.id),
                questions=len(questions),
                figures={},
            )
            session.add(made)
            session.flush()
            number = made.id
        arguments = (desk, desk.answerer, number, questions)
        threading.Thread(target=_measure, args=arguments, daemon=True).start()
        return RedirectResponse(HOME, 303)

    return router


def _latest(session: Session) -> list[EvaluationRun]:
    return list(session.scalars(select(EvaluationRun).order_by(EvaluationRun.id.desc()).limit(10)))


def _measure(desk: Desk, answerer: Answerer, number: int, questions: list[Question]) -> None:
    """In a thread of its own: a large set takes a minute, and pages do not wait for it."""

    def seen(done: int) -> None:
        if done % STEP == 0:
            with desk.database.writing() as session:
                run = session.get_one(EvaluationRun, number)
                run.done, run.seen_at = done, now()

    try:
        result = asdict(evaluate(answerer.ask, questions, seen))
    except Exception:
        log.exception("evaluation failed", run=number)
        result = {}
    with desk.database.writing() as session:
        run = session.get_one(EvaluationRun, number)
        run.finished_at, run.done = now(), len(questions) if result else run.done
        run.figures = {
            "overall": result.get("overall"),
            "registers": result.get("registers", {}),
            "missed": [list(each) for each in result.get("missed", [])[:MISSED]],
        }
