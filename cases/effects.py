"""What a step changes besides the state: dates, the unit, the outcome. Named in ``data/rules/<kind>.toml``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from cases.changes import Move
from cases.deadlines import due_date
from cases.rules import clock_named


def start_clock(move: Move, name: str) -> None:
    """A limit that runs from the day of this step; when it ran before, from now on anew."""
    clock = clock_named(move.case.kind, name, move.case.received_on)
    deadline = due_date(clock, move.day, move.calendar).as_json()
    move.case.deadlines = [d for d in move.case.deadlines if d["name"] != name] + [deadline]


def _keep(move: Move, name: str) -> None:
    """The limit of this name is now the one the office must keep."""
    limit = next(d for d in move.case.deadlines if d["name"] == name)
    move.case.due_on = date.fromisoformat(limit["due"])
    move.case.safe_on = date.fromisoformat(limit["safe"])


def _complete(move: Move) -> None:
    """Perki 1/2021 art. 31(3) counts from here; kept beside the earlier limit from receipt."""
    move.case.complete_on = move.day


def _extended(move: Move) -> None:
    move.case.extended_on = move.day
    _keep(move, "perpanjangan")


def _unit(move: Move) -> None:
    move.case.unit = str(move.data["unit"])


def _answered(move: Move) -> None:
    move.case.answered_on = move.day
    move.case.outcome = str(move.data["outcome"])


def _reopened(move: Move) -> None:
    """The answer stays in the history; the case is without one again."""
    move.case.answered_on = None
    move.case.outcome = None


def _ruled(move: Move) -> None:
    """A dispute is decided elsewhere; the office records what was decided."""
    move.case.outcome = str(move.data["outcome"])


def _due_for_decision(move: Move) -> None:
    """A reopened request has a limit of its own; the first one has passed or been met."""
    start_clock(move, "pelaksanaan keputusan")
    _keep(move, "pelaksanaan keputusan")


def _classified(move: Move) -> None:
    """The class of a complaint decides which of its limits the office must keep (5, 14 or 60 working days)."""
    chosen = move.machine.classes[str(move.data["class"])]
    move.case.classification = chosen.name
    _keep(move, chosen.clock)


EFFECTS: dict[str, Callable[[Move], None]] = {
    "complete": _complete,
    "extended": _extended,
    "unit": _unit,
    "answered": _answered,
    "reopened": _reopened,
    "classified": _classified,
    "ruled": _ruled,
    "due_for_decision": _due_for_decision,
}
