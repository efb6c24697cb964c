"""Actions over a real database and the real calendar, called with trackers as Rasa hands them in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from rasa_sdk import Tracker

from actions.base import Spoken
from actions.filling import ANSWER, FORM
from actions.tools import Tools
from bot.phrase import phrase
from knowledge.answerer import Answerer, Candidate, Decision, Source
from office.outcome import Outcome
from office.profile import read_office
from office.settings import PROJECT
from office.texts import texts
from tests.bot.house import open_home

FILLED = {
    "rincian": "Laporan realisasi anggaran 2025",
    "tujuan": "untuk penelitian skripsi",
    "cara_memperoleh": "salinan",
    "cara_pengiriman": "percakapan ini",
    "jenis_pemohon": "perorangan",
    "nama": "Budi Santoso",
    "nik": "3578014101900003",
    "alamat": "Jalan Melati 5, Kota Bahari",
    "kontak": "+6281234567890",
}
"""Good answers to every line of a permohonan, as they are stored."""


def filled(values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """The slots of a form that is open; ``more`` are further slots."""
    return {"jenis": "permohonan", "isian": dict(FILLED if values is None else values), "draf": "d1"} | more


@dataclass
class Knowledge:
    """Decides as it is told, and notes what it was asked."""

    outcome: Outcome = Outcome.ABSTAINED_NO_EVIDENCE
    asked: list[tuple[str, list[str]]] | None = None

    def ask(self, question: str, before: Any = ()) -> Decision:
        self.asked = [*(self.asked or []), (question, list(before))]
        answered = self.outcome.startswith("answered_")
        source = Source("Tata cara", "Diskominfo", None, "", "faq-1")
        choices = [Candidate("faq-1", "Syarat akta", 0.5)] if self.outcome == Outcome.ASKED_BACK else []
        text = "Begini caranya." if answered else ""
        return Decision(question, self.outcome, 0.9, None, text, [source] if answered else [], [], choices)


def open_tools(folder: Any, knowledge: Any = None) -> Tools:
    settings, database = open_home(folder)
    office = read_office(PROJECT / "data" / "demo" / "office.toml")
    return Tools(settings, database, cast(Answerer, knowledge or Knowledge()), texts(), office)


def tracker(
    text: str = "",
    act: str = "tanya",
    slots: dict[str, Any] | None = None,
    asked: str | None = None,
    before: list[dict[str, Any]] | None = None,
    metadata: dict[str, Any] | None = None,
) -> Tracker:
    """A conversation whose last message is ``text``; ``asked`` is the open form's slot."""
    parsed = {"text": text, "intent": {"name": act, "confidence": 1.0}, "entities": []}
    user = {"event": "user", "text": text, "parse_data": parsed, "metadata": metadata or {}}
    loop = {"name": FORM} if asked else {}
    known = {"requested_slot": ANSWER if asked else None, "baris": asked, **(slots or {})}
    return Tracker("c1", known, parsed, [*(before or []), user], False, None, loop, "action_listen")


def said_before(text: str, act: str = "tanya") -> dict[str, Any]:
    """An earlier message of the citizen."""
    return {"event": "user", "text": text, "parse_data": {"intent": {"name": act}}, "metadata": {}}


def words(spoken: Spoken) -> list[str]:
    """What the citizen reads; raises when a key or field is missing."""
    return [reply.text for reply in phrase(spoken.said, texts()).messages]


def slots(spoken: Spoken) -> dict[str, Any]:
    """What the tracker learns."""
    return {event["name"]: event["value"] for event in spoken.events if event["event"] == "slot"}


def followed_by(spoken: Spoken) -> list[str]:
    return [event["name"] for event in spoken.events if event["event"] == "followup"]
