"""Knowledge at the desk: the list, one entry with what it said before, and writing, retiring and publishing it."""

from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from cases.changes import officer
from desk.asked import answered_questions
from desk.case import who
from desk.entryform import KINDS, Written, as_written, written
from desk.room import Away, Desk, DeskRoute
from desk.unanswered import covered, question_of
from knowledge.store import Draft, apply, entry_id, new_entry, retire
from knowledge.tables import CATEGORIES, Entry
from knowledge.trial import Spoilt, spoils
from knowledge.versions import versions_of
from office.language import normalise
from office.people import Person, may
from office.texts import texts

PAGE = 50
HOME = "/desk/pengetahuan"
VIEW, EDIT = "knowledge.view", "knowledge.edit"
SHOWN_KINDS = ("faq", "dip", "published", "document")
STATUSES = ("published", "retired")
Identity = Annotated[str, Query(alias="id", max_length=200)]
"""In the query, because an id that an office gave may hold any letter."""


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix=HOME, route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)

    def one(session: Session, identity: str, person: Person) -> Entry:
        entry = session.get(Entry, identity)
        if entry is None:
            raise Away(desk.pages.page("stopped.html", 404, person=person, reason="unknown_entry"))
        return entry

    def form_page(
        person: Person, entry: Entry | None, form: Written, status: int = 200, **more: Any
    ) -> Response:
        context: dict[str, Any] = {"problem": "", "personal": [], "spoilt": [], "titles": {}} | more
        return desk.pages.page(
            "entry_edit.html", status, person=person, here="knowledge", entry=entry, form=form,
            kinds=KINDS, categories=CATEGORIES, **context,
        )  # fmt: skip

    @router.get("")
    def show(
        person: Annotated[Person, signed_in],
        cari: str = "",
        jenis: str = "",
        keadaan: str = "published",
        halaman: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> Response:
        desk.allow(person, VIEW)
        chosen = {
            "cari": cari.strip()[:200],
            "jenis": jenis if jenis in SHOWN_KINDS else "",
            "keadaan": keadaan if keadaan in STATUSES else "published",
        }
        with desk.database.reading() as session:
            wanted = _wanted(select(Entry), **chosen)
            total = session.scalar(_wanted(select(func.count()).select_from(Entry), **chosen)) or 0
            rows = list(
                session.scalars(
                    wanted.order_by(Entry.updated_at.desc(), Entry.id.desc())
                    .limit(PAGE)
                    .offset((halaman - 1) * PAGE)
                )
            )
        return desk.pages.page(
            "entries.html", person=person, here="knowledge", rows=rows, total=total, chosen=chosen,
            kinds=SHOWN_KINDS, statuses=STATUSES, page=halaman, pages=max(1, -(-total // PAGE)), today=desk.today(),
        )  # fmt: skip

    @router.get("/baru")
    def empty(person: Annotated[Person, signed_in], dari: int = 0) -> Response:
        """``dari`` is the message whose question is to be answered; its words do not travel in the address."""
        desk.allow(person, EDIT)
        question = ""
        if dari and may(person, "question.view"):
            with desk.database.reading() as session:
                question = question_of(desk, session, dari)
        return form_page(person, None, Written(title=question, source_date=desk.today().isoformat()))

    @router.get("/butir")
    def read(person: Annotated[Person, signed_in], identity: Identity = "", selesai: str = "") -> Response:
        desk.allow(person, VIEW)
        with desk.database.reading() as session:
            entry = one(session, identity, person)
            earlier = versions_of(session, identity)
            ids = {int(each.actor.split(":")[1]) for each in earlier if each.actor.startswith("petugas:")}
            names = {row.id: row.name for row in session.scalars(select(Person).where(Person.id.in_(ids)))}
        return desk.pages.page(
            "entry.html", person=person, here="knowledge", entry=entry, earlier=earlier, today=desk.today(),
            who=lambda actor: _who(actor, names),
            done=selesai if f"entries.done.{selesai}" in texts() else "",
        )  # fmt: skip

    @router.get("/sunting")
    def edit(person: Annotated[Person, signed_in], identity: Identity = "") -> Response:
        desk.allow(person, EDIT)
        with desk.database.reading() as session:
            entry = one(session, identity, person)
        return form_page(person, entry, as_written(entry))

    @router.post("/sunting")
    def save(
        person: Annotated[Person, signed_in],
        form: Annotated[Written, Depends(written)],
        not_personal: Annotated[str, Form()] = "",
        anyway: Annotated[str, Form()] = "",
        identity: Identity = "",
    ) -> Response:
        """Publish what is written; without an id it is a new entry."""
        desk.allow(person, EDIT)
        with desk.database.reading() as session:
            entry = None if not identity else one(session, identity, person)
        if entry is not None and form.version != str(entry.version):
            form = Written(**{**vars(form), "version": str(entry.version)})
            return form_page(person, entry, form, 409, problem=texts().say("entries.problem.changed"))
        if problem := form.problem():
            return form_page(person, entry, form, 422, problem=texts().say(f"entries.problem.{problem}"))
        personal = form.personal(desk.office)
        if any(each.certain for each in personal) or (personal and not not_personal):
            said = texts().say("entries.problem.personal")
            return form_page(person, entry, form, 422, problem=said, personal=personal)
        draft = form.draft("" if entry is None else entry.id, entry)
        if not anyway and (spoilt := spoilt_by(draft, entry)):
            titles = _titles(desk, spoilt)
            said = texts().say("entries.problem.spoils")
            return form_page(person, entry, form, 422, problem=said, spoilt=spoilt, titles=titles)
        with desk.database.writing(officer(person.id)) as session:
            name = _write(session, draft)
        return RedirectResponse(_address(name, "simpan"), 303)

    @router.post("/tarik")
    def take_back(person: Annotated[Person, signed_in], identity: Identity = "") -> Response:
        desk.allow(person, EDIT)
        with desk.database.writing(officer(person.id)) as session:
            retire(session, one(session, identity, person).id)
        return RedirectResponse(_address(identity, "tarik"), 303)

    @router.post("/terbitkan")
    def publish_again(person: Annotated[Person, signed_in], identity: Identity = "") -> Response:
        desk.allow(person, EDIT)
        with desk.database.writing(officer(person.id)) as session:
            one(session, identity, person).status = "published"
        return RedirectResponse(_address(identity, "terbit"), 303)

    def spoilt_by(draft: Draft, entry: Entry | None) -> list[Spoilt]:
        if desk.answerer is None:
            return []
        with desk.database.reading() as session:
            asked = answered_questions(session, desk.settings)
        tried = new_entry(entry.id if entry else "\x00baru", draft)
        tried.revision = entry.revision if entry else 0
        # Two entries of one title answer by chance.
        same = [
            Spoilt(near.title, near.entry, tried.id)
            for near in desk.answerer.ask(draft.title).candidates
            if near.entry != tried.id and normalise(near.title) == normalise(draft.title)
        ]
        found = same + spoils(desk.answerer, tried, asked)
        return [replace(each, question=covered(desk, each.question, [])) for each in found]

    return router


def _address(identity: str, done: str) -> str:
    return f"{HOME}/butir?{urlencode({'id': identity, 'selesai': done})}"


def _write(session: Session, draft: Draft) -> str:
    """The id of what was written."""
    entry = session.get(Entry, draft.id) if draft.id else None
    if entry is None:
        entry = new_entry(entry_id(draft, lambda name: session.get(Entry, name) is not None), draft)
        session.add(entry)
    else:
        apply(draft, entry)
    session.flush()
    return entry.id


def _wanted(query: Select[Any], cari: str, jenis: str, keadaan: str) -> Select[Any]:
    query = query.where(Entry.status == keadaan)
    if jenis:
        query = query.where(Entry.kind == jenis)
    for word in cari.split()[:8]:
        found = Entry.title.icontains(word, autoescape=True) | Entry.id.icontains(word, autoescape=True)
        query = query.where(found | Entry.body.icontains(word, autoescape=True))
    return query


def _who(actor: str, names: dict[int, str]) -> str:
    key = f"audit.actor.{actor}"
    return texts().say(key) if key in texts() else who(actor, names)


def _titles(desk: Desk, spoilt: list[Spoilt]) -> dict[str, str]:
    ids = {each.right for each in spoilt} | {each.by for each in spoilt if each.by}
    with desk.database.reading() as session:
        return {row.id: row.title for row in session.scalars(select(Entry).where(Entry.id.in_(ids)))}
