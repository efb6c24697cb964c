"""A register's cells come from the case and its events; nothing a citizen typed runs as a formula."""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from casekit import APPLICANT, MORNING, REQUEST, file_one
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from cases.answering import Writing, answer, approve, propose
from cases.complaints import Complaint, file_complaint
from cases.filing import file_permohonan
from cases.hoaxes import file_cek_hoaks
from cases.moves import record
from cases.objections import Objection, applicant_of, file_keberatan, reply
from cases.ratings import rate, rating_of
from cases.registers.cells import CELLS
from cases.registers.columns import registers
from cases.registers.rows import rows
from cases.registers.writing import HEAD, as_csv, as_xlsx, neutral
from cases.reports.period import year
from cases.states import KINDS
from cases.tables import Case
from office.calendar import read_calendar
from office.database import Database
from office.profile import Office

YEAR = year(2026)


def writing(office: Office, text: str, days: int, **facts: str) -> Writing:
    return Writing(text, "petugas:1", None, office, read_calendar(), MORNING + timedelta(days=days), facts)


def register(database: Database, kind: str, office: Office) -> list[dict[str, str]]:
    columns = registers()[kind].columns
    with database.reading() as session:
        told = list(rows(session, kind, YEAR, office, columns))
    return [dict(zip([column.name for column in columns], row, strict=True)) for row in told]


def test_every_column_has_its_cell_and_every_kind_of_case_its_register() -> None:
    named = {column.name for register in registers().values() for column in register.columns}
    assert named == CELLS.keys()
    assert set(registers()) == set(KINDS)


def test_the_request_register_holds_what_article_32_lists(database: Database, office: Office) -> None:
    proxy = replace(
        APPLICANT, kind="kuasa", on_behalf_of="Budi Santoso", power_of_attorney="Nomor 3, 2026-11-01"
    )
    with database.writing() as session:
        given = file_permohonan(
            session, key="a", conversation_id=None, channel="desk", applicant=proxy, request=REQUEST,
            received_at=MORNING, office=office,
        )  # fmt: skip
        facts = {"medium": "keduanya", "cost": "15000", "payment": "tunai"}
        answer(session, given, "diberikan", writing(office, "Terlampir semuanya.", 2, **facts))
        refused = file_one(session, office, "b")
        grounds = {"ground": "j", "statute": "Undang-Undang 27/2022", "consequence_test": "12/UK/2026"}
        propose(
            session,
            refused,
            "ajukan_penolakan",
            "dikecualikan",
            writing(office, "Data pribadi.", 1, **grounds),
        )
        final = replace(writing(office, "Memuat data pribadi.", 3), actor="petugas:2")
        approve(session, refused, final)
        elsewhere = file_one(session, office, "c")
        answer(session, elsewhere, "dikuasai_lain", writing(office, "Di dinas lain.", 1, holder="Dinas Lain"))
        file_one(session, office, "d")
        sent = {"task": 1, "sent": "2026-11-27"}
        record(session, given, "sudah_dikirim", "petugas:1", MORNING + timedelta(days=7), office, sent)
    first, second, third, fourth = register(database, "permohonan", office)
    assert first | {"details": "", "purpose": ""} == {
        "number": "0001/PPID/XI/2026", "received": "Senin, 23 November 2026", "applicant": "Siti Aminah",
        "identity": "3578014101900003", "address": "Jalan Melati 5, Kota Tirtaraya",
        "contact": "+6281234567890", "proxy": "Nomor 3, 2026-11-01; Budi Santoso", "details": "", "purpose": "",
        "held_here": "ya", "held_elsewhere": "", "not_documented": "", "soft": "ya", "hard": "ya", "see": "",
        "copy": "ya", "decision": "Diberikan seluruhnya", "refusal": "", "notified": "Rabu, 25 November 2026",
        "delivered": "Jumat, 27 November 2026", "cost": "Rp15.000", "payment": "tunai",
    }  # fmt: skip
    assert second["decision"] == "Ditolak karena dikecualikan"
    assert second["refusal"] == (
        "huruf j: tidak boleh diungkapkan berdasarkan undang-undang lain; Undang-Undang 27/2022; 12/UK/2026"
    )
    assert second["notified"] == "Kamis, 26 November 2026"
    assert (third["held_here"], third["held_elsewhere"]) == ("", "Dinas Lain")
    assert (fourth["decision"], fourth["notified"]) == ("", "")


