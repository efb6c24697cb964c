"""``tanya``: the command line. Exit 0 done, 1 refused with a reason, 2 wrong usage."""

from __future__ import annotations

import json
import sys
import tomllib
from io import TextIOWrapper
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from bot import (
    cli_audit,
    cli_backup,
    cli_cases,
    cli_evaluate,
    cli_hear,
    cli_knowledge,
    cli_mail,
    cli_models,
    cli_notice,
    cli_privacy,
    cli_reports,
    cli_say,
    cli_staff,
)
from bot.local import Refused, house
from office.database import KeyLost
from office.settings import load

app = typer.Typer(
    no_args_is_help=True, help="Tanya PPID: asisten layanan informasi publik.", add_completion=False
)
app.add_typer(cli_knowledge.app, name="knowledge")
app.add_typer(cli_cases.app, name="case")
app.command()(cli_cases.deadline)
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
def demo() -> None:
    """Isi kantor contoh: register, tanya jawab, dan satu petugas. Aman diulang."""
    from bot.demo import fill

    fill(load())


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
