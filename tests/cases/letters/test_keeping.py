"""Letters come out of a case's events as accessible PDF, once, and stay as they were sent."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from casekit import APPLICANT, MORNING, file_one
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from cases.answering import Writing, answer, approve, propose
from cases.changes import Change
from cases.filing import RequestedInformation, file_permohonan
from cases.letters.keeping import (
    back_to_shipped,
    letter_for,
    letters_of,
    pdf_of,
    preview,
    save_wording,
    wording_of,
    write_due,
)
from cases.letters.kinds import kinds
from cases.letters.wording import WordingRefused
from cases.moves import change
from cases.objections import Objection, applicant_of, file_keberatan, reply
from cases.opening import opening_code
from cases.tables import Case
from office.calendar import read_calendar
from office.database import Database
from office.profile import Office

HOSTILE = (
    '#read("/etc/passwd") $x$ \\ ["#import "@preview/x:1.0.0"\n\n= Judul palsu\n<script>alert(1)</script> '
    "😀 한국 ꦲ \x00\x07 {nomor} {{pemohon}} \N{RIGHT-TO-LEFT OVERRIDE}abc "
)


@pytest.fixture
def here(office: Office) -> Office:
    posts = {"ppid": "Kepala Dinas Contoh", "atasan_ppid": "Sekretaris Daerah"}
    signs = {"ppid": {"name": "Dewi Lestari", "id": "NIP 197001012000032001"}}
    return replace(
        office, address="Jalan Contoh 1", email="ppid@contoh.example", phone="(021) 555", capital="Kota Contoh",
        posts=posts, signatories=signs,
    )  # fmt: skip


def writing(office: Office, text: str, at: datetime, **facts: str) -> Writing:
    return Writing(text, "petugas:1", None, office, read_calendar(), at, facts)


def made(session: Session, case: Case, office: Office) -> dict[str, PdfReader]:
    """Every letter of a case, read back by another program."""
    letters = {}
    for due in letters_of(session, case):
        content = pdf_of(letter_for(session, case, due.event, due.kind, office))
        assert content is not None
        letters[due.kind.name] = PdfReader(io.BytesIO(content))
    return letters


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def tags(reader: PdfReader) -> list[str]:
    """The structure tree, in reading order."""

    def walk(node: Any) -> Iterator[str]:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                yield from walk(one)
        elif isinstance(node, dict) and "/S" in node:
            yield str(node["/S"])
            yield from walk(node.get("/K", []))

    root: Any = reader.trailer["/Root"]
    return list(walk(root["/StructTreeRoot"]["/K"]))


def accessible(reader: PdfReader) -> bool:
    root: Any = reader.trailer["/Root"]
    marks = root["/Metadata"].get_object().get_data().decode()
    shows_title = root["/ViewerPreferences"]["/DisplayDocTitle"]
    return bool(root["/MarkInfo"]["/Marked"] and shows_title and root["/Lang"] and "pdfuaid:part" in marks)


@pytest.mark.parametrize("name", sorted(kinds()))
def test_every_letter_is_tagged_and_carries_title_and_language(name: str, here: Office) -> None:
    kind = kinds()[name]
    reader = PdfReader(io.BytesIO(preview(kind, kind.shipped(), here)))
    assert accessible(reader)
    assert reader.trailer["/Root"]["/Lang"] in ("id", "id-ID")  # type: ignore[index]
    assert reader.metadata is not None
    assert reader.metadata.title == kind.shipped().splitlines()[0]
    structure = tags(reader)
    assert structure[0] == "/Document"
    assert structure.count("/H1") == 1
    assert "/P" in structure


def test_a_request_has_its_receipt_with_number_limit_and_rights(database: Database, here: Office) -> None:
    with database.writing() as session:
        case = file_one(session, here)
        said = words(made(session, case, here)["tanda_bukti"])
        for part in (case.number, "Siti Aminah", "berakhir 0003", "Senin, 7 Desember 2026", "10 hari kerja"):
            assert part in said
        assert opening_code(case) in said
        assert "3578014101900003" not in said


def test_an_incomplete_and_an_extended_request_are_told_why_and_until_when(
    database: Database, here: Office
) -> None:
    calendar = read_calendar()
    with database.writing() as session:
        case = file_one(session, here)
        asked = Change("minta_perbaikan", "petugas:1", text="Sebutkan tahun anggarannya.")
        change(session, case, asked, here, calendar, MORNING)
        change(session, case, Change("diperbaiki", "petugas:1"), here, calendar, MORNING)
        facts = {"extension": "belum_didokumentasikan"}
        longer = Change("perpanjang", "petugas:1", facts, "Bahan masih dikumpulkan dari cabang dinas.")
        change(session, case, longer, here, calendar, MORNING)
        letters = made(session, case, here)
    assert "Sebutkan tahun anggarannya." in words(letters["tidak_lengkap"])
    assert "Kamis, 26 November 2026" in words(letters["tidak_lengkap"])
    extended = words(letters["perpanjangan"])
    assert "Bahan masih dikumpulkan dari cabang dinas." in extended
    assert "Informasi belum dikuasai atau belum didokumentasikan" in extended
    assert "Rabu, 16 Desember 2026" in extended


def test_a_notification_says_form_cost_and_who_holds_it(database: Database, here: Office) -> None:
    with database.writing() as session:
        case = file_one(session, here)
        facts = {
            "medium": "cetak",
            "cost": "15000",
            "payment": "tunai di meja layanan",
            "holder": "Dinas Lain",
        }
        answer(session, case, "diberikan", writing(here, "Laporan terlampir.", MORNING, **facts))
        said = words(made(session, case, here)["pemberitahuan"])
    for part in ("Salinan cetak", "Rp15.000, tunai di meja layanan", "Dinas Lain", "Laporan terlampir."):
        assert part in said
    assert "Dasar pengecualian" not in said
    assert "Dewi Lestari" in said


def test_a_refusal_has_its_decree_with_ground_statute_and_test(database: Database, here: Office) -> None:
    facts = {"ground": "j", "statute": "Undang-Undang 27/2022 Pasal 4", "consequence_test": "12/UK/2026"}
    with database.writing() as session:
        case = file_one(session, here)
        draft = writing(here, "Memuat data pribadi.", MORNING, **facts)
        propose(session, case, "ajukan_penolakan", "dikecualikan", draft)
        assert set(made(session, case, here)) == {"tanda_bukti"}
        final = writing(here, "Memuat data pribadi pasien.", MORNING)
        approve(session, case, replace(final, actor="petugas:2"))
        letters = made(session, case, here)
    assert set(letters) == {"tanda_bukti", "pemberitahuan", "penolakan"}
    decree = words(letters["penolakan"])
    for part in ("Pasal 17 huruf j", "Undang-Undang 27/2022 Pasal 4", "12/UK/2026", "data pribadi pasien"):
        assert part in decree
    assert "30 hari kerja" in decree
    assert "Sekretaris Daerah" in decree


def test_an_objection_has_its_receipt_and_its_answer(database: Database, here: Office) -> None:
    with database.writing() as session:
        request = file_one(session, here)
        objection = file_keberatan(
            session, key="k", conversation_id=None, channel="desk", applicant=applicant_of(request),
            objection=Objection(("c", "g"), "Tidak pernah dijawab sampai hari ini.", request),
            received_at=MORNING, office=here,
        )  # fmt: skip
        decided = writing(here, "PPID wajib menjawab dalam tiga hari.", MORNING + timedelta(days=1))
        reply(session, objection, "dikabulkan", decided)
        letters = made(session, objection, here)
    receipt, decision = words(letters["tanda_bukti_keberatan"]), words(letters["tanggapan_keberatan"])
    assert request.number in receipt
    assert "c. Permohonan tidak ditanggapi g. Informasi disampaikan melebihi batas waktu" in receipt
    assert "PPID wajib menjawab dalam tiga hari." in decision
    assert "Senin, 14 Desember 2026" in decision
    assert "Selasa, 24 November 2026" in decision


def test_hostile_words_are_only_words(database: Database, here: Office) -> None:
    with database.writing() as session:
        case = file_permohonan(
            session, key="h", conversation_id=None, channel="web", received_at=MORNING, office=here,
            applicant=replace(APPLICANT, name='#panic("x")'),
            request=RequestedInformation(HOSTILE * 3, "#sys.inputs"),
        )  # fmt: skip
        receipt = made(session, case, here)["tanda_bukti"]
    said = words(receipt)
    assert '#read("/etc/passwd") $x$' in said
    assert '#panic("x")' in said
    assert "root:" not in said
    assert "{nomor} {{pemohon}}" in said
    assert tags(receipt).count("/H1") == 1
    assert accessible(receipt)


def test_a_letter_is_made_once_and_stays_though_everything_else_changes(
    database: Database, here: Office
) -> None:
    with database.writing() as session:
        case = file_one(session, here)
        first = letters_of(session, case)[0]
        assert first.letter is None
        letter = letter_for(session, case, first.event, first.kind, here)
        before, number = letter.pdf, letter.number
        session.expire(letter)
        case.details = "sudah diubah"
        renamed = replace(here, name="Kantor Baru")
        save_wording(session, first.kind, first.kind.shipped() + "\n\nKalimat baru.", renamed, 1)
        again = letter_for(session, case, first.event, first.kind, renamed)
        assert (again.id, again.pdf, again.number) == (letter.id, before, number)
    assert number == "0001/SRT-PPID/XI/2026"
    for statement in ("UPDATE letter SET pdf = 'x'", "UPDATE letter SET number = 'x'", "DELETE FROM letter"):
        with pytest.raises(DBAPIError, match="stays as sent"), database.writing() as session:
            session.execute(text(statement))


def test_the_content_is_sealed_and_can_be_erased_but_the_letter_remains_listed(
    database: Database, here: Office
) -> None:
    with database.writing() as session:
        case = file_one(session, here)
        made(session, case, here)
    with database.writing() as session:
        stored = session.execute(text("SELECT pdf FROM letter")).scalar_one()
        assert str(stored).startswith("v1.")
        session.execute(text("UPDATE letter SET pdf = NULL"))
    with database.reading() as session:
        due = letters_of(session, session.get_one(Case, case.id))[0]
        assert due.letter is not None
        assert pdf_of(due.letter) is None


def test_letters_that_are_due_are_made_once_and_old_events_are_left_alone(
    database: Database, here: Office
) -> None:
    at = datetime(2026, 11, 23, 3, tzinfo=UTC)
    with database.writing() as session:
        for n in range(25):
            file_one(session, here, f"k{n}", at - timedelta(minutes=n))
        file_one(session, here, "old", at - timedelta(days=30))
    given = []
    for _ in range(3):
        with database.writing() as session:
            given.append(write_due(session, here, at))
    assert given == [20, 5, 0]


def test_the_office_may_save_its_own_wording_and_go_back(database: Database, here: Office) -> None:
    kind = kinds()["perpanjangan"]
    own = kind.shipped().replace("Kami memerlukan waktu tambahan", "Mohon kesabaran Anda")
    with database.writing() as session:
        save_wording(session, kind, own.replace("\n", "\r\n"), here, 1)
    with database.reading() as session:
        assert wording_of(session, kind) == own
    with pytest.raises(WordingRefused, match="tidak dikenal"), database.writing() as session:
        save_wording(session, kind, own + "\n\n{apa_saja}", here, 1)
    with database.writing() as session:
        assert wording_of(session, kind) == own
        back_to_shipped(session, kind, 1)
        assert wording_of(session, kind) == kind.shipped()


def test_a_wording_that_typesets_badly_is_refused_when_saved(database: Database, here: Office) -> None:
    kind = kinds()["perpanjangan"]
    deep = "Judul\n\n### Langsung dalam\n\n" + kind.shipped()
    with pytest.raises(WordingRefused, match="terlalu dalam"), database.writing() as session:
        save_wording(session, kind, deep, here, 1)
