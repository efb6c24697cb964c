"""How the citizen's own cases stand, when they ask for it."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.asking import LEAST_QUESTION, evidence
from actions.base import Spoken, TanyaAction, latest_text
from actions.own_cases import own
from actions.speech import answered, say
from actions.standing import standing, status
from office.outcome import Outcome


class Status(TanyaAction):
    """The citizen's own cases. Only those filed in this conversation are shown, whatever number is said."""

    action_name = "action_status"

    def decide(self, tracker: Tracker) -> Spoken:
        cases = own(self.tools, tracker.sender_id, lambda case: True)
        easy = bool(tracker.get_slot("mudah"))
        if tracker.active_loop_name:
            shown = [status(self.tools, case, easy) for case in cases]
            return Spoken(*(shown or [say("dialogue.status.none")]))
        if cases:
            return Spoken(*standing(self.tools, cases, easy))
        if (found := evidence(self.tools, tracker)) is not None:
            return Spoken(answered(found))
        if len(latest_text(tracker).split()) < LEAST_QUESTION:
            return Spoken(say("dialogue.status.none"))
        # "KTP saya sudah jadi belum?" asks for a file we do not keep: it can be requested.
        offered = [SlotSet("tawaran", "permohonan"), SlotSet("pertanyaan", latest_text(tracker))]
        return Spoken(say("dialogue.status.none", outcome=Outcome.ABSTAINED_NO_EVIDENCE), events=offered)
