"""``tanya register export`` and ``tanya report`` from the outside: files, and refusals in one sentence."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from bot.cli import app
from bot.local import Refused, store
from cases.filing import Applicant, RequestedInformation, file_permohonan
from office.audit import AuditEntry
from office.clock import now
from office.profile import read_office
from office.settings import load

YEAR = str(now().year)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TANYA_HOME", str(tmp_path / "home"))
    settings = load()
    with store(settings) as database, database.writing() as session:
        file_permohonan(
            session, key="a", conversation_id=None, channel="desk", received_at=now(),
            applicant=Applicant("perorangan", "Siti Aminah", "3578014101900003", "Jalan Melati 5", "a@b.example"),
            request=RequestedInformation("Laporan keuangan", "skripsi"), office=read_office(settings.office_file),
        )  # fmt: skip
    return tmp_path


def tanya(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    if isinstance(result.exception, Refused):
        return 1, str(result.exception)
    return result.exit_code, result.output


def test_a_register_is_written_with_people_or_without_and_that_is_kept(home: Path) -> None:
    whole, public = home / "register.xlsx", home / "register.csv"
    code, said = tanya("register", "export", "permohonan", "--year", YEAR, "-o", str(whole))
    assert (code, "Ditulis" in said) == (0, True)
    lines = CalamineWorkbook.from_path(whole).get_sheet_by_index(0).to_python()
    assert "Siti Aminah" in lines[5]
    assert tanya("register", "export", "permohonan", "--year", YEAR, "-o", str(public), "--public")[0] == 0
    assert "Siti" not in public.read_text(encoding="utf-8-sig")
    with store(load()) as database, database.reading() as session:
        acts = session.query(AuditEntry).filter_by(act="register.exported").all()
    assert [(entry.actor, entry.facts["public"]) for entry in acts] == [
        ("perintah", False),
        ("perintah", True),
    ]


@pytest.mark.parametrize("name", ["ringkas", "tahunan", "kinerja", "topik"])
def test_a_report_is_written_as_pdf_and_as_xlsx(home: Path, name: str) -> None:
    for form in ("pdf", "xlsx"):
        assert tanya("report", "--year", YEAR, "--name", name, "-o", str(home / f"r.{form}"))[0] == 0
    reader = PdfReader(io.BytesIO((home / "r.pdf").read_bytes()))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert CalamineWorkbook.from_path(home / "r.xlsx").sheet_names[0] == "Ringkasan"


@pytest.mark.parametrize(
    "arguments",
    [
        ("register", "export", "ngawur", "--year", YEAR, "-o", "x.xlsx"),
        ("register", "export", "permohonan", "--year", YEAR, "-o", "x.csv"),
        ("register", "export", "permohonan", "--year", "1800", "-o", "x.xlsx"),
        ("report", "--year", YEAR, "-o", "x.docx"),
        ("report", "--year", YEAR, "-o", "x.pdf", "--from", "besok"),
        ("report", "--year", YEAR, "-o", "x.pdf", "--from", f"{YEAR}-05-01", "--until", f"{YEAR}-01-01"),
    ],
)
def test_what_cannot_be_written_is_wrong_usage(arguments: tuple[str, ...]) -> None:
    code, said = tanya(*arguments)
    assert code == 2
    assert said


def test_a_folder_that_is_not_there_is_said(home: Path) -> None:
    code, said = tanya("report", "--year", YEAR, "--name", "topik", "-o", str(home / "tidak" / "ada.pdf"))
    assert code == 1
    assert "tidak dapat ditulis" in said
