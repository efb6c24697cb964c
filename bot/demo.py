"""The demo office: what ``make run`` fills a new installation with."""

from __future__ import annotations

import typer
from sqlalchemy import select

from bot.local import house
from knowledge.importing import import_file
from office.people import Person, add_person
from office.settings import PROJECT, Settings

FILES = (PROJECT / "data/demo/dip.xlsx", PROJECT / "data/demo/faq.csv")
OFFICER = "petugas"


def fill(settings: Settings) -> None:
    """Import the demo's register and questions, add one officer; repeating changes nothing."""
    with house(settings) as at_home:
        for file in FILES:
            typer.echo(f"Memuat {file.name} …")
            import_file(at_home.database, file)
        with at_home.database.writing() as session:
            if session.scalar(select(Person).where(Person.username == OFFICER)) is None:
                password = add_person(session, username=OFFICER, name="Petugas Contoh", role="admin")
                note = settings.secrets / "demo-sign-in.txt"
                note.touch(mode=0o600)
                note.write_text(f"{OFFICER}, kata sandi {password}\n")
        typer.echo("Menyusun indeks …")
        at_home.sync()
