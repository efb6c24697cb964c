"""A year of cases of every kind, walked through the real state machines and written in bulk; seeded."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from sqlalchemy import insert

from cases.deadlines import due_date
from cases.numbers import register, write_number
from cases.rules import clocks_of
from cases.states import KINDS, Transition, machine
from cases.tables import Case, CaseApplicant, CaseEvent
from office.calendar import read_calendar
from office.database import Database
from office.profile import Office

WEIGHTS = {"permohonan": 49, "keberatan": 8, "sengketa": 3, "pengaduan": 24, "aspirasi": 7, "cek_hoaks": 9}
FIRST, DAYS = date(2025, 10, 1), 457
"""From three months before the year to its end."""
CHANNELS = ("web", "telegram", "whatsapp", "desk", "phone")
SIDE_STEPS = ("pengingat", "catatan", "identitas_dilihat")


@dataclass
class Written:
    """One generated case."""

    case: dict[str, Any]
    applicant: dict[str, Any]
    events: list[dict[str, Any]] = field(default_factory=list)


@cache
def due_on(kind: str, day: date) -> date:
    clock = next(clock for clock in clocks_of(kind, day) if clock.main)
    start = datetime.combine(day, time(9), UTC) if clock.unit == "jam" else day
    return due_date(clock, start, read_calendar()).due_on


def write_cases(database: Database, office: Office, count: int = 6400, seed: int = 7) -> None:
    """Cases, applicants and events; ids count from 1."""
    dice = random.Random(seed)
    days = sorted(FIRST + timedelta(days=dice.randrange(DAYS)) for _ in range(count))
    sequences: Counter[tuple[str, int]] = Counter()
    behind = {"keberatan": "permohonan", "sengketa": "keberatan"}
    behind_ids: dict[str, list[int]] = {"permohonan": [], "keberatan": []}
    written = []
    for number, day in enumerate(days, 1):
        kind = dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        sequences[kind, day.year] += 1
        one = _case(
            dice,
            number,
            kind,
            day,
            sequences[kind, day.year],
            office,
            behind_ids.get(behind.get(kind, ""), []),
        )
        if kind in behind.values():
            behind_ids[kind].append(number)
        written.append(one)
    with database.writing() as session:
        session.execute(insert(Case), [one.case for one in written])
        session.execute(insert(CaseApplicant), [one.applicant for one in written])
        session.execute(insert(CaseEvent), [event for one in written for event in one.events])


def _case(
    dice: random.Random, number: int, kind: str, day: date, sequence: int, office: Office, parents: list[int]
) -> Written:
    rules = machine(kind)
    at = datetime.combine(day, time(dice.randrange(1, 9), dice.randrange(60)), UTC)
    topics = [topic for unit in office.units for topic in unit.topics] or ["laporan keuangan"]
    case: dict[str, Any] = {
        "id": number, "key": f"g{number}", "office": register(), "kind": kind,
        "number": write_number(kind, sequence, day), "year": day.year, "sequence": sequence,
        "state": rules.start, "channel": dice.choice(CHANNELS), "opened_at": at, "received_on": day,
        "due_on": due_on(kind, day), "safe_on": due_on(kind, day), "deadlines": [], "version": 1,
        "details": f"=Mohon {dice.choice(topics)} tahun 2025", "purpose": "+untuk penelitian",
        "obtain": dice.choice(("melihat", "salinan")), "deliver": "pos", "anonymous": dice.random() < 0.2,
        "confidential": dice.random() < 0.1, "unit": None, "outcome": None, "answered_on": None,
        "extended_on": None, "classification": None, "conversation_id": None,
        "parent_id": dice.choice(parents) if parents else None, "external_number": None,
    }  # fmt: skip
    applicant = {
        "case_id": number, "kind": dice.choice(("perorangan", "badan_hukum")), "name": f"@Pemohon {number}",
        "identity_number": "3578014101900003", "identity_index": None, "address": "-Jalan Melati 5",
        "contact": "+6281234567890", "on_behalf_of": None, "power_of_attorney": None, "represented_by": None,
    }  # fmt: skip
    made = Written(case, applicant)
    filed = {
        "channel": case["channel"],
        "applicant_kind": applicant["kind"],
        "due": case["due_on"].isoformat(),
    }
    if kind in ("keberatan", "sengketa"):
        filed["grounds"] = sorted(dice.sample("abcdefg", dice.randint(1, 3)))
    _happen(made, "terdaftar", at, None, rules.start, filed)
    _walk(dice, made, at, office)
    return made


def _walk(dice: random.Random, made: Written, at: datetime, office: Office) -> None:
    """Steps as the state machine allows them, until the case is closed, left open, or 2026 is over."""
    case = made.case
    rules = machine(case["kind"])
    for _ in range(12):
        steps = [step for step in rules.transitions.values() if case["state"] in step.sources]
        gap = timedelta(hours=dice.randint(1, 20)) if case["kind"] == "cek_hoaks" else _days(dice)
        at += gap
        if not steps or dice.random() < 0.04 or at.year > 2026:
            return
        step = dice.choices(steps, [1 if step.action == "cabut" else 8 for step in steps])[0]
        if step.action == "perpanjang" and case["extended_on"]:
            continue
        data = _facts(dice, step, case["kind"], office)
        _happen(made, step.action, at, case["state"], step.target or case["state"], data)
        case["state"] = step.target or case["state"]
        _effects(case, step, data, at.date())
        if dice.random() < 0.2:
            _happen(made, dice.choice(SIDE_STEPS), at, None, None, {})
        if case["answered_on"] and case["kind"] in ("pengaduan", "aspirasi") and dice.random() < 0.3:
            _happen(made, "penilaian", at, None, None, {"stars": dice.randint(1, 5)})


def _days(dice: random.Random) -> timedelta:
    return timedelta(days=dice.choice((0, 1, 1, 2, 3, 5, 8)), minutes=dice.randrange(200))


def _facts(dice: random.Random, step: Transition, kind: str, office: Office) -> dict[str, Any]:
    rules = machine(kind)
    data: dict[str, Any] = {}
    if "ruling_known" in step.guards:
        data["outcome"] = dice.choice(rules.answers()).name
    if "outcome_known" in step.guards:
        refusing = "refusal_grounded" in step.guards
        data["outcome"] = dice.choice(rules.answers(refusing)).name
        if refusing:
            data |= {"ground": dice.choice(sorted(rules.grounds)), "consequence_test": "12/UK/2026"}
        elif kind == "permohonan":
            data |= {"medium": dice.choice(("elektronik", "cetak", "")), "cost": dice.choice(("", "15000"))}
    if "unit_known" in step.guards:
        data["unit"] = dice.choice(office.units).code
    if "lawful_extension" in step.guards:
        data["extension"] = dice.choice(sorted(rules.extensions))
    if "class_known" in step.guards:
        data["class"] = dice.choice(sorted(rules.classes))
    return data


def _effects(case: dict[str, Any], step: Transition, data: dict[str, Any], day: date) -> None:
    """What the step changes in the case's columns, as the rules name it."""
    if "answered" in step.effects:
        case["answered_on"], case["outcome"] = day, data["outcome"]
    if "ruled" in step.effects:
        case["outcome"] = data["outcome"]
    if step.outcome:
        case["outcome"] = step.outcome
    if "reopened" in step.effects:
        case["answered_on"] = case["outcome"] = None
    if "unit" in step.effects:
        case["unit"] = data["unit"]
    if "extended" in step.effects:
        case["extended_on"] = day
        case["due_on"] += timedelta(days=9)
    if "classified" in step.effects:
        case["classification"] = data["class"]


def _happen(
    made: Written, kind: str, at: datetime, before: str | None, after: str | None, data: dict[str, Any]
) -> None:
    made.events.append(
        {
            "case_id": made.case["id"],
            "at": at,
            "day": (at + timedelta(hours=7)).date(),
            "actor": "petugas:1",
            "kind": kind,
            "from_state": before,
            "to_state": after,
            "data": data,
            "text": None,
        }
    )


assert set(WEIGHTS) <= set(KINDS)
