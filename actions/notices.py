"""Announcements in the conversation: what is in force for who asks, and getting them from now on or no more."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.base import Spoken, TanyaAction, latest_text
from actions.speech import Said, say
from cases.texts import long_moment
from knowledge.notices import Notice, current
from office.clock import now
from office.language import normalise

SUBSCRIPTION = "langganan"
"""What a yes accepts after it was offered."""


class Pengumuman(TanyaAction):
    """Say what is in force; a wish to get announcements, or no more of them, is granted at once."""

    action_name = "action_pengumuman"

    def decide(self, tracker: Tracker) -> Spoken:
        words = normalise(latest_text(tracker)).split()
        if any("langganan" in word for word in words):
            wanted = not {"berhenti", "stop", "batal", "tidak", "jangan", "hentikan", "putus"} & set(words)
            return subscribed(wanted)
        with self.tools.database.reading() as session:
            found = [self._said(notice) for notice in current(session, now())]
        offered = [] if tracker.active_loop_name else [SlotSet("tawaran", SUBSCRIPTION)]
        return Spoken(*(found or [say("notices.none")]), say("notices.offer"), events=offered)

    def _said(self, notice: Notice) -> Said:
        issued = long_moment(notice.issued_at.astimezone(self.tools.office.zone))
        return say("notices.one", title=notice.title, text=notice.text, issued=issued)


def subscribed(wanted: bool) -> Spoken:
    """The application remembers it with the conversation (bot/turn.py)."""
    told = say("notices.subscribed" if wanted else "notices.unsubscribed") | {"announce": wanted}
    return Spoken(told, events=[SlotSet("tawaran", None)])
