"""``tanya staff``: who may sign in at the desk, kept from the command line."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bot.local import Refused, store
from office.audit import COMMAND
from office.people import PeopleError, add_person, disable_person
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


@app.command()
def disable(username: str) -> None:
    """Tutup akses seorang petugas; semua sesinya berakhir."""
    with store(load()) as database, database.writing(COMMAND) as session:
        try:
            disable_person(session, username)
        except PeopleError as error:
            raise Refused(str(error)) from error
    typer.echo(f"Akses {username} ditutup.")
