"""``tanya models``: what can be used without a network, and fetching more."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from bot.local import Refused
from office.settings import load

app = typer.Typer(no_args_is_help=True, help="Model yang dipakai tanpa jaringan.")


@app.command("list")
def list_models(as_json: Annotated[bool, typer.Option("--json", help="Keluaran JSON.")] = False) -> None:
    """Model yang ada di komputer ini, dan mana yang dipakai."""
    from knowledge.hub import models

    for model in models(load()):
        used = "dipakai" if model.in_use else ""
        line = f"{model.name}\t{model.bytes / 1e6:.0f} MB\t{used}".rstrip()
        typer.echo(json.dumps(asdict(model), ensure_ascii=False) if as_json else line)


@app.command("fetch")
def fetch_model(
    name: Annotated[
        str, typer.Argument(help="Nama di hub, misalnya intfloat/multilingual-e5-small; kosong: yang diatur.")
    ] = "",
) -> None:
    """Unduh model untuk dipakai tanpa jaringan. Mengulang meneruskan unduhan yang terputus."""
    from knowledge.embedder import ModelRefused
    from knowledge.hub import fetch

    settings = load()
    wanted = name or settings.knowledge.embedder
    if wanted == "builtin":
        typer.echo("Model bawaan sudah ada; tidak ada yang perlu diunduh.")
        return
    try:
        folder = fetch(settings, wanted)
    except ModelRefused as refused:
        raise Refused(str(refused)) from refused
    typer.echo(f'Model {wanted} ada di {folder}. Pakai dengan knowledge.embedder = "{wanted}".')
