"""A change to a case, as somebody wants it, and as it is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cases.states import Machine, Transition
from cases.tables import Case
from cases.texts import say
from office.calendar import Calendar
from office.profile import Office

SYSTEM = "sistem"
APPLICANT = "pemohon"
ANSWERS = ("jawab", "setujui_penolakan", "setujui_klarifikasi", "tanggapi")
"""The steps by which the office answers a case."""


def officer(person_id: int) -> str:
    """How an officer is named in an event: by number, never by name."""
    return f"petugas:{person_id}"


class Refused(Exception):
    """The change is not allowed; the message says what to do instead."""

    def __init__(self, key: str, **params: object) -> None:
        self.key = key
        super().__init__(say(key, **params))


class Stale(Exception):
    """Somebody else changed the case since this person looked at it."""


@dataclass(frozen=True)
class Move:
    """A change that is about to happen."""

    case: Case
    step: Transition
    machine: Machine
    office: Office
    calendar: Calendar
    day: date
    data: Mapping[str, Any]
    text: str = ""

    def working_days_since(self, start: date) -> int:
        return self.calendar.working_days_between(start, self.day)


@dataclass(frozen=True)
class Change:
    """What somebody wants to do."""

    action: str
    actor: str
    data: Mapping[str, Any] = field(default_factory=dict)
    """Facts without personal data; goes into the event."""
    text: str = ""
    """Words of a person; sealed in the event."""
    seen_version: int | None = None
    key: str | None = None
    """Names the wish, so that it is granted once however often it is delivered."""
