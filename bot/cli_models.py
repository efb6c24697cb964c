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
    from knowledge import hub as embedders
    from voice.hearing import models as speech

    settings = load()
    for model in [*embedders.models(settings), *speech.models(settings)]:
        used = "dipakai" if model.in_use else ""
        line = f"{model.name}\t{model.bytes / 1e6:.0f} MB\t{used}".rstrip()
        typer.echo(json.dumps(asdict(model), ensure_ascii=False) if as_json else line)


@app.command("fetch")
def fetch_model(
    name: Annotated[
        str,
        typer.Argument(
            help="Nama di hub, misalnya intfloat/multilingual-e5-small atau Systran/faster-whisper-small; "
            "kosong: yang diatur."
        ),
    ] = "",
) -> None:
    """Unduh model untuk dipakai tanpa jaringan. Mengulang meneruskan unduhan yang terputus."""
    from knowledge import hub as embedders
    from office.hub import ModelRefused, is_hub_name
    from voice.hearing import models as speech

    settings = load()
    set_ones = [each for each in (settings.knowledge.embedder, settings.hearing.model) if is_hub_name(each)]
    wanted = set_ones if not name else [] if name in ("builtin", speech.TEST_MODEL) else [name]
    if not wanted:
        typer.echo("Model bawaan sudah ada; tidak ada yang perlu diunduh.")
    for each in wanted:
        hears = speech.is_speech_model(settings, each)
        try:
            folder = speech.fetch(settings, each) if hears else embedders.fetch(settings, each)
        except ModelRefused as refused:
            raise Refused(str(refused)) from refused
        setting = "hearing.model" if hears else "knowledge.embedder"
        typer.echo(f'Model {each} ada di {folder}. Pakai dengan {setting} = "{each}".')