def test_the_objection_register_ticks_each_ground_and_names_the_request(
    database: Database, office: Office
) -> None:
    with database.writing() as session:
        request = file_one(session, office)
        filed = file_keberatan(
            session, key="k", conversation_id=None, channel="desk", applicant=applicant_of(request),
            objection=Objection(("c", "g"), "Tidak pernah dijawab sampai hari ini.", request),
            received_at=MORNING, office=office,
        )  # fmt: skip
        reply(session, filed, "dikabulkan", writing(office, "PPID wajib menjawab.", 4))
    line = register(database, "keberatan", office)[0]
    assert [letter for letter in "abcdefg" if line[f"ground_{letter}"]] == ["c", "g"]
    assert line["request"] == "0001/PPID/XI/2026"
    assert line["decision"] == "Keberatan dikabulkan"
    assert line["notified"] == "Jumat, 27 November 2026"
    assert line["decider"] == "Atasan PPID"


def test_a_complaint_and_a_check_have_their_lines(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = file_complaint(
            session, key="p", conversation_id=None, channel="web", received_at=MORNING, office=office,
            complaint=Complaint("Loket tutup sebelum waktunya.", "Puskesmas", "Senin", "Loket", True, False),
            complainant=None,
        )  # fmt: skip
        case.answered_on = MORNING.date()
        rate(session, case, 2, MORNING, office)
        rate(session, case, 4, MORNING, office)
        session.flush()
        assert rating_of(session, case) == 4
        file_cek_hoaks(
            session, key="h", conversation_id=None, channel="web", claim="Katanya vaksin berbahaya.",
            link="https://contoh.example", received_at=MORNING, office=office,
        )  # fmt: skip
    complaint, check = register(database, "pengaduan", office)[0], register(database, "cek_hoaks", office)[0]
    assert [complaint[name] for name in ("place", "happened", "reported")] == ["Puskesmas", "Senin", "Loket"]
    assert (complaint["anonymous"], complaint["confidential"], complaint["stars"]) == ("ya", "", "4")
    assert complaint["applicant"] == ""
    assert check["link"] == "https://contoh.example"
    assert check["received_at"] == "Senin, 23 November 2026 pukul 09.00"


@pytest.mark.parametrize("personal", [True, False])
def test_words_that_look_like_formulas_stay_words(database: Database, office: Office, personal: bool) -> None:
    nasty = '=HYPERLINK("http://x.example","klik")'
    with database.writing() as session:
        file_permohonan(
            session, key="x", conversation_id=None, channel="@SUM(A1)", received_at=MORNING, office=office,
            applicant=replace(APPLICANT, name="+62 Siti"), request=replace(REQUEST, details=nasty),
        )  # fmt: skip
    with database.reading() as session:
        content = as_xlsx(session, "permohonan", YEAR, office, personal)

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    cells = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[HEAD + 1]
    assert (nasty in cells) == personal


@given(st.text(max_size=30))
def test_no_cell_of_a_csv_begins_as_a_formula(cell: str) -> None:
    assert not neutral(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert neutral(cell).removeprefix("'") == cell.removeprefix("'")


def test_the_public_csv_has_the_columns_without_people(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        session.get_one(Case, case.id).channel = "-web"
    with database.reading() as session:
        content = as_csv(session, "permohonan", YEAR, office)
    assert content.startswith(b"\xef\xbb\xbf")
    head, line = content.decode("utf-8-sig").splitlines()
    assert "Nama pemohon" not in head
    assert "Siti" not in line
    assert line.startswith("0001/PPID/XI/2026")
