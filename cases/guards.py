"""Conditions of the law on a step. Each one raises :class:`Refused` with a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from cases.changes import ANSWERS, Move, Refused
from cases.redirections import redirections
from cases.rules import clock_named
from cases.texts import long_date


def _reason_given(move: Move) -> None:
    if len(move.text) < 10:
        raise Refused("refused.reason_needed")


def _check_in_time(move: Move) -> None:
    """Perki 1/2021 art. 33: completeness is checked within three working days of registration."""
    limit = clock_named(move.case.kind, "kelengkapan", move.case.received_on).limit
    if move.working_days_since(move.case.received_on) > limit:
        raise Refused("refused.check_too_late", limit=limit)


def _repair_time_over(move: Move) -> None:
    """Perki 1/2021 art. 33: the applicant has three working days to complete the request."""
    due = next(d for d in move.case.deadlines if d["name"] == "perbaikan")["due"]
    if move.day <= date.fromisoformat(due):
        raise Refused("refused.repair_time_runs", due=long_date(date.fromisoformat(due)))


def _unit_known(move: Move) -> None:
    if move.office.unit(str(move.data.get("unit", ""))) is None:
        raise Refused("refused.unit_unknown")


def _not_extended(move: Move) -> None:
    """Perki 1/2021 art. 36: once only."""
    if move.case.extended_on is not None:
        raise Refused("refused.extended_before")


def _before_first_limit(move: Move) -> None:
    """UU 14/2008 art. 22(8): in writing before the first limit has passed."""
    if move.day > move.case.due_on:
        raise Refused("refused.limit_passed")


def _lawful_extension(move: Move) -> None:
    """Perki 1/2021 art. 36: only when not yet held or documented, or when the status is undecided."""
    if move.data.get("extension") not in move.machine.extensions:
        raise Refused("refused.extension_reason")


def _answer_given(move: Move) -> None:
    if len(move.text) < 10:
        raise Refused("refused.answer_needed")


def _outcome_known(move: Move) -> None:
    chosen = move.machine.outcomes.get(str(move.data.get("outcome", "")))
    if chosen is None or not chosen.answer:
        raise Refused("refused.outcome_needed")


def _not_a_refusal(move: Move) -> None:
    """Perki 1/2021 art. 10(2): refusing needs the approval of the Atasan PPID."""
    if move.machine.outcomes[move.data["outcome"]].refusal:
        raise Refused("refused.approval_needed")


def _refusal_grounded(move: Move) -> None:
    """UU 14/2008 art. 17, Perki 1/2021 art. 34: a letter, with j its statute, a consequence test."""
    ground = move.machine.grounds.get(str(move.data.get("ground", "")))
    if not move.machine.outcomes[move.data["outcome"]].refusal:
        raise Refused("refused.no_refusal")
    if ground is None:
        raise Refused("refused.ground_needed")
    if ground.statute and not str(move.data.get("statute", "")).strip():
        raise Refused("refused.statute_needed")
    if not str(move.data.get("consequence_test", "")).strip():
        raise Refused("refused.consequence_test_needed")


def _holder_named(move: Move) -> None:
    """UU 14/2008 art. 22(7) b: who holds the information, when that is known."""
    chosen = move.machine.outcomes[str(move.data["outcome"])]
    if chosen.holder and not str(move.data.get("holder", "")).strip():
        raise Refused("refused.holder_needed")


def _objection_upheld(move: Move) -> None:
    """A request opens again when the Atasan PPID has upheld an objection to its last answer."""
    kinds = [event.kind for event in move.case.events]
    answered = max((n for n, kind in enumerate(kinds) if kind in ANSWERS), default=-1)
    if "keberatan_dikabulkan" not in kinds[answered + 1 :]:
        raise Refused("refused.no_upheld_objection")


def _mediation_allowed(move: Move) -> None:
    """UU 14/2008 art. 40: no mediation about a refusal on the exempt grounds (ground a)."""
    if "a" in move.case.events[0].data.get("grounds", ()):
        raise Refused("refused.no_mediation")


ADDITIONS = ("tambahan", "koreksi", "lampiran_diterima")
"""Events by which an applicant completes a request."""


def _nothing_added(move: Move) -> None:
    """Who answered in time is not told that nothing came."""
    asked = max(event.id for event in move.case.events if event.kind == "minta_perbaikan")
    if any(event.id > asked and event.kind in ADDITIONS for event in move.case.events):
        raise Refused("refused.words_added")


def _merged_into(move: Move) -> None:
    """Whose case it is, and that it came first, is checked where both are known (:mod:`cases.merging`)."""
    if not str(move.data.get("into", "")).strip():
        raise Refused("refused.merge.unknown")


def _class_known(move: Move) -> None:
    if move.data.get("class") not in move.machine.classes:
        raise Refused("refused.class_needed")


def _body_known(move: Move) -> None:
    if move.data.get("body") not in {body.name for body in redirections()}:
        raise Refused("refused.body_needed")


def _ground_known(move: Move) -> None:
    if move.data.get("ground") not in move.machine.grounds:
        raise Refused("refused.archive_ground")


def _source_given(move: Move) -> None:
    """A verdict without a source is one claim against another."""
    if not str(move.data.get("source", "")).strip():
        raise Refused("refused.source_needed")


def _reporter_heard(move: Move) -> None:
    """SP4N-LAPOR! closes ten working days after the follow-up, or earlier when the reporter is content."""
    due = next(d for d in move.case.deadlines if d["name"] == "tanggapan pelapor")["due"]
    if move.data.get("content") != "ya" and move.day <= date.fromisoformat(due):
        raise Refused("refused.reporter_time_runs", due=long_date(date.fromisoformat(due)))


GUARDS: dict[str, Callable[[Move], None]] = {
    "reason_given": _reason_given,
    "check_in_time": _check_in_time,
    "repair_time_over": _repair_time_over,
    "unit_known": _unit_known,
    "not_extended": _not_extended,
    "before_first_limit": _before_first_limit,
    "lawful_extension": _lawful_extension,
    "answer_given": _answer_given,
    "outcome_known": _outcome_known,
    "not_a_refusal": _not_a_refusal,
    "refusal_grounded": _refusal_grounded,
    "holder_named": _holder_named,
    "objection_upheld": _objection_upheld,
    "mediation_allowed": _mediation_allowed,
    "ruling_known": _outcome_known,
    "nothing_added": _nothing_added,
    "merged_into": _merged_into,
    "class_known": _class_known,
    "body_known": _body_known,
    "ground_known": _ground_known,
    "source_given": _source_given,
    "reporter_heard": _reporter_heard,
}
