"""The permohonan: start, check each line, correct, step back, cancel, confirm, file."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.asking import answer_or_offer
from actions.base import Spoken, TanyaAction, latest_metadata, latest_text, questions_before
from actions.forms import Line, is_question, lines, named_line, names_something, new_value, speaks_of_filing
from actions.speech import Said, answered, choice, say
from cases.fields import Accepted, Refused, check_details
from cases.filing import Applicant, RequestedInformation, file_permohonan
from cases.status import receipt_words
from office.clock import now
from office.outcome import Outcome

FORM = "permohonan_form"
PATIENCE = 3
"""Refused answers in a row after which an officer is offered."""
Events = list[dict[str, Any]]


class MulaiPermohonan(TanyaAction):
    """Start a permohonan. A wish that already has an answer is answered first, and filing still offered."""

    action_name = "action_mulai_permohonan"

    def decide(self, tracker: Tracker) -> Spoken:
        wish, open_question = latest_text(tracker), tracker.get_slot("pertanyaan")
        if isinstance(check_details(wish), Refused) or not names_something(wish):
            return start_form(open_question)
        decision = self.tools.answerer.ask(wish, questions_before(tracker))
        if is_question(wish):
            # "Bagaimana cara meminta dokumen?" wants an answer, not a form.
            return answer_or_offer(wish, decision)
        if decision.outcome.startswith("answered_") and wish != open_question:
            offered = [SlotSet("tawaran", "permohonan"), SlotSet("pertanyaan", wish)]
            return Spoken(answered(decision), say("dialogue.permohonan.already_answered"), events=offered)
        if speaks_of_filing(wish) or wish == open_question:
            return start_form(wish)
        # "Mohon data …" wants the data; that it needs a formal request is said before one is begun.
        return answer_or_offer(wish, decision)


def start_form(question: str | None) -> Spoken:
    """Open the form with a fresh draft; a question that was not answered fills the first line."""
    empty: Events = [SlotSet(slot, None) for slot in [*lines(), "konfirmasi"]]
    events = [*empty, SlotSet("draf", uuid4().hex), SlotSet("tawaran", None), SlotSet("gagal", 0.0)]
    opening = say("dialogue.permohonan.opening")
    checked = check_details(question) if question else None
    if isinstance(checked, Accepted):
        events.append(SlotSet("rincian", checked.value))
        opening = say("dialogue.permohonan.opening_with_question", question=checked.value)
    return Spoken(opening, events=[*events, FollowupAction(FORM)])


class ValidatePermohonan(TanyaAction):
    """Check what was just answered; a refusal explains, gives an example, and the form asks again."""

    action_name = "validate_permohonan_form"

    def decide(self, tracker: Tracker) -> Spoken:
        spoken = Spoken()
        for slot, value in tracker.slots_to_validate().items():
            line = lines().get(slot)
            if line is None or value is None:
                # Emptied when the form was opened; not something the citizen said.
                spoken.events.append(SlotSet(slot, value))
                continue
            checked = reachable(slot, line.check(str(value)), tracker)
            if isinstance(checked, Accepted):
                spoken.events += [SlotSet(slot, checked.value), SlotSet("gagal", 0.0)]
                continue
            failed = float(tracker.get_slot("gagal") or 0) + 1
            params: dict[str, Any] = dict(checked.params)
            spoken.said.append(say(checked.text_key, **params))
            if failed >= PATIENCE:
                spoken.said.append(_officer_offered(self))
            spoken.events += [SlotSet(slot, None), SlotSet("gagal", failed)]
        return spoken


def reachable(slot: str, checked: Accepted | Refused, tracker: Tracker) -> Accepted | Refused:
    """Who wants the answer by e-mail must leave an e-mail address, or it never arrives."""
    by_mail = "elektronik" in str(tracker.get_slot("cara_pengiriman") or "")
    if slot == "kontak" and by_mail and isinstance(checked, Accepted) and "@" not in checked.value:
        return Refused("dialogue.permohonan.mail_needed")
    return checked


class AskKonfirmasi(TanyaAction):
    """Everything read back before it is sent; each line can still be changed."""

    action_name = "action_ask_konfirmasi"

    def decide(self, tracker: Tracker) -> Spoken:
        summary = "\n".join(f"{line.label}: {tracker.get_slot(slot)}" for slot, line in lines().items())
        return Spoken(say("dialogue.permohonan.ask.konfirmasi", summary=summary))


class AjukanPermohonan(TanyaAction):
    """File it: number and due date at once. Nothing is filed while a line is missing."""

    action_name = "action_ajukan_permohonan"

    def decide(self, tracker: Tracker) -> Spoken:
        values = {slot: tracker.get_slot(slot) for slot in lines()}
        draft = tracker.get_slot("draf")
        if not draft or tracker.get_slot("konfirmasi") != "ya" or not all(values.values()):
            unsent: Events = [SlotSet("konfirmasi", None), FollowupAction(FORM)]
            return Spoken(say("dialogue.permohonan.not_complete"), events=unsent)
        with self.tools.database.writing() as session:
            case = file_permohonan(
                session,
                key=f"{tracker.sender_id}:{draft}",
                conversation_id=tracker.sender_id,
                channel=latest_metadata(tracker).get("channel") or "web",
                applicant=Applicant(
                    kind="perorangan",
                    name=values["nama"],
                    identity_number=values["nik"],
                    address=values["alamat"],
                    contact=values["kontak"],
                ),
                request=RequestedInformation(
                    details=values["rincian"],
                    purpose=values["tujuan"],
                    obtain=values["cara_memperoleh"],
                    deliver=values["cara_pengiriman"],
                ),
                received_at=_received_at(tracker),
                office=self.tools.office,
            )
            filed: Said = {
                "text": receipt_words(case),
                "outcome": Outcome.ESCALATED_REQUEST,
                "choices": [choice("Cek permohonan saya")],
            }
        cleared: Events = [
            SlotSet(slot, None) for slot in [*lines(), "konfirmasi", "draf", "pertanyaan", "tawaran"]
        ]
        return Spoken(filed, events=cleared)


class Koreksi(TanyaAction):
    """Correct a line: at once when the new value is said, otherwise the form asks that line again."""

    action_name = "action_koreksi"

    def decide(self, tracker: Tracker) -> Spoken:
        text = latest_text(tracker)
        line = named_line(text)
        if line is None:
            filled = [line for slot, line in lines().items() if tracker.get_slot(slot)]
            return Spoken(say("dialogue.permohonan.which_line", choices=_line_choices(filled)))
        value = new_value(text)
        checked = line.check(value) if value else None
        if isinstance(checked, Accepted):
            corrected = say("dialogue.permohonan.corrected", label=line.label, value=checked.value)
            return Spoken(corrected, events=[SlotSet(line.slot, checked.value), SlotSet("konfirmasi", None)])
        again = say("dialogue.permohonan.correct_again", label=line.label)
        return Spoken(again, events=[SlotSet(line.slot, None), SlotSet("konfirmasi", None)])


class Kembali(TanyaAction):
    """One question back."""

    action_name = "action_kembali"

    def decide(self, tracker: Tracker) -> Spoken:
        order = list(lines())
        asked = tracker.get_slot("requested_slot")
        at = order.index(asked) if asked in order else len(order)
        if at == 0:
            return Spoken(say("dialogue.permohonan.first_line"))
        line = lines()[order[at - 1]]
        return Spoken(
            say("dialogue.permohonan.one_back", label=line.label), events=[SlotSet(line.slot, None)]
        )


class Batal(TanyaAction):
    """Stop filling in. Nothing is sent; the question asked stays known, so starting again is short."""

    action_name = "action_batal"

    def decide(self, tracker: Tracker) -> Spoken:
        events: Events = [SlotSet(slot, None) for slot in [*lines(), "konfirmasi", "draf", "tawaran"]]
        return Spoken(say("dialogue.permohonan.cancelled"), events=events)


def _line_choices(filled: list[Line]) -> list[dict[str, str]]:
    return [choice(line.label, f"ubah {line.names[0]}") for line in filled]


def _officer_offered(action: TanyaAction) -> Said:
    office = action.tools.office
    return say(
        "dialogue.permohonan.officer_offered", phone=office.phone, email=office.email, hours=office.hours
    )


def _received_at(tracker: Tracker) -> datetime:
    """When the confirming message reached us; the legal clock starts there, not when we got round to it."""
    received = latest_metadata(tracker).get("received_at")
    return datetime.fromisoformat(received) if received else now()
