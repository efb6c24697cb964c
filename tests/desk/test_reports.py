"""Reports and registers at the desk: a period is chosen, figures are shown, files are fetched, exports are kept."""

import io
import json
import re
from datetime import date

import pytest
from deskkit import NIK, House
from python_calamine import CalamineWorkbook

from cases.answering import Writing, answer
from cases.reports.making import NAMES
from cases.tables import Case
from desk.periods import choose
from office.audit import AuditEntry
from office.calendar import read_calendar
from office.clock import now

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (("", "", ""), ("2026-01-01", "2026-12-31", False)),
        (("2025", "", ""), ("2025-01-01", "2025-12-31", False)),
        (("2025", "2026-02-01", "2026-03-31"), ("2026-02-01", "2026-03-31", False)),
        (("", "2026-02-01", ""), ("2026-02-01", "2026-11-23", False)),
        (("dua ribu", "", ""), ("2026-01-01", "2026-12-31", True)),
        (("1800", "", ""), ("2026-01-01", "2026-12-31", True)),
        (("", "2026-05-01", "2026-01-01"), ("2026-01-01", "2026-12-31", True)),
        (("", "9999-01-01", "9999-01-02"), ("2026-01-01", "2026-12-31", True)),
    ],
)
def test_a_period_is_a_year_or_two_days(asked: tuple[str, str, str], meant: tuple[str, str, bool]) -> None:
    chosen = choose(*asked, TODAY)
    assert (str(chosen.period.first), str(chosen.period.last), chosen.wrong) == meant


@pytest.fixture
def answered(house: House) -> int:
    house.file("b", says="Minta data sekolah rusak")
    case_id = house.file("a")
    with house.database.writing() as session:
        writing = Writing("Silakan lihat laman kami.", "petugas:1", None, house.office, read_calendar())
        answer(session, session.get_one(Case, case_id), "diberikan", writing)
    return case_id


@pytest.mark.parametrize("name", NAMES)
def test_every_report_is_shown_with_charts_that_have_words_and_fetched_as_files(
    house: House, answered: int, name: str
) -> None:
    client = house.client("pimpinan")
    page = client.get(f"/desk/laporan?jenis={name}").text
    charts = re.findall(r'<img class="chart" src="data:image/svg\+xml;base64,[^"]+" alt="([^"]*)"', page)
    assert all(len(words) > 20 for words in charts)
    assert page.count("<table") >= len(charts)
    assert "<script" not in page.split("<main")[1].split("</main")[0]
    pdf = client.get(f"/desk/laporan/unduh?jenis={name}&bentuk=pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.headers["content-disposition"].endswith(f'-{now().year}-01-01.pdf"')
    book = CalamineWorkbook.from_filelike(
        io.BytesIO(client.get(f"/desk/laporan/unduh?jenis={name}&bentuk=xlsx").content)
    )
    assert book.sheet_names[0] == "Ringkasan"


def test_the_figures_follow_what_happens(house: House, answered: int) -> None:
    client = house.client("rina")
    assert "diterima 2, ditambah 0" in client.get("/desk/laporan?jenis=ringkas").text
    house.file("c")
    assert "diterima 3, ditambah 0" in client.get("/desk/laporan?jenis=ringkas").text
    empty = client.get("/desk/laporan?jenis=ringkas&tahun=2015").text
    assert "diterima 0, ditambah 0" in empty
    assert client.get("/desk/laporan/unduh?jenis=ngawur").headers["location"] == "/desk/laporan"
    assert "tidak dapat dibaca" in client.get("/desk/laporan?jenis=ringkas&tahun=x").text


def test_the_office_writes_its_chapters_and_the_report_holds_them(house: House) -> None:
    client = house.client("ppid_utama")
    assert "Rabu, 31 Maret 2027" in client.get("/desk/laporan/tahunan?tahun=2026").text
    assert "belum diisi kantor" in client.get("/desk/laporan?jenis=tahunan&tahun=2026").text
    form = {
        "tahun": "2026",
        "chapter": ["sarana", "sdm"],
        "text": ["Dua meja.\r\n\r\nSatu jalur landai.", "Tiga."],
    }
    assert client.post("/desk/laporan/tahunan", data=form).status_code == 303
    report = client.get("/desk/laporan?jenis=tahunan&tahun=2026").text
    assert '<p class="words">Satu jalur landai.</p>' in report
    assert "Dua meja." not in client.get("/desk/laporan?jenis=tahunan&tahun=2025").text
    long = {"tahun": "2026", "chapter": "sarana", "text": "x" * 20_001}
    refused = client.post("/desk/laporan/tahunan", data=long)
    assert refused.status_code == 422
    assert "terlalu panjang" in refused.text
    assert "Dua meja." in client.get("/desk/laporan/tahunan?tahun=2026").text


def test_a_register_with_people_is_for_those_who_may_see_them_and_every_export_is_kept(
    house: House, answered: int
) -> None:
    officer, leader = house.client("rina"), house.client("pimpinan")
    path = "/desk/register/unduh?jenis=permohonan&bentuk="
    content = officer.get(path + "xlsx").content
    lines = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert any(NIK in line for line in lines)
    assert leader.get(path + "xlsx").status_code == 403
    assert "bentuk=xlsx" not in leader.get("/desk/register").text
    public = leader.get(path + "csv").content.decode("utf-8-sig")
    assert "0001/PPID/" in public
    assert NIK not in public
    assert "Siti" not in public
    assert "laporan keuangan" not in public
    with house.database.reading() as session:
        acts = session.query(AuditEntry).filter_by(act="register.exported").all()
    assert [entry.facts["public"] for entry in acts] == [False, True]
    assert officer.get("/desk/register/unduh?jenis=ngawur").headers["location"] == "/desk/register"


def test_the_evidence_says_what_is_there_and_what_is_missing(house: House, answered: int) -> None:
    client = house.client("admin")
    page = client.get("/desk/laporan/saq").text
    assert "Terbitkan informasi golongan ini" in page
    pack = json.loads(client.get("/desk/laporan/saq.json").content)
    by_title = {one["indicator"]: one for one in pack["indicators"]}
    assert by_title["Register permohonan terisi"]["have"] == "2 perkara pada register"
    assert by_title["Permohonan dijawab tepat waktu"]["gap"] == ""
    assert by_title["Informasi berkala tersedia di Daftar Informasi Publik"]["gap"]
    assert sum({one["aspect"]: one["weight"] for one in pack["indicators"]}.values()) == 100
