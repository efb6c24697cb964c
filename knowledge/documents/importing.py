"""A document into the database: passages that name it and their page.

How to call::

    result = import_document(database, Path("panduan.pdf"), entry="dip-panduan-layanan")   # -> ImportResult
    result = import_document(database, Path("sop.docx"), title="SOP Pelayanan", unit="Diskominfo")

A document is known by its file's name and the entry it belongs to: importing it again updates its
passages and retires those that vanished. Raises :class:`ImportRefused` and then changes nothing.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from sqlalchemy import or_, select

from knowledge.documents.blocks import Document
from knowledge.documents.cutting import Passage, cut
from knowledge.documents.privacy import covered, places
from knowledge.documents.reading import read_document
from knowledge.importing import ImportRefused, ImportResult
from knowledge.importing.importer import take
from knowledge.importing.sheet import flat
from knowledge.importing.values import is_exempt
from knowledge.store import Draft, slug
from knowledge.tables import Entry
from office.database import SYSTEM, Database

PREVIEW = 5
_FIRST_LINES = 8


def import_document(
    database: Database,
    path: Path,
    *,
    entry: str = "",
    title: str = "",
    unit: str = "",
    dry_run: bool = False,
    actor: str = SYSTEM,
) -> ImportResult:
    """Import one document. ``entry`` is the published entry it stands behind; ``title`` names it."""
    with database.reading() as session:
        parent = session.get(Entry, entry) if entry else None
        if entry and (parent is None or parent.status != "published" or parent.kind == "document"):
            raise ImportRefused(f"Tidak ada butir terbit dengan id {entry}; lihat tanya knowledge list.")
    document, private = covered(read_document(path))
    _refuse_exempt(path, document)
    result = ImportResult(path.name, dry_run)
    if private:
        where = places(private)
        result.notes.append(
            f"Nomor pribadi{f' di {where}' if where else ''} tidak ikut disimpan; "
            "periksa apakah dokumen ini memang untuk umum."
        )
    if document.unreadable:
        pages = ", ".join(str(page) for page in document.unreadable)
        result.notes.append(f"Halaman {pages} adalah hasil pindai tanpa teks dan tidak terbaca.")
    name = flat(title) or (parent.title if parent else "") or document.title or _spoken(path.stem)
    drafts = _drafts(path, name, parent, unit, cut(document.blocks))
    result.preview = list(drafts.values())[:PREVIEW]
    with database.reading() if dry_run else database.writing(actor) as session:
        take(session, drafts, result)
        of_this = select(Entry).where(
            Entry.source_file == path.name,
            Entry.kind == "document",
            Entry.status == "published",
            or_(Entry.parent.is_(None), Entry.parent == (entry or None)),
        )
        with session.no_autoflush:
            vanished = [row for row in session.scalars(of_this) if row.id not in drafts]
        result.retired = len(vanished)
        for row in vanished if not dry_run else ():
            row.status = "retired"
    return result


def _drafts(
    path: Path, name: str, parent: Entry | None, unit: str, passages: list[Passage]
) -> dict[str, Draft]:
    """Id -> draft. A passage's id is its place in the document."""
    told = hashlib.sha256(f"{parent.id if parent else ''}|{path.name}".encode()).hexdigest()[:8]
    base = f"document-{slug(path.stem)[:40].strip('-')}-{told}"
    drafts = {}
    for number, passage in enumerate(passages, start=1):
        identity = f"{base}-{number}"
        place = f"halaman {passage.page}" if passage.page else f"bagian {number}"
        section = flat(passage.heading)[:200]
        drafts[identity] = Draft(
            kind="document",
            id=identity,
            title=f"{section} ({name}, {place})" if section else f"{name}, {place}",
            body=passage.text,
            variants=(section,) if section else (),
            heading=name,
            unit=unit or (parent.unit if parent else ""),
            category=parent.category if parent else None,
            period=parent.period if parent else "",
            link=parent.link if parent else "",
            parent=parent.id if parent else None,
            page=passage.page,
            source_file=path.name,
            source_date=parent.source_date if parent else None,
            valid_until=parent.valid_until if parent else None,
        )
    return drafts


def _refuse_exempt(path: Path, document: Document) -> None:
    """A list of exempt information is no document to publish, whatever its shape."""
    lines = [block.text for block in document.blocks[:_FIRST_LINES]]
    shown = [_spoken(path.stem), document.title, *(line for line in lines if len(line) < 150)]
    listed = re.compile(
        r"daftar|klasifikasi|lampiran|informasi (?:publik )?(?:yang )?dikecualikan", re.IGNORECASE
    )
    if any(is_exempt(line) and listed.search(line) for line in shown):
        raise ImportRefused(
            f"Berkas {path.name} memuat informasi yang dikecualikan; isinya tidak boleh diterbitkan di sini."
        )


def _spoken(stem: str) -> str:
    """``SOP_pelayanan-2025`` -> ``SOP pelayanan 2025``."""
    name = re.sub(r"[_\s]+|(?<!\d)-|-(?!\d)", " ", stem).strip() or stem
    return name[:1].upper() + name[1:]
