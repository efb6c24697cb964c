"""The small turns around questions and forms: help, officer, status, repeat, yes and no without a form."""

from __future__ import annotations

from typing import Any

from babel.dates import format_datetime
from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.asking import LEAST_QUESTION, evidence
from actions.base import Spoken, TanyaAction, latest_text
from actions.requests import open_permohonan
from actions.speech import Said, answered, say
from cases.lookup import cases_of
from cases.status import status_words
from office.calendar import read_calendar
from office.clock import now
from office.hours import is_open, next_opening
from office.outcome import Outcome


class Bantuan(TanyaAction):
    """What can be done here; inside a form, what can be said there."""

    action_name = "action_bantuan"

    def decide(self, tracker: Tracker) -> Spoken:
        if not tracker.active_loop_name and (found := evidence(self.tools, tracker)) is not None:
            return Spoken(answered(found))
        key = "dialogue.bantuan_form" if tracker.active_loop_name else "dialogue.bantuan"
        return Spoken(say(key, office=self.tools.office.name))


class Petugas(TanyaAction):
    """The way to a person: into the officers' queue in opening hours, otherwise when they are back."""

    action_name = "action_petugas"

    def decide(self, tracker: Tracker) -> Spoken:
        said = self._way()
        if not tracker.active_loop_name and (found := evidence(self.tools, tracker)) is not None:
            return Spoken(answered(found), said)
        return Spoken(said)

    def _way(self) -> Said:
        office, calendar, moment = self.tools.office, read_calendar(), now()
        reached: dict[str, Any] = {
            "phone": office.phone,
            "email": office.email,
            "address": office.address,
            "hours": office.hours,
        }
        if is_open(office, calendar, moment):
            # bot.turn puts the conversation into the queue with the reply, in one transaction.
            queued = say("dialogue.petugas_antre", outcome=Outcome.ESCALATED_HUMAN, **reached)
            return queued | {"with_officer": True}
        if (opens := next_opening(office, calendar, moment)) is not None:
            at = format_datetime(opens, "EEEE, d MMMM y 'pukul' HH.mm", locale="id")
            return say("dialogue.petugas_tutup", outcome=Outcome.ESCALATED_HUMAN, opens=at, **reached)
        return say("dialogue.petugas", outcome=Outcome.ESCALATED_HUMAN, **reached)


class Status(TanyaAction):
    """The citizen's own cases: state, day and due date. Only those filed in this conversation are shown."""

    action_name = "action_status"

    def decide(self, tracker: Tracker) -> Spoken:
        with self.tools.database.reading() as session:
            said: list[Said] = [
                {"text": status_words(case), "outcome": Outcome.ANSWERED_CASE_STATUS}
                for case in cases_of(session, tracker.sender_id)
            ]
        if said or tracker.active_loop_name:
            return Spoken(*(said or [say("dialogue.status.none")]))
        if (found := evidence(self.tools, tracker)) is not None:
            return Spoken(answered(found))
        if len(latest_text(tracker).split()) < LEAST_QUESTION:
            return Spoken(say("dialogue.status.none"))
        # "KTP saya sudah jadi belum?" asks for a file we do not keep: it can be requested.
        offered = [SlotSet("tawaran", "permohonan"), SlotSet("pertanyaan", latest_text(tracker))]
        return Spoken(say("dialogue.status.none", outcome=Outcome.ABSTAINED_NO_EVIDENCE), events=offered)


class Setuju(TanyaAction):
    """A yes outside a form accepts what was offered last."""

    action_name = "action_setuju"

    def decide(self, tracker: Tracker) -> Spoken:
        if tracker.get_slot("tawaran") == "permohonan":
            return open_permohonan(tracker.get_slot("pertanyaan"))
        return Spoken(say("dialogue.yes_to_nothing"))


class Tolak(TanyaAction):
    """A no outside a form declines what was offered last."""

    action_name = "action_tolak"

    def decide(self, tracker: Tracker) -> Spoken:
        return Spoken(say("dialogue.declined"), events=[SlotSet("tawaran", None)])


class Ulangi(TanyaAction):
    """Say again what was said last."""

    action_name = "action_ulangi"

    def decide(self, tracker: Tracker) -> Spoken:
        said: list[Said] = []
        for event in reversed(tracker.events):
            if event.get("event") == "bot" and (custom := (event.get("data") or {}).get("custom")):
                said.insert(0, {name: value for name, value in custom.items() if name != "outcome"})
            elif event.get("event") == "user" and said:
                break
        return Spoken(*(said or [say("dialogue.nothing_to_repeat")]))


class Lanjut(TanyaAction):
    """Nothing: after it the open form asks its question again."""

    action_name = "action_lanjut"

    def decide(self, tracker: Tracker) -> Spoken:
        return Spoken()
