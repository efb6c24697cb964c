"""``tanya audit``: is the log of who did what still as it was written."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.local import Refused, store
from office.settings import load
from office.texts import texts

app = typer.Typer(no_args_is_help=True, help="Catatan audit: siapa melakukan apa, kapan.")


@app.command()
def verify(
    anchors: Annotated[
        list[Path] | None,
        typer.Option(
            "--anchor", exists=True, dir_okay=False, help="Berkas dari tanya audit anchor. Boleh diulang."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Keluaran JSON.")] = False,
) -> None:
    """Periksa seluruh rantai. Keluar 1 dan menyebut mata rantai pertama yang putus."""
    from office.audit_check import read_anchors
    from office.audit_check import verify as check

    try:
        kept = [anchor for file in anchors or () for anchor in read_anchors(file)]
    except ValueError as error:
        raise Refused(texts().say("audit.bad_anchor", where=error)) from error
    with store(load()) as database, database.reading() as session:
        verdict = check(session, kept)
    broken = verdict.broken
    if as_json:
        typer.echo(json.dumps({"ok": broken is None} | asdict(verdict)))
        if broken is not None:
            raise typer.Exit(1)
        return
    if broken is not None:
        raise Refused(texts().say(f"audit.broken_{broken.why}", number=broken.number))
    key = "audit.whole" if kept else "audit.whole_without_anchor"
    typer.echo(texts().say(key, count=verdict.count))


@app.command()
def anchor(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", dir_okay=False, help="Tambahkan ke berkas ini.")
    ] = None,
) -> None:
    """Ujung rantai saat ini, satu baris JSON. Simpan di tempat lain: surel, kertas, mesin lain."""
    from office.audit_check import anchor as end

    with store(load()) as database, database.reading() as session:
        line = end(session).as_line()
    if output is None:
        typer.echo(line)
        return
    with output.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    typer.echo(texts().say("audit.anchored", file=output))
