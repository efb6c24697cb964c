"""A form as it stands: which kind, what is answered, what is being asked. Kept in the conversation's slots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.forms import Form, Line, form, title_of
from actions.tools import Tools
from cases.fields import masked
from office.clock import now

Events = list[dict[str, Any]]
FORM = "isian_form"
"""The one form of the conversation; what it asks for depends on its kind."""
ANSWER = "jawaban"
"""The slot Rasa's form asks for; it is filled for good only when everything is confirmed."""
COMPLETE = "lengkap"
KEPT = timedelta(days=30)
"""How long a draft that was not sent is kept and offered again."""


@dataclass(frozen=True)
class Filling:
    """An open form."""

    tools: Tools
    sender: str
    form: Form
    values: Mapping[str, str]
    asked: str | None
    """The line or question that is open."""

    @property
    def line(self) -> Line | None:
        """The line that is asked for; none while something else is."""
        return self.form.line(self.asked)

    def shown(self, line: Line, in_full: bool = False) -> str:
        """An answer as it is read back."""
        value = self.values.get(line.slot) or ""
        if line.secret and not in_full:
            return masked(value)
        return title_of(line, value)

    def summary(self, slots: list[str] | None = None, in_full: bool = False) -> str:
        """The answers, one a line; ``slots`` chooses some."""
        lines = [line for line in self.form.asked(self.values) if slots is None or line.slot in slots]
        return "\n".join(f"{line.label}: {self.shown(line, in_full)}" for line in lines)


def filling(tools: Tools, tracker: Tracker) -> Filling:
    """The form this conversation is in."""
    kind = tracker.get_slot("jenis") or "permohonan"
    values = tracker.get_slot("isian") or {}
    return Filling(tools, tracker.sender_id, form(kind), values, tracker.get_slot("baris"))


def filled(values: Mapping[str, str], asked: str | None = None) -> Events:
    """The answers so far; ``asked`` opens a certain question, otherwise the next line is found anew."""
    return [SlotSet("isian", dict(values)), SlotSet("baris", asked)]


def kept_draft(tracker: Tracker, kind: str) -> dict[str, str] | None:
    """What was filled in before and not sent, for thirty days."""
    kept = (tracker.get_slot("simpanan") or {}).get(kind)
    if kept is None or now() - datetime.fromisoformat(kept["pada"]) > KEPT:
        return None
    values: dict[str, str] = kept["isian"]
    return values


def with_draft(tracker: Tracker, kind: str, values: Mapping[str, str] | None) -> dict[str, Any]:
    """Keep a draft of this kind, or with ``None`` forget it; what is too old goes as well."""
    kept = {
        each: draft
        for each, draft in (tracker.get_slot("simpanan") or {}).items()
        if each != kind and kept_draft(tracker, each) is not None
    }
    if values:
        kept[kind] = {"isian": dict(values), "pada": now().isoformat()}
    event: dict[str, Any] = SlotSet("simpanan", kept or None)
    return event


def emptied() -> Events:
    """No form is open any more, and nothing of it is kept."""
    gone = ("jenis", "isian", "baris", "draf", "diperiksa", ANSWER, "tawaran", "mirip", "dibuka")
    return [*(SlotSet(slot, None) for slot in gone), SlotSet("gagal", 0.0)]
