"""``tanya``: the command line. Exit 0 done, 1 refused with a reason, 2 wrong usage."""

from __future__ import annotations

import json
import sys
import tomllib
from dataclasses import asdict
from datetime import date
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from sqlalchemy import select

from bot import (
    cli_audit,
    cli_backup,
    cli_evaluate,
    cli_hear,
    cli_mail,
    cli_models,
    cli_notice,
    cli_privacy,
    cli_reports,
    cli_say,
    cli_staff,
)
from bot.local import Refused, house, store
from office.audit import COMMAND
from office.database import KeyLost
from office.settings import load

app = typer.Typer(
    no_args_is_help=True, help="Tanya PPID: asisten layanan informasi publik.", add_completion=False
)
knowledge_app = typer.Typer(no_args_is_help=True, help="Daftar informasi, tanya jawab, dan indeksnya.")
case_app = typer.Typer(no_args_is_help=True, help="Permohonan dan perkara lain.")
app.add_typer(knowledge_app, name="knowledge")
app.add_typer(case_app, name="case")
app.add_typer(cli_staff.app, name="staff")
app.add_typer(cli_audit.app, name="audit")
app.add_typer(cli_mail.app, name="mail")
app.add_typer(cli_models.app, name="models")
app.add_typer(cli_notice.app, name="notice")
app.add_typer(cli_privacy.app, name="privacy")
app.command("hear")(cli_hear.hear)
app.command()(cli_evaluate.evaluate)
app.command(context_settings={"ignore_unknown_options": True})(cli_say.say)
app.add_typer(cli_reports.register_app, name="register")
app.command()(cli_reports.report)
app.command()(cli_backup.backup)
app.command()(cli_backup.restore)

AsJson = Annotated[bool, typer.Option("--json", help="Keluaran JSON.")]


class FileKind(StrEnum):
    """What a file is imported as."""

    AUTO = "auto"
    REGISTER = "register"
    DOCUMENT = "document"


