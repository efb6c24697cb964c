"""Beginning to fill in, for every kind but a permohonan: what is known already is answered, the rest is asked."""

from __future__ import annotations

from collections.abc import Callable

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.asking import elsewhere, evidence
from actions.base import Spoken, TanyaAction, latest_intent, latest_text
from actions.checks import CHECKS
from actions.filling import Filling
from actions.forms import catalogue, form, names_something, rules
from actions.own_cases import NO_REQUEST, addable, check_grounds, objectionable, withdrawable
from actions.requests import open_permohonan, opened
from actions.speech import answered, say
from actions.tools import Tools
from actions.unnamed import hidden_lines
from cases.fields import Accepted
from office.hiding import read_wish
from office.language import normalise
from office.outcome import Outcome

KINDS = {
    "lapor": "pengaduan",
    "usul": "aspirasi",
    "cek_hoaks": "cek_hoaks",
    "keberatan": "keberatan",
    "cabut": "pencabutan",
    "tambah": "tambahan",
}
"""What is filled in after which act."""


def open_kind(tools: Tools, sender: str, kind: str, wish: str | None) -> Spoken:
    """Open the form of a kind; ``wish``: the words that led to it."""
    if kind == "permohonan":
        return open_permohonan(tools, sender, wish)
    if kind in _OWN:
        return _OWN[kind](tools, sender, wish or "")
    return _open_story(kind, wish)


class Mulai(TanyaAction):
    """Start what the act asks for. A story that has its answer is answered first, and filing still offered."""

    action_name = "action_mulai"

    def decide(self, tracker: Tracker) -> Spoken:
        kind, wish = KINDS[latest_intent(tracker)], latest_text(tracker)
        if kind in _OWN:
            spoken = _OWN[kind](self.tools, tracker.sender_id, wish)
            if spoken.events or (found := evidence(self.tools, tracker)) is None:
                return spoken
            return Spoken(answered(found), *spoken.said)
        return self._story(tracker, kind, wish)

    def _story(self, tracker: Tracker, kind: str, wish: str) -> Spoken:
        if not _says_something(kind, wish):
            offered = tracker.get_slot("tawaran") == kind
            return _open_story(kind, tracker.get_slot("pertanyaan") if offered else None, wish)
        found = evidence(self.tools, tracker)
        before = [answered(found)] if found else []
        if kind == "pengaduan":
            before += elsewhere(wish)
        if kind != "cek_hoaks" and not _asks_to_file(kind, wish):
            offered = [SlotSet("tawaran", kind), SlotSet("pertanyaan", wish)]
            outcome = None if found else Outcome.ABSTAINED_NO_EVIDENCE
            return Spoken(*before, say(f"dialogue.{kind}.offer", outcome=outcome), events=offered)
        spoken = _open_story(kind, wish)
        return Spoken(*before, *spoken.said, events=spoken.events)


def _says_something(kind: str, wish: str) -> bool:
    return names_something(read_wish(wish).rest, rules(kind)["files"])


def _asks_to_file(kind: str, wish: str) -> bool:
    return any(word in rules(kind)["files"] for word in normalise(wish).split())


def _open_story(kind: str, wish: str | None, also: str = "") -> Spoken:
    """The words that led here are the story, when they tell one.

    A wish to stay unnamed is kept, in them or in what was said ``also``.
    """
    line, unnamed = rules(kind)["story"], read_wish(f"{wish or ''}\n{also}")
    checked = CHECKS[catalogue()[line]["check"]](wish) if wish and _says_something(kind, wish) else None
    known = hidden_lines(form(kind), unnamed)
    if isinstance(checked, Accepted):
        known[line] = checked.value
    return opened(kind, say(f"dialogue.{kind}.opening"), known)


def _open_objection(tools: Tools, sender: str, wish: str) -> Spoken:
    """Only what can be objected to now is offered; missing periodic information needs no request."""
    requests, plain = objectionable(tools, sender), normalise(wish)
    if "berkala" in plain or NO_REQUEST in plain:
        known = {"nomor": NO_REQUEST, "alasan_keberatan": "b"}
        return opened("keberatan", say("dialogue.keberatan.opening"), known)
    if not requests:
        office = tools.office
        return Spoken(say("dialogue.keberatan.closed", email=office.email, hours=office.hours))
    known = {"nomor": requests[0].number} if len(requests) == 1 else {}
    grounds = check_grounds(Filling(tools, sender, form("keberatan"), known, None), wish) if known else None
    if isinstance(grounds, Accepted):
        known["alasan_keberatan"] = grounds.value
    return opened("keberatan", say("dialogue.keberatan.opening"), known)


def _open_withdrawal(tools: Tools, sender: str, wish: str) -> Spoken:
    cases = withdrawable(tools, sender)
    if not cases:
        office = tools.office
        return Spoken(say("dialogue.pencabutan.none", phone=office.phone, email=office.email))
    known = {"perkara": cases[0].number} if len(cases) == 1 else {}
    return opened("pencabutan", say("dialogue.pencabutan.opening"), known)


def _open_addition(tools: Tools, sender: str, wish: str) -> Spoken:
    cases = addable(tools, sender)
    if not cases:
        return Spoken(say("dialogue.tambahan.none"))
    known = {"perkara_ditambah": cases[0].number} if len(cases) == 1 else {}
    return opened("tambahan", say("dialogue.tambahan.opening"), known)


_OWN: dict[str, Callable[[Tools, str, str], Spoken]] = {
    "keberatan": _open_objection,
    "pencabutan": _open_withdrawal,
    "tambahan": _open_addition,
}
