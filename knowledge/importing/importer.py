"""A file into the database: what an office publishes, added, updated and retired.

How to call::

    result = import_file(database, Path("dip.xlsx"))              # -> ImportResult
    result = import_file(database, Path("dip.xlsx"), dry_run=True)    # says what would happen
    import_file(database, path, unit="Dinas Kesehatan", columns={"Perihal": "title"})

Raises :class:`ImportRefused` (one Indonesian sentence) and then changes nothing. A file is known by
its name: importing it again updates its entries and retires those whose rows vanished.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.importing.columns import Header, Remembered, find_header
from knowledge.importing.memory import check_met, keep, recall
from knowledge.importing.reading import read_sheets
from knowledge.importing.refusal import ImportRefused
from knowledge.importing.result import ImportResult, SheetMapping
from knowledge.importing.rows import Skipped, read_rows
from knowledge.importing.sheet import Sheet, flat
from knowledge.importing.values import is_exempt
from knowledge.store import Draft, apply, entry_id, find, new_entry
from knowledge.tables import Entry
from office.database import SYSTEM, Database

CHUNK = 1_000
"""Entries in one transaction: small enough not to keep other writers waiting."""
PREVIEW = 5

Progress = Callable[[int, int], None]
"""Called with entries written and entries in all."""


def import_file(
    database: Database,
    path: Path,
    *,
    unit: str = "",
    dry_run: bool = False,
    columns: Mapping[str, str] | None = None,
    remember: bool = False,
    progress: Progress | None = None,
    actor: str = SYSTEM,
) -> ImportResult:
    """Import one file. ``unit`` holds what names no unit; ``columns`` corrects the mapping of heads.

    ``remember`` keeps the correction for the next list with the same heads; ``actor`` is who imports.
    """
    result = ImportResult(path.name, dry_run)
    drafts = read_drafts(path, result, unit, columns, recall(database))
    if remember and columns and not dry_run:
        keep(database, [(each.heads, columns) for each in result.mappings])
    result.preview = drafts[:PREVIEW]
    named = _named(database, drafts, path.name)
    written = 0
    pending = iter(named.items())
    while chunk := dict(islice(pending, CHUNK)):
        with database.reading() if dry_run else database.writing(actor) as session:
            take(session, chunk, result)
        written += len(chunk)
        if progress:
            progress(written, len(named))
    result.retired = _retire_vanished(database, path.name, set(named), dry_run, actor)
    return result


def take(session: Session, named: Mapping[str, Draft], result: ImportResult) -> None:
    """Add and update what is named by id, and count it; a dry run only counts."""
    known = find(session, named)
    for identity, draft in named.items():
        entry = known.get(identity)
        if entry is None:
            result.added += 1
            if not result.dry_run:
                session.add(new_entry(identity, draft))
        elif apply(draft, entry):
            result.updated += 1
        else:
            result.unchanged += 1
    if result.dry_run:
        session.expunge_all()


def read_drafts(
    path: Path,
    result: ImportResult,
    unit: str = "",
    columns: Mapping[str, str] | None = None,
    remembered: Remembered | None = None,
) -> list[Draft]:
    """The file's drafts without touching the database; fills in the result's mapping and skipped rows."""
    drafts: list[Draft] = []
    exempt = False
    met: dict[str, None] = {}
    for sheet in joined(read_sheets(path), columns, remembered):
        result.notes += sheet.notes
        header = find_header(sheet, columns, remembered)
        if header is None:
            met.update(dict.fromkeys(_first_line(sheet)))
            continue
        met.update(dict.fromkeys(header.heads))
        if header.exempt or _exempt_title(sheet, header.row):
            exempt = True
            result.skipped.append(Skipped(sheet.name, 1, "daftar informasi dikecualikan", sheet.name))
            continue
        found, skipped = read_rows(sheet, header)
        result.mappings.append(_mapping(sheet, header, len(found)))
        result.skipped += skipped
        drafts += _distinct(sheet, found, result)
    check_met(path, columns, met)
    if not drafts and exempt:
        raise ImportRefused(
            f"Berkas {path.name} adalah daftar informasi yang dikecualikan; "
            "daftar itu tidak boleh diterbitkan di sini."
        )
    if not drafts:
        raise ImportRefused(
            f"Tidak ada baris informasi yang dikenali di {path.name}; "
            f"pastikan ada kolom judul atau pertanyaan beserta isinya{_hint(met)}."
        )
    return [replace(draft, unit=draft.unit or unit, source_file=path.name) for draft in drafts]


def _first_line(sheet: Sheet) -> list[str]:
    """The first row of several texts: heads, most likely."""
    rows = ([flat(cell.text)[:60] for cell in row if cell.text] for row in sheet.rows[:20])
    return next((texts[:30] for texts in rows if len(texts) > 1), [])


def _hint(met: Iterable[str]) -> str:
    shown = ", ".join(f'"{head[:40]}"' for head in islice(met, 8))
    return (
        f', atau sebutkan artinya, misalnya --column "Perihal=judul" (yang terbaca: {shown})' if shown else ""
    )


def _mapping(sheet: Sheet, header: Header, entries: int) -> SheetMapping:
    used = set(header.names.values())
    unused = [head for head in header.heads if head not in used]
    return SheetMapping(
        sheet.name, header.row + 1, dict(header.names), entries, unused, header.remembered, header.heads
    )


def joined(
    sheets: list[Sheet], columns: Mapping[str, str] | None = None, remembered: Remembered | None = None
) -> list[Sheet]:
    """Pages and documents often cut one register into tables of which only the first has a head."""
    found: list[Sheet] = []
    for sheet in sheets:
        if found and _goes_on(found[-1], sheet, columns, remembered):
            found[-1].rows += sheet.rows
        else:
            found.append(sheet)
    return found


def _goes_on(
    before: Sheet, sheet: Sheet, columns: Mapping[str, str] | None, remembered: Remembered | None
) -> bool:
    if not sheet.name.startswith("tabel ") or not before.rows or not sheet.rows:
        return False
    widths = [max(len(row) for row in part.rows) for part in (before, sheet)]
    if abs(widths[0] - widths[1]) > 1:
        return False
    own = find_header(sheet, columns, remembered)
    earlier = find_header(before, columns, remembered)
    return earlier is not None and (own is None or (len(own.columns) < 4 and not own.exempt))


def _exempt_title(sheet: Sheet, head: int) -> bool:
    """The texts above the table, or the sheet's name, call it a list of exempt information."""
    above = [cell.text for row in sheet.rows[: head + 1] for cell in row if cell.text]
    return any(is_exempt(text) and len(text) < 300 for text in [sheet.caption, sheet.name, *above])


