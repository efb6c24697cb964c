"""What is done with a form that was confirmed, by its kind; each gives the number and what happens next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from actions.filling import Filling
from actions.forms import SKIPPED
from actions.own_cases import NO_REQUEST
from actions.speech import Said, choice, say
from cases.applicant_acts import add_words, withdraw
from cases.changes import Refused
from cases.complaints import Complaint, file_complaint
from cases.fields import Accepted, check_link
from cases.filing import Applicant, RequestedInformation, applicant_from, file_permohonan
from cases.hoaxes import file_cek_hoaks
from cases.lookup import by_number
from cases.objections import Objection, applicant_of, file_keberatan
from cases.status import receipt_words
from cases.tables import Case
from office.outcome import Outcome
from office.working_days import current_calendar

FIELDS = {
    "nama": "name",
    "nik": "nik",
    "alamat": "address",
    "kontak": "contact",
    "badan": "entity",
    "pengesahan": "decree",
    "kelompok": "group",
    "pemberi_kuasa": "on_behalf_of",
    "surat_kuasa": "power_of_attorney",
}
"""Lines about the applicant, and what ``cases`` calls them."""


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
        """An answer; none when the line was not asked for or left out."""
        line, value = self.here.form.line(slot), self.here.values.get(slot)
        return value if line and line.asked(self.here.values) and value != SKIPPED else None

    @property
    def common(self) -> dict[str, Any]:
        """What every kind of case is filed with."""
        return {
            "key": self.key,
            "conversation_id": self.here.sender,
            "channel": self.channel,
            "received_at": self.received_at,
            "office": self.here.tools.office,
        }


def _filed(case: Case, outcome: Outcome) -> Said:
    return {"text": receipt_words(case), "outcome": outcome, "choices": [choice("Cek permohonan saya")]}


def _applicant(sending: Sending) -> Applicant:
    values = {field: value for slot, field in FIELDS.items() if (value := sending.get(slot))}
    return applicant_from(sending["jenis_pemohon"], values)


def _own(sending: Sending, number: str) -> Case:
    """The case with this number, only when it is this conversation's."""
    case = by_number(sending.session, number)
    if case is None or case.conversation_id != sending.here.sender:
        raise Refused("refused.objection_request")
    return case


def _permohonan(sending: Sending) -> Said:
    case = file_permohonan(
        sending.session,
        applicant=_applicant(sending),
        request=RequestedInformation(
            details=sending["rincian"],
            purpose=sending["tujuan"],
            obtain=sending["cara_memperoleh"],
            deliver=sending.get("cara_pengiriman"),
        ),
        **sending.common,
    )
    return _filed(case, Outcome.ESCALATED_REQUEST)


def _keberatan(sending: Sending) -> Said:
    request = None if sending["nomor"] == NO_REQUEST else _own(sending, sending["nomor"])
    grounds = tuple(sending["alasan_keberatan"].split(","))
    case = file_keberatan(
        sending.session,
        applicant=applicant_of(request) if request else _applicant(sending),
        objection=Objection(grounds, sending["kasus_posisi"], request),
        **sending.common,
    )
    return _filed(case, Outcome.ESCALATED_OBJECTION)


def _named(sending: Sending) -> Applicant | None:
    """Who complains; nothing of it is kept when the citizen wants no name."""
    if sending["anonim"] == "ya":
        return None
    return Applicant("perorangan", sending["nama"], "", sending.get("alamat") or "", sending["kontak"])


def _pengaduan(sending: Sending) -> Said:
    case = file_complaint(
        sending.session,
        complaint=Complaint(
            details=sending["uraian"],
            place=sending.get("lokasi"),
            happened=sending.get("waktu"),
            reported=sending.get("instansi"),
            anonymous=sending["anonim"] == "ya",
            confidential=sending["rahasia"] == "ya",
        ),
        complainant=_named(sending),
        **sending.common,
    )
    return _filed(case, Outcome.ESCALATED_COMPLAINT)


def _aspirasi(sending: Sending) -> Said:
    case = file_complaint(
        sending.session,
        kind="aspirasi",
        complaint=Complaint(details=sending["usulan"], anonymous=sending["anonim"] == "ya"),
        complainant=_named(sending),
        **sending.common,
    )
    return _filed(case, Outcome.ESCALATED_COMPLAINT)


def _cek_hoaks(sending: Sending) -> Said:
    link = check_link(sending["klaim"])
    case = file_cek_hoaks(
        sending.session,
        claim=sending["klaim"],
        link=link.value if isinstance(link, Accepted) else None,
        **sending.common,
    )
    return _filed(case, Outcome.ESCALATED_HOAX)


def _pencabutan(sending: Sending) -> Said:
    case, office = _own(sending, sending["perkara"]), sending.here.tools.office
    withdraw(
        sending.session, case, sending.received_at, office, current_calendar(sending.session), key=sending.key
    )
    return say("dialogue.pencabutan.done", number=case.number)


def _tambahan(sending: Sending) -> Said:
    case, office = _own(sending, sending["perkara_ditambah"]), sending.here.tools.office
    add_words(sending.session, case, sending["keterangan"], sending.received_at, office, key=sending.key)
    return say("dialogue.tambahan.done", number=case.number)


def _penghapusan(sending: Sending) -> Said:
    # The application erases the conversation once this reply is on its way (bot/recording.py).
    return say("dialogue.penghapusan.done") | {"forget": True}


FILERS: dict[str, Callable[[Sending], Said]] = {
    "permohonan": _permohonan,
    "keberatan": _keberatan,
    "pengaduan": _pengaduan,
    "aspirasi": _aspirasi,
    "cek_hoaks": _cek_hoaks,
    "pencabutan": _pencabutan,
    "tambahan": _tambahan,
    "penghapusan": _penghapusan,
}
