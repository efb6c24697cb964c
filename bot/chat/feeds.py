"""The lists for programs: Atom of what is new, CSV and JSON of everything."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from heapq import nlargest
from itertools import islice
from operator import attrgetter
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from lxml import etree  # type: ignore[import-untyped]
from sqlalchemy import Row

from bot.chat.information import KIND, Wanted, search, wanted_by
from bot.chat.published import CLARIFICATIONS, PREFIX, REGISTER, Answered, Shown, answered, rows_of
from bot.chat.reading import KEPT, has, kept
from bot.chat.shelf import BATCH, Listed, Shelf, entries_of
from bot.services import Services
from cases.registers.writing import neutral
from office.clock import now
from office.texts import texts

NEWEST = 50
"""Entries of a feed; who wants all takes the file."""
ATOM = "http://www.w3.org/2005/Atom"
FILES = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
Line = dict[str, str]
Entry = Row[Any]


@dataclass(frozen=True)
class Item:
    """One entry of a feed."""

    path: str
    title: str
    text: str
    unit: str
    changed: datetime


def information_row(entry: Entry, home: str) -> Line:
    """A line of the information list, by the columns of Perki 1/2021 annex I."""
    return {
        "ringkasan": entry.title,
        "isi": entry.body,
        "kategori": entry.category or "",
        "kelompok": entry.heading,
        "unit": entry.unit,
        "penanggung_jawab": entry.responsible,
        "waktu_dan_tempat": entry.period,
        "bentuk": entry.form,
        "jangka_simpan": entry.retention,
        "tanggal_sumber": entry.source_date.isoformat() if entry.source_date else "",
        "berkas": entry.link,
        "alamat": f"{home}/dip/{entry.id}",
    }


def answer_row(line: Answered, shown: Shown, home: str) -> Line:
    """A line of a register, without anybody in it."""
    return {
        "judul": line.entry.title,
        "jawaban": line.entry.body,
        "unit": line.entry.unit,
        "diterima": line.received_on.isoformat(),
        "dijawab": line.answered_on.isoformat(),
        "hari_kerja": str(line.working_days),
        "hasil": line.outcome,
        "alamat": f"{home}{shown.path}/{line.number}",
    }


def add_to(routes: APIRouter, services: Services, shelf: Shelf) -> None:
    """``.atom``, ``.csv`` and ``.json`` beside each list's page."""
    home = services.settings.address

    def state() -> str:
        return f'"{shelf.revision()}-{now().date().isoformat()}"'

    def information(wanted: Wanted) -> Iterator[Line]:
        with services.database.reading() as session:
            for entry in entries_of(session, search(services, shelf, wanted)):
                yield information_row(entry, home)

    def register(shown: Shown) -> Iterator[Line]:
        with services.database.reading() as session:
            rows = rows_of(session, shelf, shown)
            for start in range(0, len(rows), BATCH):
                for line in answered(session, rows[start : start + BATCH]):
                    yield answer_row(line, shown, home)

    def newest(name: str, rows: list[Listed], path: Callable[[Entry], str]) -> list[Item]:
        latest = shelf.once(f"{name}.atom", lambda: nlargest(NEWEST, rows, key=attrgetter("revision")))
        with services.database.reading() as session:
            return [
                Item(path(entry), entry.title, entry.body, entry.unit, entry.updated_at)
                for entry in entries_of(session, latest)
            ]

    @routes.get("/dip.atom")
    def information_feed(request: Request) -> Response:
        items = newest(KIND, shelf.rows(KIND), lambda entry: f"/dip/{entry.id}")
        return _atom(services, request, "dip", "/dip", items)

    for form in FILES:

        @routes.get(f"/dip.{form}", name=f"dip-{form}")
        def information_file(
            request: Request, wanted: Annotated[Wanted, Depends(wanted_by)], form: str = form
        ) -> Response:
            return _file(request, state(), "daftar-informasi", form, information(wanted))

        for shown in (REGISTER, CLARIFICATIONS):

            @routes.get(f"{shown.path}.{form}", name=f"{shown.kind}-{form}")
            def register_file(request: Request, form: str = form, shown: Shown = shown) -> Response:
                return _file(request, state(), shown.path[1:], form, register(shown))

    for shown in (REGISTER, CLARIFICATIONS):

        @routes.get(f"{shown.path}.atom", name=f"{shown.kind}-atom")
        def register_feed(request: Request, shown: Shown = shown) -> Response:
            with services.database.reading() as session:
                rows = rows_of(session, shelf, shown)
            path = lambda entry: f"{shown.path}/{entry.id.removeprefix(PREFIX)}"  # noqa: E731
            return _atom(services, request, shown.kind, shown.path, newest(shown.kind, rows, path))


def _file(request: Request, state: str, name: str, form: str, rows: Iterator[Line]) -> Response:
    """All rows, sent as they are read: a hundred thousand of them never lie in memory together."""
    headers = {"Cache-Control": KEPT, "ETag": state}
    if has(request, state):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    write = _as_csv if form == "csv" else _as_json
    return StreamingResponse(write(rows), media_type=FILES[form], headers=headers)


def _as_csv(rows: Iterator[Line]) -> Iterator[bytes]:
    yield "\ufeff".encode()  # so that spreadsheets read it as UTF-8
    buffer, writer = io.StringIO(), None
    for number, row in enumerate(rows):
        if writer is None:
            writer = csv.DictWriter(buffer, list(row))
            writer.writeheader()
        writer.writerow({name: neutral(cell) for name, cell in row.items()})
        if number % BATCH == BATCH - 1:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _as_json(rows: Iterator[Line]) -> Iterator[bytes]:
    written = (json.dumps(row, ensure_ascii=False) for row in rows)
    opening = "[\n"
    while part := list(islice(written, BATCH)):
        yield (opening + ",\n".join(part)).encode()
        opening = ",\n"
    yield b"\n]\n" if opening != "[\n" else b"[]\n"


def _atom(services: Services, request: Request, name: str, path: str, items: list[Item]) -> Response:
    """RFC 4287."""
    home = services.settings.address
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    feed.set("{http://www.w3.org/XML/1998/namespace}lang", "id")
    newest = max(
        (item.changed for item in items), default=datetime.combine(date(2021, 6, 30), time(), now().tzinfo)
    )
    _put(feed, "id", f"{home}{path}")
    _put(feed, "title", texts().say(f"public.feed.{name}", office=services.office.name))
    _put(feed, "updated", newest.isoformat())
    _put(_put(feed, "author"), "name", services.office.name)
    _put(feed, "link", rel="self", href=f"{home}{path}.atom", type="application/atom+xml")
    _put(feed, "link", rel="alternate", href=f"{home}{path}", type="text/html")
    for item in items:
        entry = _put(feed, "entry")
        _put(entry, "id", home + item.path)
        _put(entry, "title", item.title)
        _put(entry, "updated", item.changed.isoformat())
        _put(entry, "link", rel="alternate", href=home + item.path, type="text/html")
        _put(entry, "summary", item.text or item.title)
        if item.unit:
            _put(_put(entry, "author"), "name", item.unit)
    content = etree.tostring(feed, xml_declaration=True, encoding="utf-8")
    return kept(request, Response(content, media_type="application/atom+xml"))


def _put(parent: Any, tag: str, text: str | None = None, **attributes: str) -> Any:
    element = etree.SubElement(parent, f"{{{ATOM}}}{tag}", attributes)
    if text is not None:
        # XML has no place for control characters, which an imported list may hold.
        element.text = "".join(sign for sign in text if sign >= " " or sign in "\n\t")
    return element
