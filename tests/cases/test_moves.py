from datetime import UTC, date, datetime, timedelta

import pytest
from casekit import MORNING, file_one
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from cases.answering import Writing, answer, approve, propose
from cases.changes import Change, Refused, Stale
from cases.lookup import Filter, count, history, queue
from cases.moves import allowed, change
from cases.rules import RULES
from cases.states import machine, parse_machine
from cases.status import progress, status_words, working_days_left
from cases.tables import Case
from office.calendar import read_calendar
from office.database import Database
from office.profile import Office

CALENDAR = read_calendar()
PERMOHONAN = machine("permohonan")
REFUSAL = {"outcome": "dikecualikan", "ground": "h", "consequence_test": "12/UK/2026 tanggal 1 Desember 2026"}


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(hour=3, tzinfo=UTC)


def step(
    session: Session,
    case: Case,
    office: Office,
    action: str,
    day: str = "2026-11-24",
    text: str = "",
    **data: object,
) -> None:
    change(session, case, Change(action, "petugas:1", data, text), office, CALENDAR, at(day))


def test_a_machine_that_leads_nowhere_is_refused() -> None:
    raw = {"kind": "x", "start": "a", "state": [{"name": "a", "title": "A", "phase": "open"}]}
    raw["transition"] = [{"action": "go", "title": "Go", "from": ["a"], "to": "b", "permission": "p"}]
    with pytest.raises(ValueError, match="unknown state b"):
        parse_machine(raw)
    assert (RULES / "permohonan.toml").exists()


