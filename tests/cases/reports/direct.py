"""Figures counted again from the raw events, in another way than the product counts them."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from office.calendar import Calendar
from office.database import Database
from office.settings import PROJECT


def rule_file(kind: str) -> dict[str, Any]:
    return tomllib.loads((PROJECT / "data" / "rules" / f"{kind}.toml").read_text(encoding="utf-8"))


def phases(kind: str) -> dict[str, str]:
    return {row["name"]: row["phase"] for row in rule_file(kind)["state"]}


def endings(kind: str) -> dict[str, str]:
    """The steps that end a case without an answer, with the outcome they stand for."""
    return {row["action"]: row["outcome"] for row in rule_file(kind)["transition"] if "outcome" in row}


@dataclass
class Raw:
    """One case as its rows say it."""

    kind: str
    received: date
    due: date
    unit: str | None
    channel: str
    steps: list[tuple[str, date, str | None, dict[str, Any]]] = field(default_factory=list)


def raw_cases(database: Database) -> dict[int, Raw]:
    """Every case by plain SQL."""
    import json

    found = {}
    with database.reading() as session:
        cases = session.execute(text('SELECT id, kind, received_on, due_on, unit, channel FROM "case"'))
        for number, kind, received, due, unit, channel in cases:
            found[number] = Raw(kind, date.fromisoformat(received), date.fromisoformat(due), unit, channel)
        events = session.execute(
            text("SELECT case_id, kind, day, to_state, data FROM case_event ORDER BY id")
        )
        for number, kind, day, state, data in events:
            found[number].steps.append((kind, date.fromisoformat(day), state, json.loads(data)))
    return found


@dataclass
class Count:
    """What the report should say of one kind of case."""

    ledger: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    grounds: Counter[str] = field(default_factory=Counter)
    months: Counter[int] = field(default_factory=Counter)
    answer_months: Counter[int] = field(default_factory=Counter)
    days: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    on_time: Counter[str] = field(default_factory=Counter)


def count(cases: dict[int, Raw], kind: str, first: date, last: date, calendar: Calendar) -> Count:
    """Day by day through each case: whether it is open, and which answer holds."""
    made, phase = Count(), phases(kind)
    ends = endings(kind)
    for case in cases.values():
        if case.kind != kind or case.received > last:
            continue
        open_before, open_after = _open(case, phase, first - timedelta(days=1)), _open(case, phase, last)
        made.ledger["carried"] += open_before
        made.ledger["received"] += first <= case.received
        made.ledger["still_open"] += open_after
        made.ledger["reopened"] += open_after and not open_before and case.received < first
        made.ledger["finished"] += bool((open_before or first <= case.received) and not open_after)
        if first <= case.received:
            made.months[case.received.month] += 1
        held = None
        for step, day, _, data in case.steps:
            if day <= last and step in ends:
                held = day, {"outcome": ends[step]}
            elif day <= last and "outcome" in data and not step.startswith("ajukan"):
                held = day, data
            elif day <= last and step == "buka_lagi":
                held = None
        if held and first <= held[0]:
            outcome = held[1]["outcome"]
            made.outcomes[outcome] += 1
            if outcome in ends.values():
                continue
            made.answer_months[held[0].month] += 1
            made.days[outcome].append(working_days(case.received, held[0], calendar))
            made.on_time[outcome] += held[0] <= case.due
            if "ground" in held[1]:
                made.grounds[held[1]["ground"]] += 1
    return made


def _open(case: Raw, phase: dict[str, str], day: date) -> bool:
    state = None
    for _, at, after, _ in case.steps:
        if after is not None and at <= day:
            state = after
    return state is not None and phase[state] != "closed"


def working_days(start: date, end: date, calendar: Calendar) -> int:
    """One day after the other."""
    counted, day = 0, start
    while day < end:
        day += timedelta(days=1)
        counted += calendar.closed(day) is None
    return counted
