"""What we keep about a citizen, and deleting it, as far as the law lets us."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.asking import LEAST_QUESTION, evidence
from actions.base import Spoken, TanyaAction, latest_text
from actions.own_cases import own
from actions.requests import opened
from actions.speech import answered, say
from actions.talk import preferences
from office.language import normalise


class DataSaya(TanyaAction):
    """Say what is kept; a wish to delete is asked back before anything is deleted."""

    action_name = "action_data_saya"

    def decide(self, tracker: Tracker) -> Spoken:
        words = set(normalise(latest_text(tracker)).split())
        cases = own(self.tools, tracker.sender_id, lambda case: True)
        if words & set(preferences()["delete"]) and not tracker.active_loop_name:
            if words & set(preferences()["draft"]):
                return Spoken(say("dialogue.penghapusan.draft_gone"), events=[SlotSet("simpanan", None)])
            key = "dialogue.penghapusan.opening_with_cases" if cases else "dialogue.penghapusan.opening"
            return opened("penghapusan", say(key, numbers=", ".join(case.number for case in cases)))
        if not tracker.active_loop_name and len(words) >= LEAST_QUESTION:
            found = evidence(self.tools, tracker)
            if found is not None:
                return Spoken(answered(found), say("dialogue.data_saya"))
        return Spoken(say("dialogue.data_saya"))
