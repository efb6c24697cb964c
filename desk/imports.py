"""Importing at the desk: a file is read and shown, its columns corrected, and only then taken in."""

import re
import secrets
import shutil
import time
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Response, UploadFile
from fastapi.responses import RedirectResponse

from cases.changes import officer
from desk.room import Desk, DeskRoute
from knowledge.documents import import_document, is_document
from knowledge.importing import ImportRefused, ImportResult, import_file
from knowledge.importing.columns import spellings
from knowledge.importing.memory import field_of, read_corrections
from office.people import Person
from office.texts import texts

HOME = "/desk/pengetahuan/impor"
EDIT = "knowledge.edit"
LARGEST = 30 * 1024 * 1024
KEPT_SECONDS = 24 * 3600
"""A file that nobody confirmed is forgotten after a day."""
SKIPPED_SHOWN = 200


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix=HOME, route_class=DeskRoute)
    signed_in = Depends(desk.signed_in)
    uploads = desk.settings.home / "uploads"

    def start(person: Person, status: int = 200, problem: str = "", done: str = "") -> Response:
        return desk.pages.page(
            "import.html", status, person=person, here="knowledge", problem=problem, done=done,
            megabytes=LARGEST // 1024 // 1024,
        )  # fmt: skip

    def waiting(person: Person, token: str) -> Path | None:
        """The file of this person's upload, if it is still there."""
        if not re.fullmatch(r"[A-Za-z0-9_-]{20,40}", token):
            return None
        folder = uploads / str(person.id) / token
        return next(iter(folder.iterdir()), None) if folder.is_dir() else None

    def preview(
        person: Person,
        path: Path,
        token: str,
        unit: str,
        columns: dict[str, str],
        status: int = 200,
        problem: str = "",
    ) -> Response:
        result: ImportResult | None = None
        try:
            result = _read(desk, path, unit, columns, dry_run=True)
        except ImportRefused as refused:
            problem, status = str(refused), 422
        return desk.pages.page(
            "import_preview.html", status, person=person, here="knowledge", token=token, unit=unit, name=path.name,
            result=result, fields=spellings().names, columns=columns, problem=problem, shown=SKIPPED_SHOWN,
        )  # fmt: skip

    @router.get("")
    def show(person: Annotated[Person, signed_in]) -> Response:
        desk.allow(person, EDIT)
        return start(person)

    @router.post("")
    def upload(
        person: Annotated[Person, signed_in],
        file: Annotated[UploadFile | None, File()] = None,
        unit: Annotated[str, Form(max_length=300)] = "",
    ) -> Response:
        desk.allow(person, EDIT)
        if file is None or not file.filename:
            return start(person, 422, texts().say("import.no_file"))
        _forget_old(uploads)
        token = secrets.token_urlsafe(20)
        folder = uploads / str(person.id) / token
        folder.mkdir(mode=0o700, parents=True)
        path = folder / _safe_name(file.filename)
        with path.open("wb") as kept:
            shutil.copyfileobj(file.file, kept)
        if path.stat().st_size > LARGEST:
            shutil.rmtree(folder)
            return start(person, 413, texts().say("import.too_large", megabytes=LARGEST // 1024 // 1024))
        return preview(person, path, token, unit, {})

    @router.post("/periksa")
    def look_again(
        person: Annotated[Person, signed_in],
        token: Annotated[str, Form()] = "",
        unit: Annotated[str, Form(max_length=300)] = "",
        head: Annotated[list[str] | None, Form()] = None,
        meaning: Annotated[list[str] | None, Form()] = None,
        more: Annotated[str, Form(max_length=5_000)] = "",
    ) -> Response:
        desk.allow(person, EDIT)
        path = waiting(person, token)
        if path is None:
            return start(person, 410, texts().say("import.gone"))
        try:
            columns = _columns(head or [], meaning or [], more)
        except ImportRefused as refused:
            return preview(person, path, token, unit, {}, 422, str(refused))
        return preview(person, path, token, unit, columns)

    @router.post("/simpan")
    def take_in(
        person: Annotated[Person, signed_in],
        token: Annotated[str, Form()] = "",
        unit: Annotated[str, Form(max_length=300)] = "",
        head: Annotated[list[str] | None, Form()] = None,
        meaning: Annotated[list[str] | None, Form()] = None,
        remember: Annotated[str, Form()] = "",
    ) -> Response:
        desk.allow(person, EDIT)
        path = waiting(person, token)
        if path is None:
            return start(person, 410, texts().say("import.gone"))
        try:
            columns = _columns(head or [], meaning or [], "")
            result = _read(
                desk,
                path,
                unit,
                columns,
                dry_run=False,
                remember=bool(remember and columns),
                actor=officer(person.id),
            )
        except ImportRefused as refused:
            return preview(person, path, token, unit, {}, 422, str(refused))
        shutil.rmtree(path.parent, ignore_errors=True)
        counts = {name: getattr(result, name) for name in ("added", "updated", "unchanged", "retired")}
        return start(
            person, done=texts().say("import.done", file=result.file, skipped=len(result.skipped), **counts)
        )

    @router.post("/batal")
    def forget(person: Annotated[Person, signed_in], token: Annotated[str, Form()] = "") -> Response:
        desk.allow(person, EDIT)
        path = waiting(person, token)
        if path is not None:
            shutil.rmtree(path.parent, ignore_errors=True)
        return RedirectResponse(HOME, 303)

    return router


def _read(desk: Desk, path: Path, unit: str, columns: dict[str, str], **more: Any) -> ImportResult:
    if not columns and is_document(path):
        more.pop("remember", None)
        return import_document(desk.database, path, unit=unit, **more)
    return import_file(desk.database, path, unit=unit, columns=columns, **more)


def _columns(heads: list[str], meanings: list[str], more: str) -> dict[str, str]:
    """Head -> field, as said in the selects and in lines like ``Perihal=judul``. Raises :class:`ImportRefused`."""
    said = {head: field_of(meaning) for head, meaning in zip(heads, meanings, strict=False) if meaning}
    return said | read_corrections(line.strip() for line in more.splitlines() if line.strip())


def _safe_name(name: str) -> str:
    """The file's own name, by which it is known at the next import; nothing in it leads elsewhere."""
    plain = Path(name.replace("\\", "/")).name.strip(". ")
    return re.sub(r"[\x00-\x1f]", "", plain)[-120:] or "berkas"


def _forget_old(uploads: Path) -> None:
    for folder in uploads.glob("*/*"):
        if time.time() - folder.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
