"""``tanya staff``: who may sign in at the desk, kept from the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.local import Refused, store
from office.accounts import disable as disable_person
from office.accounts import list_people, required_person
from office.accounts import reset as reset_person
from office.audit import COMMAND
from office.people import PeopleError, Person, add_person
from office.second_factor import has_second_factor
from office.settings import load

app = typer.Typer(no_args_is_help=True, help="Petugas yang boleh masuk ke meja kerja.")


@app.command()
def add(
    username: str,
    name: Annotated[str, typer.Option(help="Nama lengkap.")],
    role: Annotated[
        str, typer.Option(help="petugas, ppid_pelaksana, ppid_utama, atasan_ppid, pimpinan, admin")
    ],
    unit: Annotated[str | None, typer.Option(help="Kode satuan kerja.")] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Baca kata sandi dari masukan.")
    ] = False,
) -> None:
    """Tambah petugas. Kata sandi dibuatkan bila tidak diberikan."""
    password = sys.stdin.readline().strip() if password_stdin else None
    with store(load()) as database, database.writing(COMMAND) as session:
        try:
            given = add_person(session, username=username, name=name, role=role, unit=unit, password=password)
        except PeopleError as error:
            raise Refused(str(error)) from error
    typer.echo(f"Petugas {username} ditambahkan." + ("" if password else f" Kata sandi: {given}"))


@app.command("list")
def list_staff(as_json: Annotated[bool, typer.Option("--json", help="Keluaran JSON.")] = False) -> None:
    """Semua petugas, yang aksesnya terbuka lebih dulu."""
    with store(load()) as database, database.reading() as session:
        for person in list_people(session):
            row = {
                "username": person.username,
                "name": person.name,
                "role": person.role,
                "unit": person.unit,
                "disabled": person.disabled_at is not None,
                "second_factor": has_second_factor(session, person),
                "government_account": person.government_account,
            }
            shown = json.dumps(row, ensure_ascii=False) if as_json else "\t".join(_words(row))
            typer.echo(shown)


@app.command()
def disable(username: str) -> None:
    """Tutup akses seorang petugas; semua sesinya berakhir."""
    _change(username, disable_person)
    typer.echo(f"Akses {username} ditutup.")


@app.command()
def reset(username: str) -> None:
    """Buat kata sandi baru; faktor kedua, penantian, dan semua sesi orang itu hilang."""
    typer.echo(f"Kata sandi baru {username}: {_change(username, reset_person)}")


def _change(username: str, change: Callable[[Session, Person], str | None]) -> str | None:
    with store(load()) as database, database.writing(COMMAND) as session:
        try:
            return change(session, required_person(session, username))
        except PeopleError as error:
            raise Refused(str(error)) from error


def _words(row: Mapping[str, object]) -> list[str]:
    access = "ditutup" if row["disabled"] else "terbuka"
    return [str(row[name] or "-") for name in ("username", "name", "role", "unit")] + [access]
