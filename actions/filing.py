"""Sending a filled form: number and due date at once, once however often it is delivered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from sqlalchemy.orm import Session

from actions.base import Spoken, TanyaAction, latest_metadata
from actions.filling import ANSWER, COMPLETE, FORM, Filling, emptied, filling
from actions.speech import Said, choice, say
from cases.filing import Applicant, RequestedInformation, file_permohonan
from cases.status import receipt_words
from office.clock import now
from office.outcome import Outcome


@dataclass(frozen=True)
class Sending:
    """A form that was confirmed, in the transaction that files it."""

    session: Session
    here: Filling
    key: str
    """Names the draft: sending the same draft twice leaves one case."""
    channel: str
    received_at: datetime
    """When the confirming message reached us; the legal clock starts there, not when we got round to it."""

    def __getitem__(self, slot: str) -> str:
        return self.here.values[slot]

    def get(self, slot: str) -> str | None:
        line = self.here.form.line(slot)
        return self.here.values.get(slot) if line and line.asked(self.here.values) else None


class Kirim(TanyaAction):
    """File what was confirmed. Nothing is filed while a line is missing."""

    action_name = "action_kirim"

    def decide(self, tracker: Tracker) -> Spoken:
        here, draft = filling(self.tools, tracker), tracker.get_slot("draf")
        if not draft or tracker.get_slot(ANSWER) != COMPLETE or here.form.missing(here.values):
            unsent = [SlotSet(ANSWER, None), FollowupAction(FORM)]
            return Spoken(say("dialogue.isian.not_complete", title=here.form.title), events=unsent)
        received = latest_metadata(tracker).get("received_at")
        with self.tools.database.writing() as session:
            sent = FILERS[here.form.kind](
                Sending(
                    session,
                    here,
                    f"{tracker.sender_id}:{draft}",
                    latest_metadata(tracker).get("channel") or "web",
                    datetime.fromisoformat(received) if received else now(),
                )
            )
        return Spoken(sent, events=[*emptied(), SlotSet("pertanyaan", None)])


def _permohonan(sending: Sending) -> Said:
    case = file_permohonan(
        sending.session,
        key=sending.key,
        conversation_id=sending.here.sender,
        channel=sending.channel,
        applicant=Applicant(
            kind="perorangan",
            name=sending["nama"],
            identity_number=sending["nik"],
            address=sending["alamat"],
            contact=sending["kontak"],
        ),
        request=RequestedInformation(
            details=sending["rincian"],
            purpose=sending["tujuan"],
            obtain=sending["cara_memperoleh"],
            deliver=sending.get("cara_pengiriman"),
        ),
        received_at=sending.received_at,
        office=sending.here.tools.office,
    )
    return {
        "text": receipt_words(case),
        "outcome": Outcome.ESCALATED_REQUEST,
        "choices": [choice("Cek permohonan saya")],
    }


FILERS: dict[str, Callable[[Sending], Said]] = {"permohonan": _permohonan}
