"""What a citizen has said about themselves in this conversation: offered for the next form, never asked twice.

It lies in the conversation's own memory and goes with it (decision 15), at the latest after thirty days.
"""

from __future__ import annotations

from datetime import datetime

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.base import Spoken
from actions.checks import reachable
from actions.choosing import meant, partly_meant
from actions.corrections import several
from actions.filers import FIELDS
from actions.filling import KEPT, Events, Filling, filled
from actions.forms import SAME, Line
from actions.speech import say
from cases.fields import Accepted, check_yes_no
from office.clock import now

PERSONAL = ("jenis_pemohon", *FIELDS)
"""Lines about who files."""


def given(here: Filling, tracker: Tracker) -> Events:
    """What of a form that was sent is about the person: kept for the next one."""
    told = {
        line.slot: here.values[line.slot] for line in here.form.asked(here.values) if line.slot in PERSONAL
    }
    if "nama" not in told:
        return []
    before: dict[str, str] = (tracker.get_slot("diri") or {}).get("isian", {})
    same = before if before.get("nama") == told["nama"] else {}
    return [SlotSet("diri", {"isian": {**same, **told}, "pada": now().isoformat()})]


def known(here: Filling, tracker: Tracker) -> dict[str, str]:
    """What this form would ask for and was given before."""
    kept = tracker.get_slot("diri") or {}
    if not kept or now() - datetime.fromisoformat(kept["pada"]) > KEPT:
        return {}
    wanted = [
        line for line in here.form.lines if not here.values.get(line.slot) and line.slot in kept["isian"]
    ]
    return {line.slot: kept["isian"][line.slot] for line in wanted if _still_fits(here, line, kept["isian"])}


def _still_fits(here: Filling, line: Line, kept: dict[str, str]) -> bool:
    value = Accepted(kept[line.slot])
    return isinstance(reachable(line, value, here.values.get("cara_pengiriman")), Accepted)


def to_offer(here: Filling, tracker: Tracker, next_line: Line) -> dict[str, str]:
    """What is offered before the first question about the person, once a form; nothing later."""
    if here.asked != SAME and (
        next_line.slot not in PERSONAL or tracker.get_slot("ditawari") == tracker.get_slot("draf")
    ):
        return {}
    offered = known(here, tracker)
    return offered if "nama" in offered else {}


def offer(here: Filling, tracker: Tracker, offered: dict[str, str]) -> Spoken:
    """Ask whether it is used again; it is read back with secrets shortened."""
    read = with_known(here, offered).summary(list(offered))
    events = [SlotSet("baris", SAME), SlotSet("ditawari", tracker.get_slot("draf"))]
    return Spoken(say(f"dialogue.ask.{SAME}", summary=read), events=events)


def with_known(here: Filling, offered: dict[str, str]) -> Filling:
    return Filling(here.tools, here.sender, here.form, {**here.values, **offered}, here.asked)


def used_again(here: Filling, tracker: Tracker, answer: str) -> Spoken:
    """A yes takes all of it, a no leaves it to be asked; new values said at once are taken."""
    choices = here.tools.texts[f"dialogue.ask.{SAME}"].choices
    chosen = meant(choices, answer) or partly_meant(choices, answer)
    checked = check_yes_no(answer)
    agreed = chosen == choices[0][1] if chosen else isinstance(checked, Accepted) and checked.value == "ya"
    if agreed:
        return Spoken(events=filled({**here.values, **known(here, tracker)}))
    if chosen or isinstance(checked, Accepted):
        return Spoken(events=filled(here.values))
    first = here.form.missing(here.values)[0]
    if found := several(Filling(here.tools, here.sender, here.form, here.values, first.slot), answer):
        return Spoken(events=filled({**here.values, **found}))
    return Spoken(say("dialogue.isian.choose", options="; ".join(title for title, _ in choices)))
