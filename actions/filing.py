"""Sending a filled form: number and due date at once, once however often it is delivered."""

from __future__ import annotations

from datetime import datetime

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet

from actions.base import FILES, Spoken, TanyaAction, latest_metadata
from actions.filers import FILERS, Sending
from actions.filling import ANSWER, COMPLETE, FORM, emptied, filling
from actions.identity import given
from actions.speech import Said, say
from cases.changes import Refused
from office.clock import now


class Kirim(TanyaAction):
    """File what was confirmed. Nothing is filed while a line is missing."""

    action_name = FILES

    def decide(self, tracker: Tracker) -> Spoken:
        here, draft = filling(self.tools, tracker), tracker.get_slot("draf")
        if not draft or tracker.get_slot(ANSWER) != COMPLETE or here.form.missing(here.values):
            unsent = [SlotSet(ANSWER, None), FollowupAction(FORM)]
            return Spoken(say("dialogue.isian.not_complete", title=here.form.title), events=unsent)
        received = latest_metadata(tracker).get("received_at")
        channel = latest_metadata(tracker).get("channel") or "web"
        moment = datetime.fromisoformat(received) if received else now()
        try:
            with self.tools.database.writing() as session:
                sending = Sending(session, here, f"{tracker.sender_id}:{draft}", channel, moment)
                sent: Said = FILERS[here.form.kind](sending)
        except Refused as refused:
            sent = {"text": str(refused)}
        return Spoken(sent, events=[*emptied(), *given(here, tracker), SlotSet("pertanyaan", None)])
