"""An office with something to read: cases that were answered, some published, and what must stay secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from bot.chat.published import PREFIX
from bot.services import Services
from cases.answering import Writing, answer, approve, propose
from cases.exempt import ExemptItem
from cases.filing import Applicant, RequestedInformation, file_permohonan
from cases.hoaxes import file_cek_hoaks
from cases.tables import Case
from knowledge.publishing import publish
from knowledge.store import retire
from knowledge.tables import Entry
from office.clock import now
from office.working_days import current_calendar

APPLICANT = Applicant("perorangan", "Siti Rukmini", "3578014101900003", "Jalan Melati 5", "+6281234567890")
ASKED = "Kandang kucing berapa yang kantor beli untuk Bu Rukmini"
CLAIM = "Kata tetangga saya besok listrik mati seminggu"
REFUSAL = {
    "ground": "h", "statute": "Undang-Undang 27/2022 Pasal 4", "consequence_test": "12/UK/2026",
}  # fmt: skip
SECRETS = (
    "Rukmini", "3578014101900003", "Jalan Melati", "81234567890", ASKED, "untuk skripsi saya", CLAIM,
    "Denah gudang senjata", "Naskah yang belum selesai", "Jawaban yang sudah ditarik", "Kata petugas di perkara",
)  # fmt: skip
"""Words of people, of exempt information, of drafts and of what was taken back."""


@dataclass(frozen=True)
class Open:
    """What may be read, by its number in its address."""

    register: int
    clarification: int
    withdrawn: int
    refused: int


def fill(services: Services) -> Open:
    """Answer, publish and keep back, as officers do."""
    with services.database.writing("petugas:1") as session:
        granted, withdrawn, refused = (
            _request(session, services, key) for key in ("given", "back", "refused")
        )
        claim = file_cek_hoaks(
            session, key="claim", conversation_id=None, channel="web", claim=CLAIM, link=None,
            received_at=now() - timedelta(days=6), office=services.office,
        )  # fmt: skip
        for case in (granted, withdrawn):
            answer(session, case, "diberikan", _writing(session, services, "petugas:1"))
        for case, action, outcome, facts in (
            (refused, "ajukan_penolakan", "dikecualikan", REFUSAL),
            (claim, "ajukan_klarifikasi", "hoaks", {"source": "PLN Wilayah, 20 November 2026"}),
        ):
            propose(session, case, action, outcome, _writing(session, services, "petugas:1", facts))
            approve(session, case, _writing(session, services, "petugas:2"))
        _publish(
            session, granted, "Jumlah kandang untuk pusat adopsi hewan", "Dua belas kandang dibeli pada 2025."
        )
        _publish(
            session, withdrawn, "Jawaban yang sudah ditarik kantor", "Isinya tidak lagi tampil di mana pun."
        )
        _publish(session, claim, "Benarkah listrik padam sepekan?", "Hoaks. Tidak ada pemadaman sepekan.")
        retire(session, f"{PREFIX}{withdrawn.id}")
        session.add(
            Entry(
                id="draft",
                kind="dip",
                title="Naskah yang belum selesai",
                body="Jangan tampil.",
                status="draft",
            )
        )
        session.add(
            ExemptItem(
                title="Denah gudang senjata",
                ground="c",
                statute="",
                consequence_test="UK/1/2026",
                unit="diskominfo",
                decided_on=date(2026, 1, 5),
                until=None,
            )
        )
        made = Open(granted.id, claim.id, withdrawn.id, refused.id)
    services.answerer.sync()
    return made


def _request(session: Session, services: Services, key: str) -> Case:
    request = RequestedInformation(ASKED, "untuk skripsi saya", "salinan", "percakapan")
    return file_permohonan(
        session, key=f"open-{key}", applicant=APPLICANT, request=request, received_at=now() - timedelta(days=6),
        office=services.office, conversation_id=None, channel="web",
    )  # fmt: skip


def _writing(
    session: Session, services: Services, actor: str, facts: dict[str, str] | None = None
) -> Writing:
    said = "Kata petugas di perkara ini untuk pemohonnya sendiri."
    return Writing(said, actor, None, services.office, current_calendar(session), facts=facts or {})


def _publish(session: Session, case: Case, title: str, body: str) -> None:
    publish(session, title=title, body=body, unit="Dinas Ketahanan Pangan dan Pertanian",
            source_date=case.answered_on, id=f"{PREFIX}{case.id}")  # fmt: skip
