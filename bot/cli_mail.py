"""``tanya mail``: whether the office's mailbox can be used, said in a sentence."""

from __future__ import annotations

import typer
from sqlalchemy import func, select

from bot.channels.mail_servers import ServerAway, mailbox, way_out
from bot.local import Refused, store
from bot.tables import FailingMail
from office.settings import load
from office.texts import texts

app = typer.Typer(no_args_is_help=True, help="Kotak surat elektronik kantor.")


@app.callback()
def _group() -> None:
    """One command so far, called by its name all the same."""


@app.command()
def check() -> None:
    """Coba kedua server surel: sambungan, sertifikat, kata sandi. Tidak ada surel yang dibaca atau dikirim."""
    settings = load()
    if not settings.mail.address:
        raise Refused(texts().say("mail.server.closed"))
    try:
        with mailbox(settings.mail), way_out(settings.mail):
            typer.echo(texts().say("mail.server.good"))
    except ServerAway as away:
        raise Refused(str(away)) from away
    with store(settings) as database, database.reading() as session:
        aside = FailingMail.put_aside_at.is_not(None) & FailingMail.settled_at.is_(None)
        count = session.scalar(select(func.count()).where(aside)) or 0
    if count:
        typer.echo(texts().say("mail.server.put_aside", count=count))
