"""``tanya hear``: what the engines make of a recording, side by side."""

from __future__ import annotations

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.local import Refused
from office.settings import load
from office.texts import texts


class Engines(StrEnum):
    """Which engines listen."""

    SET = "set"
    FASTER = "faster"
    OPENAI = "openai"
    BOTH = "both"


def hear(
    audio: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Rekaman: ogg, webm, wav, m4a, mp3.")
    ],
    engine: Annotated[
        Engines, typer.Option(help="Mesin pengenal: faster, openai, atau both untuk membandingkan.")
    ] = Engines.SET,
    as_json: Annotated[bool, typer.Option("--json", help="Keluaran JSON.")] = False,
) -> None:
    """Apa yang terdengar dari sebuah rekaman: tulisan, keyakinan, keputusan, dan waktunya."""
    from voice.hearing import Hearer, Unheard
    from voice.hearing.engines import NoEngine
    from voice.hearing.models import load_engine

    settings = load()
    chosen = ["faster", "openai"] if engine is Engines.BOTH else [engine.value]
    if engine is Engines.SET:
        chosen = [settings.hearing.engine]
    recording = audio.read_bytes()
    for name in chosen:
        try:
            hearer = Hearer(load_engine(settings, name), settings.hearing.longest_seconds)
            try:
                heard = hearer.hear(recording)
            finally:
                hearer.close()
        except NoEngine as refused:
            raise Refused(str(refused)) from refused
        except Unheard as unheard:
            minutes = round(settings.hearing.longest_seconds / 60)
            raise Refused(texts().say(f"voice.hear.{unheard.reason}", minutes=minutes)) from unheard
        if as_json:
            typer.echo(json.dumps({"engine": name, **asdict(heard)}, ensure_ascii=False))
        else:
            typer.echo(
                f"{name}\t{heard.text or '-'}\t{heard.decision}\tyakin {heard.confidence:.2f}\t"
                f"mesin {heard.engine_seconds:.2f} detik, sekitarnya {heard.other_seconds:.2f} detik, "
                f"rekaman {heard.seconds:.1f} detik"
            )
