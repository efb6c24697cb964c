"""``tanya privacy`` from the outside: everything kept about a person, and what may be erased."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.cli import app
from bot.local import Refused
from bot.privacy import PERSONAL
from bot.tables import Conversation, Inbox, Outbox
from cases.attachments import Attachment, File, add
from cases.files import media_type
from cases.filing import Applicant, RequestedInformation, file_permohonan
from cases.tables import Case, CaseApplicant
from office.database import Database, Sealed
from office.migrations import migrate
from office.profile import Office
from office.settings import Settings
from tests.standins.samples import PDF

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
OFFICE = Office("Pemerintah Contoh", "PPID Contoh", "", "", "", "", "", ZoneInfo("Asia/Jakarta"), ())
SITI = Applicant("perorangan", "Siti Aminah", "3578014101900003", "Jalan Melati 5", "+6281234567890")
BUDI = Applicant("perorangan", "Budi Santoso", "3578014101900004", "Jalan Mawar 3", "+6281234567891")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Siti asked twice, once at the counter; Budi asked once."""
    monkeypatch.setenv("TANYA_HOME", str(tmp_path))
    (tmp_path / "secrets").mkdir()
    settings = Settings(home=tmp_path)
    migrate(settings)
    opened = Database(settings)
    for key, who, talk in (("a", SITI, "c1"), ("b", SITI, None), ("c", BUDI, "c2")):
        with opened.writing() as session:
            if talk:
                said = f"nama saya {who.name}"
                session.add(
                    Conversation(id=talk, channel="web", address=talk, address_index=talk, created_at=AT)
                )
                session.flush()
                session.add(
                    Inbox(
                        channel="web",
                        platform_id=key,
                        conversation_id=talk,
                        received_at=AT,
                        text=said,
                        state="done",
                    )
                )
                session.add(
                    Outbox(key=key, conversation_id=talk, reply=said, run_at=AT, created_at=AT, state="sent")
                )
            file_permohonan(
                session, key=key, applicant=who, received_at=AT, office=OFFICE,
                request=RequestedInformation(f"Salinan {key}", "skripsi", "melihat", None),
                conversation_id=talk, channel="web" if talk else "desk",
            )  # fmt: skip
    yield opened
    opened.close()


def tanya(*arguments: str, said: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(app, ["privacy", *arguments], input=said)
    if isinstance(result.exception, Refused):
        return 1, str(result.exception)
    return result.exit_code, result.stdout


def numbers(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Case.number).order_by(Case.id)))


def close(database: Database) -> None:
    with database.writing() as session:
        for case in session.scalars(select(Case)):
            case.state = "selesai"


def applicants(database: Database) -> list[tuple[str | None, str | None, str | None]]:
    with database.reading() as session:
        rows = session.scalars(select(CaseApplicant).order_by(CaseApplicant.id))
        return [(row.name, row.identity_number, row.identity_index) for row in rows]


def test_the_copy_holds_all_about_the_person_and_nothing_about_others(
    database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "siti.json"
    code, said = tanya("export", numbers(database)[0], "-o", str(file))
    assert (code, str(file) in said) == (0, True)
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text()
    kept = json.loads(text)
    assert [case["details"] for case in kept["case"]] == ["Salinan a", "Salinan b"]
    assert [row["identity_number"] for row in kept["case_applicant"]] == [SITI.identity_number] * 2
    assert [row["text"] for row in kept["inbox"]] == ["nama saya Siti Aminah"]
    assert {"outbox", "conversation", "case_event"} <= set(kept)
    assert "Budi" not in text
    assert "c2" not in text
    assert "sudah ada" in tanya("export", numbers(database)[0], "-o", str(file))[1]


def test_erasing_takes_the_words_of_the_conversation_and_leaves_the_register(database: Database) -> None:
    code, said = tanya("erase", numbers(database)[0], said="y\n")
    assert (code, "1 percakapan dihapus" in said) == (0, True)
    with database.reading() as session:
        words = {row.conversation_id: row.text for row in session.scalars(select(Inbox))}
        replies = {row.conversation_id: row.reply for row in session.scalars(select(Outbox))}
    assert "Siti" not in words["c1"] + replies["c1"]
    assert (words["c2"], replies["c2"]) == ("nama saya Budi Santoso",) * 2
    assert [row[0] for row in applicants(database)] == ["Siti Aminah", "Siti Aminah", "Budi Santoso"]


def test_nothing_is_erased_without_a_yes(database: Database) -> None:
    assert tanya("erase", numbers(database)[0], said="n\n") == (1, "Tidak ada yang dihapus.")
    with database.reading() as session:
        assert "nama saya Siti Aminah" in [row.text for row in session.scalars(select(Inbox))]


def test_who_asked_is_erased_only_from_closed_cases_and_for_a_reason(database: Database) -> None:
    first, second, third = numbers(database)
    code, said = tanya("erase", first, "--yes", "--applicant", "--reason", "Jadwal retensi 12/2026")
    assert (code, "masih berjalan" in said) == (1, True)
    close(database)
    assert "alasannya" in tanya("erase", first, "--yes", "--applicant")[1]
    assert applicants(database)[0][0] == "Siti Aminah"
    code, said = tanya("erase", first, "--yes", "--applicant", "--reason", "Jadwal retensi 12/2026")
    assert (code, first in said, second in said, third in said) == (0, True, True, False)
    assert applicants(database)[:2] == [(None, None, None)] * 2
    assert applicants(database)[2][0] == "Budi Santoso"
    with database.reading() as session:
        case = session.scalar(select(Case).where(Case.number == first))
        assert case is not None
        assert case.details == "Salinan a"


def test_everything_personal_about_an_applicant_is_among_what_is_erased() -> None:
    sealed = {column.key for column in CaseApplicant.__table__.columns if isinstance(column.type, Sealed)}
    assert sealed <= set(PERSONAL)


def test_files_of_an_erased_applicant_go_with_them_and_those_of_others_stay(database: Database) -> None:
    with database.writing() as session:
        for case in session.scalars(select(Case).order_by(Case.id)):
            file = File("ktp.pdf", media_type("application/pdf"), PDF, "clean")
            add(session, case, file, "jawaban", "petugas:1", AT, OFFICE, key=f"k{case.id}")
    close(database)
    tanya("erase", numbers(database)[0], "--yes", "--applicant", "--reason", "Jadwal retensi 12/2026")
    with database.reading() as session:
        kept = [row.content for row in session.scalars(select(Attachment).order_by(Attachment.case_id))]
    assert kept == [None, None, PDF]


def test_an_unknown_number_is_refused(database: Database, tmp_path: Path) -> None:
    assert tanya("export", "0099/PPID/XI/2026", "-o", str(tmp_path / "x")) == (
        1,
        "Tidak ada perkara bernomor 0099/PPID/XI/2026.",
    )
    assert not (tmp_path / "x").exists()
