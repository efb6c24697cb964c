"""The steps of filling in, the same for every kind of case: answer, ask, correct, step back, cancel."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.base import Spoken, TanyaAction, latest_intent, latest_text, pause_before
from actions.checks import belongs_elsewhere, check, line_choices
from actions.confirming import confirmation, of_another_form
from actions.corrections import named_line, new_value, several
from actions.filling import ANSWER, COMPLETE, Filling, emptied, filled, filling, kept_draft, with_draft
from actions.forms import CONFIRM, RESUME, SAME, WHICH, Line
from actions.identity import known, offer, to_offer, used_again, with_known
from actions.speech import Said, answered, choice, say
from actions.unnamed import unnamed
from cases.fields import Accepted, Refused
from office.language import normalise, number
from office.outcome import Outcome

PAUSE = timedelta(hours=24)
"""Who was away for longer is asked whether to go on."""
UNDOING = ("pencabutan", "penghapusan")
"""Kinds whose last question has nothing to change: a no there is no correction."""
PATIENCE = 3
"""Refused answers in a row after which an officer is offered."""


class Validasi(TanyaAction):
    """Take the answer to the open question; what is refused is explained, and the form asks again."""

    action_name = "validate_isian_form"

    def decide(self, tracker: Tracker) -> Spoken:
        answer = tracker.slots_to_validate().get(ANSWER)
        if answer is None:
            return Spoken()
        here = filling(self.tools, tracker)
        if here.asked == RESUME:
            spoken = resumed(here, tracker, answer)
        elif pause_before(tracker) > PAUSE:
            spoken = Spoken()  # the question is days old; what is said now need not answer it
        elif answer in (tracker.get_slot("mirip") or []):
            spoken = Spoken(answered(self.tools.answerer.ask(answer)), events=[SlotSet("dibuka", answer)])
        elif (hidden := _unnamed(here, answer)) is not None:
            spoken = hidden
        elif belongs_elsewhere(here, answer):
            spoken = Spoken(say("dialogue.isian.other_question", title=here.form.title))
        elif here.asked == SAME:
            spoken = used_again(here, tracker, answer)
        elif here.asked == CONFIRM and of_another_form(here, tracker, answer):
            spoken = Spoken(say("dialogue.isian.earlier_button", title=here.form.title))
        elif here.asked == CONFIRM:
            if latest_intent(tracker) == "ya":
                return Spoken(events=[SlotSet(ANSWER, COMPLETE)])
            spoken = Spoken(say("dialogue.isian.answer_first", title=here.form.title))
        elif here.asked == WHICH:
            spoken = corrected(here, answer)
        else:
            spoken = answered_line(here, answer, float(tracker.get_slot("gagal") or 0))
        spoken.events.append(SlotSet(ANSWER, None))
        return spoken


def answered_line(here: Filling, answer: str, failed: float) -> Spoken:
    """The open line, and others that the same message names."""
    line = here.line
    if line is None:
        return Spoken()
    if found := several(here, answer):
        values = {**here.values, **found}
        noted = Filling(here.tools, here.sender, here.form, values, None).summary(list(found))
        return Spoken(
            say("dialogue.isian.noted", noted=noted), events=[*filled(values), SlotSet("gagal", 0.0)]
        )
    checked = check(here, line, answer)
    if isinstance(checked, Accepted):
        kept = {**here.values, line.slot: checked.value}
        return Spoken(events=[*filled(kept), SlotSet("gagal", 0.0)])
    refused = Spoken(_explained(checked), events=[SlotSet("gagal", failed + 1)])
    if failed + 1 >= PATIENCE:
        refused.said.append(_officer_offered(here))
    return refused


def _unnamed(here: Filling, answer: str) -> Spoken | None:
    """A wish to stay unnamed is noted at any question; what else the message says answers the open one."""
    if (told := unnamed(here, answer)) is None:
        return None
    said, after, rest = told
    spoken = Spoken(said, events=filled(after.values, after.asked))
    if rest and after.line is not None:
        # A story stays as it was told.
        then = answered_line(after, answer if after.line.answer == "story" else rest, 0.0)
        spoken = Spoken(said, *then.said, events=[*spoken.events, *then.events])
    return spoken


class Tanyakan(TanyaAction):
    """Ask the next question: a line, which line to change, or whether everything may be sent."""

    action_name = f"action_ask_{ANSWER}"

    def decide(self, tracker: Tracker) -> Spoken:
        here = filling(self.tools, tracker)
        left = here.asked != RESUME and pause_before(tracker) > PAUSE and bool(here.values)
        if here.asked == RESUME or left or (not here.asked and kept_draft(tracker, here.form.kind)):
            return _resume(here, tracker)
        if here.asked == WHICH:
            lines = [line for line in here.form.asked(here.values) if here.values.get(line.slot)]
            return Spoken(say("dialogue.isian.which_line", choices=_changes(lines)))
        missing = here.form.missing(here.values)
        if missing and (offered := to_offer(here, tracker, missing[0])):
            return offer(here, tracker, offered)
        if missing:
            line = here.line if here.line in missing else missing[0]
            asked = say(f"dialogue.ask.{line.slot}", choices=line_choices(here, line))
            return Spoken(asked, events=[SlotSet("baris", line.slot)])
        return confirmation(here, tracker)


def _resume(here: Filling, tracker: Tracker) -> Spoken:
    """Half-filled and left: shall we go on, or begin anew?"""
    values = kept_draft(tracker, here.form.kind) or here.values
    read = Filling(here.tools, here.sender, here.form, values, None).summary(list(values))
    asked = say(f"dialogue.ask.{RESUME}", title=here.form.title, summary=read)
    return Spoken(asked, events=[SlotSet("baris", RESUME), SlotSet("diperiksa", None)])


def resumed(here: Filling, tracker: Tracker, answer: str) -> Spoken:
    """Go on with what was kept, or begin anew; anything else is asked again."""
    plain = normalise(answer)
    kept = kept_draft(tracker, here.form.kind)
    forget = with_draft(tracker, here.form.kind, None)
    if any(word in plain.split() for word in ("baru", "awal", "ulang")):
        return Spoken(events=[*filled(here.values if kept else {}), forget])
    if latest_intent(tracker) == "ya" or "lanjut" in plain:
        return Spoken(events=[*filled(kept or here.values), forget])
    return Spoken()


class Koreksi(TanyaAction):
    """Correct a line: at once when the new value is said, otherwise the form asks that line again."""

    action_name = "action_koreksi"

    def decide(self, tracker: Tracker) -> Spoken:
        here = filling(self.tools, tracker)
        if here.asked == SAME:  # "pakai lagi, tapi ubah alamat": the rest is used again
            here = with_known(here, known(here, tracker))
        return corrected(here, latest_text(tracker))


def corrected(here: Filling, text: str) -> Spoken:
    """What becomes of a correction."""
    line = named_line(here.form.asked(here.values), text)
    if line is None:
        if here.form.kind in UNDOING:
            return Spoken(say("dialogue.isian.yes_or_cancel"))
        if here.asked in (CONFIRM, WHICH):
            return Spoken(events=[SlotSet("baris", WHICH)])
        lines = [line for line in here.form.asked(here.values) if here.values.get(line.slot)]
        return Spoken(say("dialogue.isian.which_line", choices=_changes(lines)))
    value = new_value(text, line)
    checked = check(here, line, value) if value else None
    open_line = here.asked if here.line else None
    if isinstance(checked, Accepted):
        values = {**here.values, line.slot: checked.value}
        after = Filling(here.tools, here.sender, here.form, values, None)
        events = filled(values, None if open_line == line.slot else open_line)
        if line.secret:
            events.append(SlotSet("diperiksa", None))
        return Spoken(
            say("dialogue.isian.corrected", label=line.label, value=after.shown(line)), events=events
        )
    values = {slot: kept for slot, kept in here.values.items() if slot != line.slot}
    events = [*filled(values, line.slot), *([SlotSet("diperiksa", None)] if line.secret else [])]
    said = [say("dialogue.isian.correct_again", label=line.label)]
    if isinstance(checked, Refused) and line.answer != "story":
        said = [_explained(checked)]
    return Spoken(*said, events=events)


class Kembali(TanyaAction):
    """One question back."""

    action_name = "action_kembali"

    def decide(self, tracker: Tracker) -> Spoken:
        here = filling(self.tools, tracker)
        order = here.form.asked(here.values)
        if here.asked == RESUME:
            return Spoken()
        if here.asked == WHICH:
            return Spoken(events=filled(here.values))
        missing = here.form.missing(here.values)
        open_line = here.line if here.line in order else missing[0] if missing else None
        at = order.index(open_line) if open_line else len(order)
        if at == 0:
            return Spoken(say("dialogue.isian.first_line"))
        line = _so_far_back(order[:at], latest_text(tracker))
        values = {slot: kept for slot, kept in here.values.items() if slot != line.slot}
        return Spoken(say("dialogue.isian.one_back", label=line.label), events=filled(values, line.slot))


def _so_far_back(before: list[Line], text: str) -> Line:
    """The line to go back to: one that is named, the first, so many steps back, or the one before."""
    words = normalise(text).split()
    if (named := named_line(before, text)) is not None:
        return named
    if {"awal", "pertama"} & set(words):
        return before[0]
    steps = next((steps for word in words if (steps := number(word)) is not None), 1)
    return before[max(0, len(before) - steps)]


class Batal(TanyaAction):
    """Stop filling in. Nothing is sent; what was filled in is kept for thirty days, and said so."""

    action_name = "action_batal"

    def decide(self, tracker: Tracker) -> Spoken:
        here = filling(self.tools, tracker)
        outcome = Outcome.SPARED_REQUEST if tracker.get_slot("dibuka") else None
        if not here.form.lines or not here.values:
            return Spoken(say("dialogue.isian.cancelled", outcome=outcome), events=emptied())
        kept = kept_draft(tracker, here.form.kind) if here.asked == RESUME else None
        keep = with_draft(tracker, here.form.kind, kept or here.values)
        return Spoken(
            say("dialogue.isian.cancelled_and_kept", outcome=outcome, title=here.form.title),
            events=[*emptied(), keep],
        )


class Sibuk(TanyaAction):
    """Another form is wished for while one is open: first this one is finished or cancelled."""

    action_name = "action_sibuk"

    def decide(self, tracker: Tracker) -> Spoken:
        return Spoken(say("dialogue.isian.busy", title=filling(self.tools, tracker).form.title))


def _explained(refused: Refused) -> Said:
    params: dict[str, Any] = dict(refused.params)
    return say(refused.text_key, **params)


def _changes(lines: list[Line]) -> list[dict[str, str]]:
    return [choice(line.label[:20].strip(), f"ubah {line.names[0]}") for line in lines]


def _officer_offered(here: Filling) -> Said:
    office = here.tools.office
    return say("dialogue.isian.officer_offered", phone=office.phone, email=office.email, hours=office.hours)