def _distinct(sheet: Sheet, found: list[tuple[int, Draft]], result: ImportResult) -> list[Draft]:
    seen: dict[Draft, int] = {}
    for number, draft in found:
        if draft in seen:
            result.skipped.append(
                Skipped(sheet.name, number, f"sama dengan baris {seen[draft]}", draft.title[:120])
            )
        else:
            seen[draft] = number
    return list(seen)


def _named(database: Database, drafts: list[Draft], source: str) -> dict[str, Draft]:
    """Id -> draft. Ids of other files are taken; this file's own are met again in the same order."""
    with database.reading() as session:
        foreign = set(session.scalars(select(Entry.id).where(Entry.source_file != source)))
    named: dict[str, Draft] = {}
    for draft in drafts:
        identity = entry_id(draft, lambda name: name in named or name in foreign)
        if identity in named:  # the file gives one id twice
            identity = entry_id(replace(draft, id=""), lambda name: name in named or name in foreign)
        named[identity] = draft
    return named


def _retire_vanished(database: Database, source: str, kept: set[str], dry_run: bool, actor: str) -> int:
    query = select(Entry.id).where(Entry.source_file == source, Entry.status == "published")
    with database.reading() as session:
        vanished = [identity for identity in session.scalars(query) if identity not in kept]
    if dry_run:
        return len(vanished)
    for start in range(0, len(vanished), CHUNK):
        with database.writing(actor) as session:
            for entry in find(session, vanished[start : start + CHUNK]).values():
                entry.status = "retired"
    return len(vanished)
