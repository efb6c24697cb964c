"""What tests of the desk work with: an office, people of every role, a case from a conversation."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from fastapi.testclient import TestClient
from pwdlib import PasswordHash

import knowledge.tables  # noqa: F401 - its tables are made below
from bot.conversations import conversation_for
from bot.tables import Inbox
from cases.filing import Applicant, Filing, RequestedInformation, file_permohonan, open_case
from desk import app as desk
from desk.sessions import COOKIE
from knowledge.answerer import Answerer
from knowledge.store import Draft, put
from office.calendar import read_calendar
from office.clock import now
from office.database import Base, Database
from office.people import Person, find_person, roles
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
    settings: Settings
    answerer: Answerer | None = None

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

    def open(self, kind: str, unit: str | None = None, **more: Any) -> int:
        """A case of any kind as it is on its first day; gives its id. ``more``: further columns."""
        content = {"details": f"Perihal {kind} yang cukup jelas", "purpose": "", "unit": unit} | more
        facts = {"channel": "web", "grounds": ["c"]}
        with self.database.writing() as session:
            talk = conversation_for(session, "web", f"address-{kind}")
            filing = Filing(kind, f"{kind}-{unit}", talk.id, "web", now(), "pemohon", facts, content)
            return open_case(session, filing, applicant(), self.office, read_calendar()).id


@cache
def password_hash() -> str:
    """Argon2id is slow on purpose: once is enough."""
    return PasswordHash.recommended().hash(PASSWORD)


def applicant(name: str = "Siti Aminah", **more: Any) -> Applicant:
    return replace(
        Applicant("perorangan", name, NIK, "Jalan Melati 5, Kota Contoh", "+6281234567890"), **more
    )


@contextmanager
def opened(home: Path, entries: Sequence[Draft] = (), **more: Any) -> Iterator[House]:
    """The desk over a fresh database; with ``entries`` it owns an index of them; ``more`` are settings."""
    (home / "secrets").mkdir()
    settings = Settings(home=home, **more)
    database = Database(settings)
    Base.metadata.create_all(database.engine)
    with database.writing() as session:
        people = [("rina", "Rina Petugas", "petugas")] + [(role, f"Orang {role}", role) for role in roles()]
        for username, name, role in people:
            unit = "dinkes" if role == "ppid_pelaksana" else None
            person = Person(username=username, name=name, role=role, unit=unit, created_at=now())
            person.password_hash = password_hash()
            session.add(person)
    app = FastAPI()
    app.add_middleware(Guard, settings=settings)
    app.mount("/static", StaticFiles(directory=STATIC))
    with database.writing() as session:
        for draft in entries:
            put(session, draft)
    answerer = Answerer(database, settings) if entries else None
    app.include_router(desk.router(desk.DeskServices(settings, database, OFFICE, answerer=answerer)))
    yield House(app, database, OFFICE, settings, answerer)
    if answerer is not None:
        answerer.close()
    database.close()
