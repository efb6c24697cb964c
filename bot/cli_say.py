"""``tanya say``: a text as a voice note, or as the words a voice would say."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.local import Refused
from office.settings import load
from office.texts import texts


def say(
    text: Annotated[str, typer.Argument(help="Yang diucapkan; tanda - membaca masukan baku.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Berkas suara, OGG/Opus.")] = None,
    spoken: Annotated[
        bool, typer.Option("--spoken", help="Tampilkan kata-kata yang diucapkan, tanpa membuat suara.")
    ] = False,
    speed: Annotated[float, typer.Option(min=0.5, max=2.0, help="Kecepatan; 1 biasa.")] = 1.0,
) -> None:
    """Ucapkan sebuah teks ke dalam berkas suara."""
    from voice.speaking import VoiceRefused, speaker
    from voice.speaking.speaker import LONGEST
    from voice.spoken import write_out

    words = sys.stdin.read(LONGEST + 1) if text == "-" else text
    if len(words) > LONGEST:
        raise Refused(texts().say("voice.refused.long", most=LONGEST))
    said = write_out(words)
    if not said:
        raise Refused(texts().say("voice.refused.empty"))
    if spoken:
        typer.echo(said)
        return
    if output is None:
        raise typer.BadParameter("Sebutkan berkas suaranya: -o F.ogg, atau pakai --spoken.")
    try:
        sound = speaker(load()).speak(words, speed)
    except VoiceRefused as refused:
        raise Refused(str(refused)) from refused
    if sound is None:
        raise Refused(texts().say("voice.refused.no_voice"))
    try:
        output.write_bytes(sound)
    except OSError as error:
        raise Refused(texts().say("voice.refused.file", file=output)) from error