def main() -> None:
    """Entry point: every refusal is one sentence on standard error and exit 1."""
    # A question in a foreign encoding is a question with odd letters, not the end of the batch.
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except (Refused, KeyLost) as refused:
        typer.echo(str(refused), err=True)
        sys.exit(1)
    except ValidationError as error:
        wrong = "; ".join(".".join(map(str, each["loc"])) for each in error.errors())
        typer.echo(f"Pengaturan ini tidak dapat dipakai: {wrong}. Lihat docs/settings.md.", err=True)
        sys.exit(1)
    except tomllib.TOMLDecodeError as error:
        typer.echo(f"Berkas tanya.toml tidak dapat dibaca: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(0)


@app.command()
def serve() -> None:
    """Jalankan semuanya: halaman, kanal, meja kerja, dan mesin percakapan."""
    from bot.serve import CannotServe
    from bot.serve import serve as run

    try:
        run(load())
    except CannotServe as missing:
        raise Refused(str(missing)) from missing


@app.command()
def ask(
    question: Annotated[
        str, typer.Argument(help="Pertanyaan; tanda - membaca satu pertanyaan setiap baris.")
    ],
    as_json: AsJson = False,
) -> None:
    """Jawab dari pengetahuan kantor, tanpa percakapan."""
    with house(load()) as at_home:
        if question == "-":
            for batch in _batches(sys.stdin):
                for answer in at_home.ask(batch):
                    typer.echo(json.dumps(answer, ensure_ascii=False))
            return
        answer = at_home.ask([question])[0]
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    typer.echo(answer["text"] or "Belum ada jawaban yang pasti.")
    for source in answer["sources"]:
        about = [source["title"], source["unit"], source["date"], source["url"]]
        typer.echo("Sumber: " + ", ".join(str(part) for part in about if part))
    typer.echo(f"({answer['outcome']}, {answer['score']:.2f})")


@app.command()
def understand(
    messages: Annotated[
        str, typer.Argument(metavar="-", help="Tanda - membaca satu JSON setiap baris: text, question.")
    ],
) -> None:
    """Tunjukkan bagaimana mesin percakapan memahami pesan, tanpa menjawabnya."""
    from bot.understanding import understand as judge

    if messages != "-":
        raise typer.BadParameter("Tulis - lalu berikan satu JSON setiap baris pada masukan baku.")
    judge(load(), sys.stdin)


@app.command()
def chat() -> None:
    """Bercakap di terminal. Baris kosong atau Ctrl+D mengakhiri."""
    from bot.terminal import talk

    talk(load())


@app.command()
def deadline(
    kind: Annotated[str, typer.Argument(help="Jenis, misalnya permohonan atau keberatan.")],
    day: Annotated[str, typer.Argument(metavar="DATE", help="Tanggal diterima, misalnya 2026-03-13.")],
    as_json: AsJson = False,
) -> None:
    """Hitung batas waktu, dengan setiap hari yang dilewati dan alasannya."""
    from cases.deadlines import due_dates, explain
    from cases.rules import kinds
    from office.working_days import calendar_at

    try:
        received = date.fromisoformat(day)
    except ValueError as error:
        raise typer.BadParameter(f"{day} bukan tanggal. Tulis seperti 2026-03-13.") from error
    if kind not in kinds():
        raise typer.BadParameter(f"Jenis {kind} tidak dikenal. Pilih: {', '.join(kinds())}.")
    deadlines = due_dates(kind, received, calendar_at(load()))
    if as_json:
        typer.echo(json.dumps([each.as_json() for each in deadlines], ensure_ascii=False))
    else:
        typer.echo(explain(deadlines))


@knowledge_app.command("import")
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


@knowledge_app.command("reindex")
def knowledge_reindex() -> None:
    """Bangun ulang indeks dari basis data."""
    from bot.progress import bar

    with house(load()) as at_home, bar("Membangun indeks", "Mengindeks") as progress:
        at_home.rebuild(progress)
    typer.echo("Indeks sudah dibangun ulang.")


@knowledge_app.command("list")
def knowledge_list(as_json: AsJson = False) -> None:
    """Daftar informasi yang terbit."""
    for entry in _published():
        line = {"entry": entry.id, "kind": entry.kind, "title": entry.title, "unit": entry.unit}
        typer.echo(
            json.dumps(line, ensure_ascii=False) if as_json else f"{entry.id}\t{entry.title}\t{entry.unit}"
        )


@knowledge_app.command("export")
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


@case_app.command("list")
def case_list(as_json: AsJson = False) -> None:
    """Perkara yang terbuka, yang paling dekat batas waktunya lebih dulu."""
    from cases.lookup import Filter, queue
    from cases.states import KINDS

    with store(load()) as database, database.reading() as session:
        found = [case for kind in KINDS for case in queue(session, Filter(kind=kind), limit=10_000)]
        for case in sorted(found, key=lambda case: (case.due_on, case.id)):
            _show_case(case, as_json)


@case_app.command("show")
def case_show(number: str, as_json: AsJson = False) -> None:
    """Satu perkara dan semua yang terjadi padanya."""
    from cases.lookup import by_number, history

    with store(load()) as database, database.reading() as session:
        case = by_number(session, number)
        if case is None:
            raise Refused(f"Tidak ada perkara bernomor {number}.")
        _show_case(case, as_json)
        if not as_json:
            for event in history(session, case.id):
                typer.echo(f"  {event.at.isoformat(timespec='minutes')}  {event.kind}")


@app.command()
def demo() -> None:
    """Isi kantor contoh: register, tanya jawab, dan satu petugas. Aman diulang."""
    from bot.demo import fill

    fill(load())


def _published() -> list[Any]:
    from knowledge.tables import Entry

    with store(load()) as database, database.reading() as session:
        query = select(Entry).where(Entry.status == "published").order_by(Entry.id)
        return list(session.scalars(query))


def _show_case(case: Any, as_json: bool) -> None:
    shown = {
        "number": case.number,
        "kind": case.kind,
        "state": case.state,
        "received": case.received_on.isoformat(),
        "due": case.due_on.isoformat(),
        "unit": case.unit,
        "channel": case.channel,
    }
    if as_json:
        typer.echo(json.dumps(shown, ensure_ascii=False))
    else:
        typer.echo("\t".join(str(value or "-") for value in shown.values()))


def _batches(lines: Any, size: int = 64) -> Any:
    """Questions in small groups, so that answers flow while questions still come."""
    batch: list[str] = []
    for line in lines:
        if line.strip():
            batch.append(line.rstrip("\n"))
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
