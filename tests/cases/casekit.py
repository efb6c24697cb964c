"""What tests of the cases work with."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

import cases.tables  # noqa: F401 - its tables are made below
from cases.complaints import Complaint, file_complaint
from cases.filing import Applicant, RequestedInformation, file_permohonan
from cases.tables import Case
from office.database import Base, Database
from office.profile import Office
from office.settings import Settings

APPLICANT = Applicant(
    "perorangan", "Siti Aminah", "3578014101900003", "Jalan Melati 5, Kota Tirtaraya", "+6281234567890"
)
REQUEST = RequestedInformation("Salinan laporan keuangan dinas tahun 2025", "untuk skripsi", "salinan", "pos")
MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""A Monday, 9 o'clock at the office."""


def open_database(home: Path, url: str | None = None) -> Database:
    (home / "secrets").mkdir(parents=True, exist_ok=True)
    database = Database(Settings(home=home, database_url=url))
    Base.metadata.create_all(database.engine)
    return database


def file_one(session: Session, office: Office, key: str = "a", at: datetime = MORNING, **more: Any) -> Case:
    settled: dict[str, Any] = {"conversation_id": "c1", "channel": "web"} | more
    return file_permohonan(
        session, key=key, applicant=APPLICANT, request=REQUEST, received_at=at, office=office, **settled
    )


COMPLAINANT = Applicant("perorangan", "Budi Santoso", "", "Jalan Mawar 3, Kota Tirtaraya", "+6281234567890")


def complain(session: Session, office: Office, key: str = "k", **more: Any) -> Case:
    """A complaint about a street lamp."""
    settled: dict[str, Any] = {
        "complaint": Complaint(
            "Lampu jalan padam dua minggu", place="Jalan Melati", reported="Dinas Perhubungan"
        ),
        "complainant": COMPLAINANT,
        "conversation_id": "c1",
        "channel": "web",
        "received_at": MORNING,
    } | more
    return file_complaint(session, key=key, office=office, **settled)
