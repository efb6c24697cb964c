"""The desk as a small application of its own: database, one office, people of every role."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from fastapi.testclient import TestClient

import knowledge.tables  # noqa: F401 - its tables are made below
from bot.conversations import conversation_for
from bot.tables import Inbox
from cases.filing import Applicant, RequestedInformation, file_permohonan
from desk import app as desk
from desk.sessions import COOKIE
from office.clock import now
from office.database import Base, Database
from office.people import Person, add_person, find_person, roles
from office.profile import Office, Unit
from office.settings import Settings
from office.web import STATIC
from office.web.guard import Guard

PASSWORD = "sandi-yang-panjang"
NIK = "3578014101900003"
UNITS = (
    Unit("diskominfo", "Dinas Komunikasi dan Informatika", "Diskominfo"),
    Unit("dinkes", "Dinas Kesehatan", "Dinkes"),
    Unit("rsud", "Rumah Sakit Umum Daerah", "RSUD", parent="dinkes"),
    Unit("dishub", "Dinas Perhubungan", "Dishub"),
)
OFFICE = Office(
    name="Pemerintah Provinsi Contoh",
    short="PPID Contoh",
    region="Provinsi Contoh",
    address="Jalan Contoh 1",
    phone="(021) 555-0100",
    email="ppid@contoh.example",
    hours="Senin sampai Jumat",
    zone=ZoneInfo("Asia/Jakarta"),
    units=UNITS,
)


@dataclass
class House:
    """What a test works with."""

    app: FastAPI
    database: Database
    office: Office

    def client(self, username: str | None = None) -> TestClient:
        client = TestClient(self.app, base_url="http://testserver", follow_redirects=False)
        if username:
            from desk.sessions import open_session

            with self.database.writing() as session:
                person = find_person(session, username)
                assert person is not None
                client.cookies.set(
                    COOKIE, open_session(session, person), domain="testserver.local", path="/desk"
                )
        return client

    def file(
        self, key: str = "a", days_ago: int = 0, says: str = "Minta laporan keuangan dinas 2025", **more: Any
    ) -> int:
        """A case from a web conversation; gives its id."""
        at = more.pop("at", now() - timedelta(days=days_ago))
        settled: dict[str, Any] = {"applicant": applicant(), "unit": None, "channel": "web"} | more
        with self.database.writing() as session:
            talk = conversation_for(session, settled["channel"], f"address-{key}")
            session.add(
                Inbox(
                    channel=settled["channel"],
                    platform_id=f"m-{key}",
                    conversation_id=talk.id,
                    received_at=at,
                    text=f"{says}. NIK saya {NIK}",
                    state="done",
                )
            )
            case = file_permohonan(
                session,
                key=key,
                conversation_id=talk.id,
                request=RequestedInformation(says, "untuk penelitian skripsi", "salinan", "percakapan ini"),
                received_at=at,
                office=self.office,
                **settled,
            )
            return case.id


def applicant(name: str = "Siti Aminah", **more: Any) -> Applicant:
    return replace(
        Applicant("perorangan", name, NIK, "Jalan Melati 5, Kota Contoh", "+6281234567890"), **more
    )


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    (tmp_path / "secrets").mkdir()
    settings = Settings(home=tmp_path)
    database = Database(settings)
    Base.metadata.create_all(database.engine)
    with database.writing() as session:
        add_person(session, username="rina", name="Rina Petugas", role="petugas", password=PASSWORD)
        digest = find_person(session, "rina")
        assert digest is not None
        for role in roles():
            unit = "dinkes" if role == "ppid_pelaksana" else None
            session.add(
                Person(
                    username=role, name=f"Orang {role}", role=role, unit=unit,
                    password_hash=digest.password_hash, created_at=now(),
                )
            )  # fmt: skip
    app = FastAPI()
    app.add_middleware(Guard, settings=settings)
    app.mount("/static", StaticFiles(directory=STATIC))
    app.include_router(desk.router(desk.DeskServices(settings, database, OFFICE)))
    yield House(app, database, OFFICE)
    database.close()


@pytest.fixture
def monday() -> datetime:
    return datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


Make = Callable[..., int]
