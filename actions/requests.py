"""Beginning to fill in: a fresh draft of any kind, and the wish for a permohonan that may have its answer already."""

from __future__ import annotations

from uuid import uuid4

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.asking import answer_or_offer
from actions.base import Spoken, TanyaAction, latest_text, questions_before
from actions.filling import FORM, emptied
from actions.forms import is_question, names_something, speaks_of_filing
from actions.own_cases import own
from actions.speech import Said, answered, choice, say
from actions.tools import Tools
from cases.applicant_acts import may_add
from cases.fields import Accepted, Refused, check_details


def opened(kind: str, opening: Said, values: dict[str, str] | None = None) -> Spoken:
    """Open the form of a kind with a fresh draft; ``values`` are answers known already."""
    events = [
        *emptied(),
        SlotSet("jenis", kind),
        SlotSet("isian", values or {}),
        SlotSet("draf", uuid4().hex),
    ]
    return Spoken(opening, events=[*events, FollowupAction(FORM)])


def open_permohonan(tools: Tools, sender: str, question: str | None) -> Spoken:
    """Open a permohonan; a question that was not answered fills the first line. What may spare the request is
    shown first: published answers that come near, and the citizen's own open requests."""
    checked = check_details(question) if question else None
    if not isinstance(checked, Accepted):
        spoken = opened("permohonan", say("dialogue.permohonan.opening"))
    else:
        opening = say("dialogue.permohonan.opening_with_question", question=checked.value)
        spoken = opened("permohonan", opening, {"rincian": checked.value})
        near = [candidate.title for candidate in tools.answerer.ask(checked.value).choices]
        if near:
            spoken.said.append(say("dialogue.permohonan.similar", choices=[choice(title) for title in near]))
            spoken.events.insert(-1, SlotSet("mirip", near))
    running = own(tools, sender, lambda case: case.kind == "permohonan" and may_add(case))
    if running:
        numbers = ", ".join(case.number for case in running)
        spoken.said.append(say("dialogue.permohonan.running", numbers=numbers))
    return spoken


class MulaiPermohonan(TanyaAction):
    """Start a permohonan. A wish that already has an answer is answered first, and filing still offered."""

    action_name = "action_mulai_permohonan"

    def decide(self, tracker: Tracker) -> Spoken:
        wish, open_question = latest_text(tracker), tracker.get_slot("pertanyaan")
        if isinstance(check_details(wish), Refused) or not names_something(wish):
            return open_permohonan(self.tools, tracker.sender_id, open_question)
        decision = self.tools.answerer.ask(wish, questions_before(tracker))
        if is_question(wish):
            # "Bagaimana cara meminta dokumen?" wants an answer, not a form.
            return answer_or_offer(wish, decision)
        if decision.outcome.startswith("answered_") and wish != open_question:
            offered = [
                SlotSet("tawaran", "permohonan"),
                SlotSet("pertanyaan", wish),
                SlotSet("dibuka", wish),
            ]
            return Spoken(answered(decision), say("dialogue.permohonan.already_answered"), events=offered)
        if speaks_of_filing(wish) or wish == open_question:
            return open_permohonan(self.tools, tracker.sender_id, wish)
        # "Mohon data …" wants the data; that it needs a formal request is said before one is begun.
        return answer_or_offer(wish, decision)
