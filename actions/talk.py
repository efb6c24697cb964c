"""The small turns around questions and forms: help, officer, status, repeat, yes and no without a form."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Any

from babel.dates import format_datetime
from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.asking import LEAST_QUESTION, evidence
from actions.base import Spoken, TanyaAction, latest_intent, latest_text
from actions.checks import choice_of
from actions.notices import SUBSCRIPTION, subscribed
from actions.own_cases import own
from actions.speech import Said, answered, say
from actions.starting import open_kind
from cases.status import status_words
from office.clock import now
from office.hours import is_open, next_opening
from office.language import normalise
from office.outcome import Outcome
from office.settings import PROJECT
from office.working_days import current_calendar


@lru_cache(maxsize=1)
def preferences() -> dict[str, list[str]]:
    """The content of ``data/rules/preferences.toml``."""
    path = PROJECT / "data" / "rules" / "preferences.toml"
    table: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return table


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
        office, moment = self.tools.office, now()
        with self.tools.database.reading() as session:
            calendar = current_calendar(session)
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


class Setuju(TanyaAction):
    """A yes outside a form accepts what was offered last."""

    action_name = "action_setuju"

    def decide(self, tracker: Tracker) -> Spoken:
        old = bool(
            choice_of(self.tools.texts, latest_text(tracker))
        )  # pressed again, it accepts no new offer
        if not old and (offered := tracker.get_slot("tawaran")):
            if offered == SUBSCRIPTION:
                return subscribed(True)
            return open_kind(self.tools, tracker.sender_id, offered, tracker.get_slot("pertanyaan"))
        sends = "kirim" in normalise(latest_text(tracker)).split()
        if sends and (latest := own(self.tools, tracker.sender_id, lambda case: True)[:1]):
            # "Ya, kirim" pressed again: it was sent once, and that is what is said.
            return Spoken(say("dialogue.already_sent", status=status_words(latest[0])))
        return Spoken(say("dialogue.yes_to_nothing"))


class Tolak(TanyaAction):
    """A no outside a form declines what was offered last."""

    action_name = "action_tolak"

    def decide(self, tracker: Tracker) -> Spoken:
        offered, read = tracker.get_slot("tawaran"), tracker.get_slot("dibuka")
        spared = offered and read and read == tracker.get_slot("pertanyaan")
        outcome = Outcome.SPARED_REQUEST if spared else None
        return Spoken(say("dialogue.declined", outcome=outcome), events=[SlotSet("tawaran", None)])


class Ucapkan(TanyaAction):
    """A set phrase for an act: a greeting, thanks, a calm word to anger."""

    action_name = "action_ucapkan"

    def decide(self, tracker: Tracker) -> Spoken:
        return Spoken(say(f"dialogue.{latest_intent(tracker)}"))


class Suara(TanyaAction):
    """How we shall speak: easy words or the usual ones, kept for this conversation."""

    action_name = "action_suara"

    def decide(self, tracker: Tracker) -> Spoken:
        words = set(normalise(latest_text(tracker)).split())
        if words & set(preferences()["usual"]):
            return Spoken(say("dialogue.kata_biasa"), events=[SlotSet("mudah", None)])
        if words & set(preferences()["easy"]):
            return Spoken(say("dialogue.kata_mudah") | {"easy": True}, events=[SlotSet("mudah", True)])
        if (
            not tracker.active_loop_name
            and (found := evidence(self.tools, tracker, LEAST_QUESTION)) is not None
        ):
            return Spoken(answered(found))
        return Spoken(say("dialogue.suara"))


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
