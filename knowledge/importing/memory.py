"""Corrections of the mapping: said by the office, checked, and remembered for lists with the same heads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import select

from knowledge.importing.columns import Remembered, fingerprint, key, spellings
from knowledge.importing.refusal import ImportRefused
from knowledge.tables import ColumnMemory
from office.database import Database

_IGNORED = {"", "abaikan", "ignore"}


def read_corrections(said: Iterable[str]) -> dict[str, str]:
    """``["Perihal=judul"]`` -> ``{"Perihal": "title"}``; raises :class:`ImportRefused` for what is no field."""
    found = {}
    for one in said:
        head, equals, name = one.rpartition("=")
        if not equals or not head.strip():
            raise ImportRefused(f'Tulis --column "Judul kolom=medan"; {one!r} bukan seperti itu.')
        found[head.strip()] = field_of(name)
    return found


def field_of(name: str) -> str:
    """The field a person means, by its Indonesian or its own name; ``""`` to leave a column out."""
    wanted = name.strip().lower().replace("_", " ")
    if wanted in _IGNORED:
        return ""
    names = spellings().names
    for field, called in names.items():
        if wanted in {called, field.replace("_", " ")}:
            return field
    raise ImportRefused(
        f"Medan {name.strip()!r} tidak dikenal; pilih salah satu: {', '.join(names.values())}, atau abaikan."
    )


def check_met(path: Path, columns: Mapping[str, str] | None, heads: Iterable[str]) -> None:
    """Refuse a correction for a column that the file does not have."""
    there = list(heads)
    known = {key(head) for head in there}
    missing = [head for head in columns or {} if key(head) not in known]
    if missing:
        shown = ", ".join(f'"{head[:40]}"' for head in there[:12]) or "tidak ada satu pun"
        raise ImportRefused(f"Kolom {missing[0]!r} tidak ada di {path.name}; kolom yang terbaca: {shown}.")


def recall(database: Database) -> Remembered:
    """All that is remembered."""
    with database.reading() as session:
        return {memory.heads: dict(memory.columns) for memory in session.scalars(select(ColumnMemory))}


def keep(database: Database, tables: Iterable[tuple[Sequence[str], Mapping[str, str]]]) -> None:
    """Remember a correction for each set of heads, beside what was said about it before."""
    with database.writing() as session:
        for heads, columns in tables:
            known = {key(head) for head in heads}
            said = {head: field for head, field in columns.items() if key(head) in known}
            mark = fingerprint(heads)
            memory = session.get(ColumnMemory, mark)
            if memory is None:
                session.add(ColumnMemory(heads=mark, names=list(heads), columns=said))
            else:
                new = {key(head) for head in said}
                old = {head: name for head, name in memory.columns.items() if key(head) not in new}
                memory.columns = {**old, **said}