def test_a_request_is_answered(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        text, when = "Laporannya kami lampirkan di sini.", at("2026-11-25")
        writing = Writing(text, "petugas:1", case.version, office, CALENDAR, when)
        given = answer(session, case, "diberikan", writing)
        assert given.key(case) == "case:1:answer:1"
        assert case.number in given.text
        assert "Laporannya kami lampirkan" in given.text
        assert "Atasan PPID dalam 30 hari kerja, paling lambat " in given.text
        assert (case.state, case.outcome, case.answered_on) == ("dijawab", "diberikan", date(2026, 11, 25))
        assert case.complete_on == date(2026, 11, 25)
        assert [e.kind for e in history(session, case.id)] == ["terdaftar", "nyatakan_lengkap", "jawab"]
        assert progress(case, date(2026, 12, 1)) == "Dijawab pada Rabu, 25 November 2026."


def test_the_second_of_two_officers_is_told(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        seen = case.version
        step(session, case, office, "nyatakan_lengkap")
        with pytest.raises(Stale):
            change(session, case, Change("cabut", "petugas:2", seen_version=seen), office, CALENDAR)
        with pytest.raises(Stale):
            answer(
                session, case, "diberikan", Writing("Jawaban kedua saya", "petugas:2", seen, office, CALENDAR)
            )


def test_a_lost_race_between_two_sessions_changes_nothing(
    postgresql: str, tmp_path: object, office: Office
) -> None:
    from casekit import open_database

    database = open_database(tmp_path, postgresql)
    with database.writing() as session:
        file_one(session, office)
    with database.writing() as one:
        mine = one.get_one(Case, 1)
        with database.writing() as two:
            step(two, two.get_one(Case, 1), office, "nyatakan_lengkap")
        with pytest.raises(StaleDataError):
            step(one, mine, office, "cabut")
        one.rollback()
    with database.reading() as session:
        assert session.get_one(Case, 1).state == "lengkap"
    database.close()


def test_incomplete_three_and_three(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        with pytest.raises(Refused, match="alasannya"):
            step(session, case, office, "minta_perbaikan")
        with pytest.raises(Refused, match="3 hari kerja"):
            step(session, case, office, "minta_perbaikan", "2026-11-27", "Tahun laporan belum disebut")
        step(session, case, office, "minta_perbaikan", "2026-11-26", "Tahun laporan belum disebut")
        with pytest.raises(Refused, match="Selasa, 1 Desember 2026"):
            step(session, case, office, "gugur", "2026-12-01")
        step(session, case, office, "gugur", "2026-12-02")
        assert case.state == "gugur"
        assert progress(case, date(2026, 12, 3)) == "Sudah ditutup."


def test_completed_requests_keep_both_dates(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        step(session, case, office, "minta_perbaikan", "2026-11-25", "Tahun laporan belum disebut")
        step(session, case, office, "diperbaiki", "2026-11-27")
        dates = {d["name"]: d["due"] for d in case.deadlines}
        assert case.due_on == date(2026, 12, 7)  # from receipt: the safe one
        assert dates["pemberitahuan sejak lengkap"] == "2026-12-11"


def test_extension_once_before_the_limit_and_only_for_a_lawful_reason(
    database: Database, office: Office
) -> None:
    why = {"text": "Dokumen masih disusun oleh unit", "extension": "belum_didokumentasikan"}
    with database.writing() as session:
        case = file_one(session, office)
        step(session, case, office, "nyatakan_lengkap")
        with pytest.raises(Refused, match="Kesibukan"):
            step(session, case, office, "perpanjang", text="Kami sedang sibuk sekali", extension="sibuk")
        with pytest.raises(Refused, match="sudah lewat"):
            step(session, case, office, "perpanjang", "2026-12-08", **why)  # type: ignore[arg-type]
        step(session, case, office, "perpanjang", "2026-12-07", **why)  # type: ignore[arg-type]
        assert (case.due_on, case.state) == (date(2026, 12, 16), "lengkap")
        assert "diperpanjang satu kali" in status_words(case)
        with pytest.raises(Refused, match="satu kali"):
            step(session, case, office, "perpanjang", "2026-12-08", **why)  # type: ignore[arg-type]


@pytest.mark.parametrize("missing", ["ground", "consequence_test"])
def test_a_refusal_needs_ground_test_and_approval(database: Database, office: Office, missing: str) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        step(session, case, office, "nyatakan_lengkap")
        with pytest.raises(Refused, match="persetujuan Atasan PPID"):
            step(session, case, office, "jawab", text="Tidak dapat kami buka", **REFUSAL)
        less = {name: value for name, value in REFUSAL.items() if name != missing}
        with pytest.raises(Refused):
            step(session, case, office, "ajukan_penolakan", text="Tidak dapat kami buka", **less)
        with pytest.raises(Refused, match="undang-undang lain"):
            step(
                session,
                case,
                office,
                "ajukan_penolakan",
                text="Tidak dapat kami buka",
                **{**REFUSAL, "ground": "j"},
            )
        step(session, case, office, "ajukan_penolakan", text="Tidak dapat kami buka", **REFUSAL)
        with pytest.raises(Refused, match="tidak dapat diambil"):
            step(session, case, office, "jawab", text="Tidak dapat kami buka", outcome="diberikan")
        step(session, case, office, "setujui_penolakan", text="Tidak dapat kami buka", **REFUSAL)
        assert (case.state, case.outcome) == ("dijawab", "dikecualikan")


def test_disposition_names_a_known_unit(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        step(session, case, office, "nyatakan_lengkap")
        with pytest.raises(Refused, match="Pilih unit"):
            step(session, case, office, "disposisi", unit="dinas rahasia")
        step(session, case, office, "disposisi", unit="dinkes")
        version = case.version
        step(session, case, office, "disposisi", unit="dinkes")
        assert (case.unit, case.state, case.version) == ("dinkes", "disposisi", version + 1)
        assert {t.action for t in allowed(case)} >= {"telaah", "jawab", "perpanjang"}


def test_the_queue_is_in_order_of_due_dates(database: Database, office: Office) -> None:
    with database.writing() as session:
        for number, days in enumerate((5, 1, 9)):
            file_one(session, office, str(number), MORNING + timedelta(days=days))
        step(session, session.get_one(Case, 3), office, "nyatakan_lengkap")
        step(session, session.get_one(Case, 3), office, "disposisi", unit="dishub")
        assert [c.id for c in queue(session, Filter())] == [2, 1, 3]
        assert [c.id for c in queue(session, Filter(state="disposisi"))] == [3]
        assert [c.id for c in queue(session, Filter(units=("dishub",)))] == [3]
        assert count(session, Filter()) == 3
        step(session, session.get_one(Case, 2), office, "cabut")
        assert [c.id for c in queue(session, Filter(phase="closed"))] == [2]
        assert count(session, Filter(phase=None)) == 3


def test_where_the_clock_stands(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        assert (
            progress(case, date(2026, 11, 23)) == "Hitungan 10 hari kerja dimulai pada hari kerja berikutnya."
        )
        assert progress(case, date(2026, 11, 26)) == "Hari ini hari kerja ke-3 dari 10."
        assert (
            progress(case, date(2026, 12, 9))
            == "Jawaban terlambat 2 hari kerja sejak Senin, 7 Desember 2026."
        )
        assert progress(case, date(2026, 12, 8)).startswith("Jawaban terlambat 1 hari kerja")
        assert [working_days_left(case, date(2026, 12, d)) for d in (4, 7, 8)] == [1, 0, -1]


def test_a_refusal_goes_out_with_its_ground_when_approved(database: Database, office: Office) -> None:
    facts = {"ground": "j", "statute": "Undang-Undang 10/1998 Pasal 40", "consequence_test": "12/UK/2026"}
    with database.writing() as session:
        case = file_one(session, office)
        draft = Writing(
            "Bagian nomor rekening kami hitamkan.", "petugas:1", None, office, CALENDAR, facts=facts
        )
        propose(session, case, "ajukan_penolakan", "sebagian", draft)
        assert (case.state, case.outcome) == ("menunggu_persetujuan", None)
        final = Writing("Nomor rekening kami hitamkan.", "petugas:9", case.version, office, CALENDAR)
        given = approve(session, case, final)
        assert (case.state, case.outcome) == ("dijawab", "sebagian")
        for part in (
            "Pasal 17 huruf j",
            "Undang-Undang 10/1998 Pasal 40",
            "12/UK/2026",
            "Nomor rekening kami hitamkan.",
        ):
            assert part in given.text
        assert history(session, case.id)[-1].data["ground"] == "j"


def test_what_is_not_held_names_the_holder(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        unnamed = Writing("Kami tidak memegang data itu.", "petugas:1", None, office, CALENDAR)
        with pytest.raises(Refused, match="badan publik yang menguasai"):
            answer(session, case, "dikuasai_lain", unnamed)
        known = {"holder": "Badan Pertanahan Nasional"}
        writing = Writing("Kami tidak memegang data itu.", "petugas:1", None, office, CALENDAR, facts=known)
        assert (
            "dikuasai oleh Badan Pertanahan Nasional" in answer(session, case, "dikuasai_lain", writing).text
        )


def test_a_request_ends_as_incomplete_or_withdrawn_and_says_so(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        step(session, case, office, "cabut")
        assert (case.outcome, case.answered_on) == ("dicabut", None)
        late = file_one(session, office, "b")
        step(session, late, office, "minta_perbaikan", "2026-11-24", "Tahun laporan belum disebut")
        step(session, late, office, "gugur", "2026-12-02")
        assert late.outcome == "tidak_lengkap"
        other = file_one(session, office, "c")
        writing = Writing("Jawaban yang cukup panjang.", "petugas:1", None, office, CALENDAR)
        with pytest.raises(Refused, match="Pilih hasilnya"):
            answer(session, other, "dicabut", writing)


def test_nobody_approves_what_they_proposed(database: Database, office: Office) -> None:
    with database.writing() as session:
        case = file_one(session, office)
        facts = {name: value for name, value in REFUSAL.items() if name != "outcome"}
        draft = Writing("Memuat data kesehatan.", "petugas:1", None, office, CALENDAR, facts=facts)
        propose(session, case, "ajukan_penolakan", "dikecualikan", draft)
        with pytest.raises(Refused, match="tidak dapat menyetujui sendiri"):
            approve(session, case, draft)
