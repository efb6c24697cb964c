"""``tanya backup`` and ``tanya restore``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.backup import back_up
from bot.backup import restore as put_back
from office.settings import load

Keys = Annotated[
    Path | None, typer.Option(help="Berkas kunci, disimpan di tempat lain daripada cadangannya.")
]


def backup(
    output: Annotated[Path, typer.Option("-o", "--output", help="Berkas cadangan, misalnya tanya.tar.gz.")],
    keys: Keys = None,
) -> None:
    """Simpan semua data ke satu berkas; layanan boleh tetap berjalan."""
    back_up(load(), output, keys)
    typer.echo(f"Cadangan tersimpan di {output}.")
    if keys:
        typer.echo(f"Kunci tersimpan di {keys}. Simpan di tempat lain; tanpa kunci, data tidak dapat dibaca.")
    else:
        typer.echo(
            "Kunci tidak ikut. Simpan juga folder secrets, di tempat lain: tanpa kunci data tidak terbaca."
        )


def restore(
    file: Annotated[Path, typer.Argument(help="Berkas cadangan.")],
    keys: Keys = None,
) -> None:
    """Pulihkan cadangan ke TANYA_HOME yang kosong."""
    settings = load()
    put_back(settings, file, keys)
    typer.echo(f"Data dipulihkan ke {settings.home}. Jalankan: tanya serve. Indeks dibuat ulang saat mulai.")
    if not keys:
        typer.echo(f"Salin kunci dari cadangan ke {settings.secrets} sebelum menjalankan.")
