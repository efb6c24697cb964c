"""``tanya case`` and ``tanya deadline``: requests and other cases, and how their limits are counted."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

import typer

from bot.local import Refused, store
from office.settings import load

app = typer.Typer(no_args_is_help=True, help="Permohonan dan perkara lain.")

AsJson = Annotated[bool, typer.Option("--json", help="Keluaran JSON.")]


def deadline(
    kind: Annotated[str, typer.Argument(help="Jenis, misalnya permohonan atau keberatan.")],
    day: Annotated[str, typer.Argument(metavar="DATE", help="Tanggal diterima, misalnya 2026-03-13.")],
    as_json: AsJson = False,
) -> None:
    """Hitung batas waktu, dengan setiap hari yang dilewati dan alasannya."""
    from cases.deadlines import due_dates, explain
    from cases.rules import kinds
    from office.working_days import calendar_at

    try:
        received = date.fromisoformat(day)
    except ValueError as error:
        raise typer.BadParameter(f"{day} bukan tanggal. Tulis seperti 2026-03-13.") from error
    if kind not in kinds():
        raise typer.BadParameter(f"Jenis {kind} tidak dikenal. Pilih: {', '.join(kinds())}.")
    deadlines = due_dates(kind, received, calendar_at(load()))
    if as_json:
        typer.echo(json.dumps([each.as_json() for each in deadlines], ensure_ascii=False))
    else:
        typer.echo(explain(deadlines))


@app.command("list")
def case_list(as_json: AsJson = False) -> None:
    """Perkara yang terbuka, yang paling dekat batas waktunya lebih dulu."""
    from cases.lookup import Filter, queue
    from cases.states import KINDS

    with store(load()) as database, database.reading() as session:
        found = [case for kind in KINDS for case in queue(session, Filter(kind=kind), limit=10_000)]
        for case in sorted(found, key=lambda case: (case.due_on, case.id)):
            _show_case(case, as_json)


@app.command("show")
def case_show(number: str, as_json: AsJson = False) -> None:
    """Satu perkara dan semua yang terjadi padanya."""
    from cases.lookup import by_number, history

    with store(load()) as database, database.reading() as session:
        case = by_number(session, number)
        if case is None:
            raise Refused(f"Tidak ada perkara bernomor {number}.")
        _show_case(case, as_json)
        if not as_json:
            for event in history(session, case.id):
                typer.echo(f"  {event.at.isoformat(timespec='minutes')}  {event.kind}")


def _show_case(case: Any, as_json: bool) -> None:
    shown = {
        "number": case.number,
        "kind": case.kind,
        "state": case.state,
        "received": case.received_on.isoformat(),
        "due": case.due_on.isoformat(),
        "unit": case.unit,
        "channel": case.channel,
    }
    if as_json:
        typer.echo(json.dumps(shown, ensure_ascii=False))
    else:
        typer.echo("\t".join(str(value or "-") for value in shown.values()))
