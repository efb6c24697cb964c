"""``tanya notice``: announcements of informasi serta-merta from the command line."""

from __future__ import annotations

import json
import sys
from typing import Annotated
from uuid import uuid4

import typer

from bot.announcing import subscribers
from bot.local import Refused, store
from knowledge.notices import NoticeRefused, holds, issue, latest
from knowledge.notices import withdraw as withdraw_notice
from office.audit import COMMAND
from office.clock import now
from office.settings import load
from office.texts import texts

app = typer.Typer(no_args_is_help=True, help="Pengumuman serta-merta.")


@app.command()
def publish(
    title: str,
    text: Annotated[str, typer.Argument(help="Isi; tanda - membacanya dari masukan baku.")],
    hours: Annotated[int, typer.Option(help="Berlaku berapa jam.")] = 24,
) -> None:
    """Umumkan sekarang, kepada semua warga yang setuju menerimanya."""
    with store(load()) as database, database.writing(COMMAND) as session:
        try:
            made = issue(session, title, sys.stdin.read() if text == "-" else text, hours, uuid4().hex)
        except NoticeRefused as refused:
            raise Refused(texts().say(str(refused))) from refused
        until, count = made.until.isoformat(timespec="minutes"), subscribers(session)
        said = texts().say("notices.command.issued", id=made.id, until=until, count=count)
    typer.echo(said)


@app.command()
def withdraw(number: int) -> None:
    """Tarik pengumuman; yang belum terkirim tidak dikirim lagi."""
    with store(load()) as database, database.writing(COMMAND) as session:
        if not withdraw_notice(session, number):
            raise Refused(texts().say("notices.refused.unknown"))
    typer.echo(texts().say("notices.command.withdrawn", id=number))


@app.command("list")
def list_notices(as_json: Annotated[bool, typer.Option("--json", help="Keluaran JSON.")] = False) -> None:
    """Pengumuman yang pernah diterbitkan, yang terbaru lebih dulu."""
    with store(load()) as database, database.reading() as session:
        for notice in latest(session, now()):
            shown = {
                "id": notice.id,
                "title": notice.title,
                "issued": notice.issued_at.isoformat(timespec="minutes"),
                "until": notice.until.isoformat(timespec="minutes"),
                "current": holds(notice, now()),
            }
            line = json.dumps(shown, ensure_ascii=False) if as_json else "\t".join(map(str, shown.values()))
            typer.echo(line)
