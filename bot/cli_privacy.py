"""``tanya privacy``: a citizen's rights over their data, for who asks in a letter rather than in the conversation."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from bot import privacy
from bot.engine import Engine
from bot.local import Refused, store
from bot.services import tracker_database
from office.audit import COMMAND
from office.database import sealer
from office.settings import load

app = typer.Typer(no_args_is_help=True, help="Data pribadi seorang warga: salinan dan penghapusan.")
Number = Annotated[str, typer.Argument(help="Nomor salah satu perkaranya.")]


@app.command()
def export(
    number: Number,
    output: Annotated[Path, typer.Option("-o", "--output", help="Berkas JSON, misalnya data.json.")],
) -> None:
    """Tulis semua yang disimpan tentang orang di balik sebuah perkara."""
    with store(load()) as database, database.writing(COMMAND) as session:
        said = privacy.kept(session, number)
        text = json.dumps(said, ensure_ascii=False, indent=1)
        try:
            descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise Refused(f"{output} sudah ada. Beri nama lain.") from error
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text + "\n")
    rows = sum(map(len, said.values()))
    typer.echo(
        f"{rows} catatan ditulis ke {output}. Berkas ini berisi data pribadi: hapus setelah diserahkan."
    )


@app.command()
def erase(
    number: Number,
    applicant: Annotated[
        bool, typer.Option("--applicant", help="Hapus juga data pemohon, setelah masa simpan arsip berakhir.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Dasar penghapusan data pemohon.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Jangan tanya lagi.")] = False,
) -> None:
    """Hapus isi percakapan orang di balik sebuah perkara. Perkaranya adalah arsip dan tetap ada."""
    settings = load()
    if not yes and not typer.confirm("Yang dihapus tidak dapat dikembalikan. Lanjutkan?"):
        raise Refused("Tidak ada yang dihapus.")
    with store(settings) as database:
        with database.writing(COMMAND) as session:
            talks = privacy.forget_conversations(session, number)
            numbers = privacy.forget_applicant(session, number, reason) if applicant else []
        engine = Engine("", tracker_database(settings), sealer(), settings.rasa.turn_timeout)
        for talk in talks:
            engine.forget(talk)
    typer.echo(f"Isi {len(talks)} percakapan dihapus.")
    if numbers:
        typer.echo(f"Data pemohon dihapus dari {', '.join(numbers)}.")
