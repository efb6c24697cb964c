"""What a step changes besides the state: dates, the unit, the outcome."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from cases.changes import Move
from cases.deadlines import due_date
from cases.rules import clock_named


def nothing(move: Move) -> None:
    pass


def _add_deadline(move: Move, name: str, start: date) -> None:
    clock = clock_named(move.case.kind, name, move.case.received_on)
    deadline = due_date(clock, start, move.calendar).as_json()
    move.case.deadlines = [d for d in move.case.deadlines if d["name"] != name] + [deadline]


def _complete(move: Move) -> None:
    """Perki 1/2021 art. 31(3) counts from here; kept beside the earlier limit from receipt."""
    move.case.complete_on = move.day
    _add_deadline(move, "pemberitahuan sejak lengkap", move.day)


def _incomplete(move: Move) -> None:
    _add_deadline(move, "perbaikan", move.day)


def _extend(move: Move) -> None:
    extended = next(d for d in move.case.deadlines if d["name"] == "perpanjangan")
    move.case.extended_on = move.day
    move.case.due_on = date.fromisoformat(extended["due"])
    move.case.safe_on = date.fromisoformat(extended["safe"])


def _dispose(move: Move) -> None:
    move.case.unit = str(move.data["unit"])


def _replied(move: Move) -> None:
    """UU 14/2008 art. 37(2): from here the applicant has fourteen working days for the Komisi Informasi."""
    move.case.answered_on = move.day
    move.case.outcome = str(move.data["outcome"])
    _add_deadline(move, "hak sengketa", move.day)


def _answered(move: Move) -> None:
    move.case.answered_on = move.day
    move.case.outcome = str(move.data["outcome"])
    _add_deadline(move, "hak keberatan", move.day)


EFFECTS: dict[str, Callable[[Move], None]] = {
    "nyatakan_lengkap": _complete,
    "diperbaiki": _complete,
    "minta_perbaikan": _incomplete,
    "perpanjang": _extend,
    "disposisi": _dispose,
    "jawab": _answered,
    "setujui_penolakan": _answered,
    "tanggapi": _replied,
}
