"""``tanya knowledge``: the office's register, questions and answers, and their index."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import select

from bot.local import Refused, house, store
from office.audit import COMMAND
from office.settings import load

app = typer.Typer(no_args_is_help=True, help="Daftar informasi, tanya jawab, dan indeksnya.")

AsJson = Annotated[bool, typer.Option("--json", help="Keluaran JSON.")]


class FileKind(StrEnum):
    """What a file is imported as."""

    AUTO = "auto"
    REGISTER = "register"
    DOCUMENT = "document"


@app.command("import")
def knowledge_import(
    files: Annotated[list[Path], typer.Argument(help="Berkas register, tanya jawab, atau dokumen.")],
    unit: Annotated[str, typer.Option(help="Satuan kerja pemilik, bila berkas tidak menyebutnya.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tunjukkan saja, jangan simpan.")] = False,
    column: Annotated[
        list[str] | None, typer.Option(help='Betulkan arti kolom, misalnya "Perihal=judul". Boleh diulang.')
    ] = None,
    remember: Annotated[
        bool, typer.Option("--remember", help="Ingat --column untuk daftar berkolom sama berikutnya.")
    ] = False,
    entry: Annotated[str, typer.Option(help="Id butir yang memiliki dokumen ini.")] = "",
    title: Annotated[str, typer.Option(help="Nama dokumen, bila berkas tidak menyebutnya.")] = "",
    kind: Annotated[
        FileKind, typer.Option("--as", help="Baca sebagai daftar atau dokumen; biasanya dikenali sendiri.")
    ] = FileKind.AUTO,
    as_json: AsJson = False,
) -> None:
    """Masukkan register, tanya jawab, atau dokumen. Mengulang memperbarui, tidak menggandakan."""
    from bot.printing import imported
    from bot.progress import bar
    from knowledge.documents import import_document, is_document
    from knowledge.importing import ImportRefused, import_file
    from knowledge.importing.memory import read_corrections

    try:
        columns = read_corrections(column or [])
    except ImportRefused as refusal:
        raise Refused(str(refusal)) from refusal
    if remember and not columns:
        raise Refused('--remember perlu --column "Judul kolom=medan" untuk diingat.')
    if entry and kind is FileKind.REGISTER:
        raise typer.BadParameter("--entry hanya untuk dokumen.")
    if kind is FileKind.AUTO and (entry or columns):
        kind = FileKind.DOCUMENT if entry else FileKind.REGISTER
    refused = []
    with house(load()) as at_home:
        for file in files:
            try:
                with bar(f"Membaca {file.name}", "Menyimpan") as progress:
                    if kind is FileKind.DOCUMENT or (kind is FileKind.AUTO and is_document(file)):
                        result = import_document(
                            at_home.database,
                            file,
                            entry=entry,
                            title=title,
                            unit=unit,
                            dry_run=dry_run,
                            actor=COMMAND,
                        )
                    else:
                        result = import_file(
                            at_home.database, file, unit=unit, dry_run=dry_run,
                            columns=columns, remember=remember, progress=progress, actor=COMMAND,
                        )  # fmt: skip
            except ImportRefused as refusal:
                refused.append(f"{file.name}: {refusal}")
                continue
            typer.echo(
                json.dumps(asdict(result), ensure_ascii=False, default=str) if as_json else imported(result)
            )
        if not dry_run:
            with bar("Memperbarui indeks", "Mengindeks") as progress:
                at_home.sync(progress)
    if refused:
        raise Refused("\n".join(refused))


@app.command("reindex")
def knowledge_reindex() -> None:
    """Bangun ulang indeks dari basis data."""
    from bot.progress import bar

    with house(load()) as at_home, bar("Membangun indeks", "Mengindeks") as progress:
        at_home.rebuild(progress)
    typer.echo("Indeks sudah dibangun ulang.")


@app.command("list")
def knowledge_list(as_json: AsJson = False) -> None:
    """Daftar informasi yang terbit."""
    for entry in _published():
        line = {"entry": entry.id, "kind": entry.kind, "title": entry.title, "unit": entry.unit}
        typer.echo(
            json.dumps(line, ensure_ascii=False) if as_json else f"{entry.id}\t{entry.title}\t{entry.unit}"
        )


@app.command("export")
def knowledge_export() -> None:
    """Semua informasi yang terbit, satu JSON setiap baris."""
    columns = (
        "id",
        "kind",
        "title",
        "body",
        "variants",
        "heading",
        "unit",
        "responsible",
        "category",
        "period",
        "form",
        "retention",
        "link",
        "links",
        "source_date",
        "valid_until",
    )
    for entry in _published():
        line = {name: getattr(entry, name) for name in columns}
        typer.echo(json.dumps(line, ensure_ascii=False, default=str))


def _published() -> list[Any]:
    from knowledge.tables import Entry

    with store(load()) as database, database.reading() as session:
        query = select(Entry).where(Entry.status == "published").order_by(Entry.id)
        return list(session.scalars(query))
