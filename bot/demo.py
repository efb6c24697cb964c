"""The demo office: what ``make run`` fills a new installation with."""

from __future__ import annotations

import shutil
import tomllib

import typer

from bot.local import house
from knowledge.evaluation import question_file
from knowledge.importing import import_file
from office.audit import COMMAND
from office.database import Database
from office.people import add_person, find_person
from office.settings import PROJECT, Settings

FILES = (PROJECT / "data/demo/dip.xlsx", PROJECT / "data/demo/faq.csv")
QUESTIONS = PROJECT / "data/demo/questions.jsonl"
PEOPLE = PROJECT / "data/demo/people.toml"
"""One account for every role."""


def fill(settings: Settings) -> None:
    """Import the demo's register and questions, add the people of the desk; repeating changes nothing."""
    with house(settings) as at_home:
        for file in FILES:
            typer.echo(f"Memuat {file.name} …")
            import_file(at_home.database, file)
        add_people(settings, at_home.database)
        if not question_file(settings).exists():
            shutil.copyfile(QUESTIONS, question_file(settings))
        typer.echo("Menyusun indeks …")
        at_home.sync()


def add_people(settings: Settings, database: Database) -> None:
    """Add who is not there yet, and note their made-up passwords; of two notes for one person the newer counts."""
    made: dict[str, str] = {}
    with database.writing(COMMAND) as session:
        for row in tomllib.loads(PEOPLE.read_text(encoding="utf-8"))["person"]:
            if find_person(session, row["username"]) is None:
                made[row["username"]] = add_person(session, **row)
    if not made:
        return
    note = settings.secrets / "demo-sign-in.txt"
    note.touch(mode=0o600)
    kept = [line for line in note.read_text().splitlines() if line.split(",")[0] not in made]
    lines = [*kept, *(f"{username}, kata sandi {password}" for username, password in made.items())]
    note.write_text("\n".join(lines) + "\n")
