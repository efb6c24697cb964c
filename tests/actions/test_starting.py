"""Every kind of case from the first words to its number: opened, filled, confirmed, filed once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from actions.asking import Arahkan
from actions.base import Spoken
from actions.filing import Kirim
from actions.filling import COMPLETE
from actions.privacy import DataSaya
from actions.standing import dispute_until
from actions.starting import Mulai
from actions.status import Status
from actions.steps import Tanyakan, Validasi
from actions.talk import Setuju, Suara
from actions.tools import Tools
from cases.tables import Case, CaseEvent
from office.calendar import read_calendar
from office.clock import local_date, now
from office.outcome import Outcome
from tests.actions.house import FILLED, Knowledge, filled, followed_by, slots, tracker, words


def cases(tools: Tools) -> list[Case]:
    with tools.database.reading() as session:
        return list(session.scalars(select(Case).order_by(Case.id)))


def said(tools: Tools, known: dict[str, Any], answer: str) -> dict[str, Any]:
    """The slots after one answer and the question that follows it."""
    asked = known["baris"]
    act = "ya" if asked == "konfirmasi" else "isi"
    made = tracker(answer, act, known | {"jawaban": answer}, asked=asked)
    made.events.append({"event": "slot", "name": "jawaban", "value": answer})
    taken = Validasi(tools).decide(made)
    assert words(taken) == [], answer
    return next_question(tools, known | slots(taken))


def next_question(tools: Tools, known: dict[str, Any]) -> dict[str, Any]:
    if known.get("jawaban") == COMPLETE:
        return known
    asked = Tanyakan(tools).decide(tracker(slots=known))
    words(asked)
    return known | slots(asked)


def carried_out(tools: Tools, opened: Spoken, answers: list[str]) -> Spoken:
    """Answer everything after the opening, then send."""
    assert followed_by(opened) == ["isian_form"]
    known = next_question(tools, slots(opened))
    for answer in answers:
        known = said(tools, known, answer)
    assert known["jawaban"] == COMPLETE, known["baris"]
    sent = Kirim(tools).decide(tracker(answers[-1], "ya", known))
    again = Kirim(tools).decide(tracker(answers[-1], "ya", known))
    assert words(sent) == words(again), "sent twice, kept once"
    return sent


def start(tools: Tools, act: str, text: str, **known: Any) -> Spoken:
    return Mulai(tools).decide(tracker(text, act, known))


def permohonan(tools: Tools) -> Case:
    Kirim(tools).decide(tracker("ya", "ya", filled(jawaban=COMPLETE)))
    return cases(tools)[-1]


@pytest.mark.parametrize(
    ("answers", "applicant"),
    [
        (["badan hukum", "Yayasan Sahabat", "AHU-0012345 Tahun 2020", "Budi Santoso"], "badan_hukum"),
        (
            [
                "kelompok orang",
                "Paguyuban RT 3",
                "nomor 1 tanggal 3 Maret 2026",
                "Budi Santoso",
                FILLED["nik"],
            ],
            "kelompok",
        ),
        (
            [
                "saya mewakili orang lain",
                "Siti Aminah",
                "nomor 1 tanggal 3 Maret 2026",
                "Budi Santoso",
                FILLED["nik"],
            ],
            "kuasa",
        ),
    ],
)
def test_a_permohonan_for_others_asks_the_lines_of_that_kind(
    tools: Tools, answers: list[str], applicant: str
) -> None:
    before = {slot: FILLED[slot] for slot in ("rincian", "tujuan", "cara_memperoleh", "cara_pengiriman")}
    known = next_question(tools, filled(before))
    for answer in [*answers, FILLED["alamat"], FILLED["kontak"], "ya"]:
        known = said(tools, known, answer)
    Kirim(tools).decide(tracker("ya", "ya", known))
    (case,) = cases(tools)
    with tools.database.reading() as session:
        kept = session.get_one(Case, case.id).applicant
        assert kept is not None
        assert kept.kind == applicant


def test_an_anonymous_complaint_keeps_nobody(tools: Tools) -> None:
    offered = start(tools, "lapor", "lampu jalan depan sekolah mati sejak sebulan")
    assert followed_by(offered) == []
    known = slots(offered)
    opened = Setuju(tools).decide(tracker("ya", "ya", known))
    answers = [
        "Jalan Melati",
        "lewati",
        "tidak tahu",
        "ya, tanpa nama",
        "tidak, boleh dibuka",
        "ya, kirim pengaduan",
    ]
    sent = carried_out(tools, opened, answers)
    (case,) = cases(tools)
    assert (case.kind, case.anonymous, case.confidential) == ("pengaduan", True, False)
    assert case.details == known["pertanyaan"]
    assert case.number in words(sent)[0]
    with tools.database.reading() as session:
        assert session.get_one(Case, case.id).applicant is None


def test_a_named_and_secret_complaint(tools: Tools) -> None:
    opened = start(tools, "lapor", "mau lapor pungutan di loket kependudukan")
    named = ["Budi Santoso", FILLED["alamat"], FILLED["kontak"]]
    answers = ["lewati", "lewati", "lewati", "tidak, pakai nama saya", "ya, rahasiakan isinya", *named, "ya"]
    carried_out(tools, opened, answers)
    (case,) = cases(tools)
    assert (case.anonymous, case.confidential) == (False, True)


def test_who_is_responsible_elsewhere_is_named_and_filing_stays_possible(tools: Tools) -> None:
    spoken = start(tools, "lapor", "mau lapor korupsi dana desa oleh kepala desa kami")
    assert "Komisi Pemberantasan Korupsi" in words(spoken)[0]
    assert followed_by(spoken) == ["isian_form"]


def test_a_proposal_and_a_hoax_check(tools: Tools) -> None:
    carried_out(tools, start(tools, "usul", "saran saya taman kota diberi lampu"), ["ya, tanpa nama", "ya"])
    forwarded = "apakah benar kabar bantuan lima juta di https://contoh.example/bantuan"
    sent = carried_out(tools, start(tools, "cek_hoaks", forwarded), ["ya, periksa kabar ini"])
    assert [case.kind for case in cases(tools)] == ["aspirasi", "cek_hoaks"]
    assert sent.said[0]["outcome"] == Outcome.ESCALATED_HOAX


def test_what_knowledge_has_is_shown_before_filing(tools: Tools, knowledge: Knowledge) -> None:
    knowledge.outcome = Outcome.ANSWERED_FAQ
    for act, text in (
        ("lapor", "lampu jalan mati sejak sebulan"),
        ("cek_hoaks", "apakah benar ada bantuan lima juta"),
    ):
        assert words(start(tools, act, text))[0] == "Begini caranya."


def test_nothing_to_object_to_is_said_and_missing_periodic_information_needs_no_request(tools: Tools) -> None:
    permohonan(tools)
    closed = start(tools, "keberatan", "saya keberatan")
    assert followed_by(closed) == []
    words(closed)
    opened = start(tools, "keberatan", "keberatan informasi berkala")
    story = "laporan keuangan tahun lalu tidak ada di situs"
    named = ["untuk saya sendiri", "Budi Santoso", FILLED["nik"], FILLED["alamat"], FILLED["kontak"]]
    carried_out(tools, opened, [story, *named, "ya, kirim keberatan"])
    assert [case.kind for case in cases(tools)] == ["permohonan", "keberatan"]


def overdue(tools: Tools, case: Case, days: int = 30) -> None:
    with tools.database.writing() as session:
        late = session.get_one(Case, case.id)
        late.due_on = local_date(now(), tools.office.zone) - timedelta(days=days)


def test_silence_can_be_objected_to_with_several_grounds_in_words(tools: Tools) -> None:
    request = permohonan(tools)
    overdue(tools, request)
    opened = start(tools, "keberatan", "permohonan saya tidak dijawab")
    assert slots(opened)["isian"] == {"nomor": request.number, "alasan_keberatan": "c"}, "asked once"
    opened = start(tools, "keberatan", "saya keberatan")
    answers = [
        "tidak ditanggapi dan terlambat",
        "sudah lewat batas waktu dan tidak ada kabar",
        "ya, kirim keberatan",
    ]
    carried_out(tools, opened, answers)
    objection = cases(tools)[-1]
    assert objection.parent_id == request.id
    with tools.database.reading() as session:
        first = session.scalars(select(CaseEvent).where(CaseEvent.case_id == objection.id)).first()
        assert first is not None
        assert first.data["grounds"] == ["c", "g"]


def test_a_ground_that_cannot_be_true_is_refused_with_what_can(tools: Tools) -> None:
    overdue(tools, permohonan(tools))
    known = next_question(tools, slots(start(tools, "keberatan", "saya keberatan")))
    made = tracker("biayanya mahal", "isi", known | {"jawaban": "biayanya mahal"}, asked="alasan_keberatan")
    made.events.append({"event": "slot", "name": "jawaban", "value": "biayanya mahal"})
    (refused,) = words(Validasi(tools).decide(made))
    assert "Tidak ditanggapi" in refused


def test_another_conversations_number_opens_nothing(tools: Tools) -> None:
    case = permohonan(tools)
    for act in ("cabut", "tambah", "keberatan"):
        stranger = tracker(case.number, act)
        stranger.sender_id = "c2"
        assert followed_by(Mulai(tools).decide(stranger)) == []
    known = filled({"perkara": case.number}, jenis="pencabutan", jawaban=COMPLETE)
    stranger = tracker("ya", "ya", known)
    stranger.sender_id = "c2"
    Kirim(tools).decide(stranger)
    assert cases(tools)[0].state == "terdaftar"


def test_withdrawing_takes_a_yes_and_is_done_once(tools: Tools) -> None:
    permohonan(tools)
    sent = carried_out(tools, start(tools, "cabut", "cabut permohonan saya"), ["ya, cabut"])
    assert cases(tools)[0].state == "dicabut"
    assert cases(tools)[0].number in words(sent)[0]
    assert followed_by(start(tools, "cabut", "cabut permohonan saya")) == []


def test_words_are_added_to_an_open_case(tools: Tools) -> None:
    permohonan(tools)
    carried_out(
        tools, start(tools, "tambah", "tambah keterangan"), ["yang saya maksud tahun 2024", "ya, tambahkan"]
    )
    with tools.database.reading() as session:
        assert [event.text for event in session.scalars(select(CaseEvent)) if event.text] == [
            "yang saya maksud tahun 2024"
        ]


def test_a_correction_of_what_is_filed_is_added_and_not_written_over(tools: Tools) -> None:
    case = permohonan(tools)
    offered = Arahkan(tools).decide(tracker("eh salah tahun", "koreksi"))
    known = slots(offered)
    opened = Setuju(tools).decide(tracker("ya", "ya", known))
    carried_out(tools, opened, ["maksud saya tahun 2024", "ya, tambahkan"])
    assert cases(tools)[0].details == case.details


def test_deleting_is_asked_back_and_names_what_stays(tools: Tools) -> None:
    case = permohonan(tools)
    asked = DataSaya(tools).decide(tracker("hapus data saya", "data_saya"))
    assert case.number in words(asked)[0]
    sent = carried_out(tools, asked, ["ya, hapus"])
    assert sent.said[0]["forget"] is True
    assert len(cases(tools)) == 1
    kept = DataSaya(tools).decide(tracker("data apa yang disimpan", "data_saya"))
    assert kept.events == []


def test_status_shows_the_day_of_the_clock_for_own_cases_only(tools: Tools) -> None:
    nothing = words(Status(tools).decide(tracker("status", "status")))[0]
    permohonan(tools)
    mine = tracker("status", "status")
    (shown,) = words(Status(tools).decide(mine))
    assert "0001/" in shown
    assert "hari kerja" in shown
    mine.sender_id = "c2"
    assert words(Status(tools).decide(mine)) == [nothing]


def test_after_silence_of_the_superior_the_way_to_the_commission_has_a_date(tools: Tools) -> None:
    overdue(tools, permohonan(tools))
    answers = ["tidak ditanggapi", "sudah lewat batas waktu dan tidak ada kabar", "ya, kirim keberatan"]
    carried_out(tools, start(tools, "keberatan", "saya keberatan"), answers)
    objection, today = cases(tools)[-1], local_date(now(), tools.office.zone)
    assert dispute_until(objection, today, read_calendar()) is None
    overdue(tools, objection, 3)
    late = cases(tools)[-1]
    until = dispute_until(late, today, read_calendar())
    assert until is not None
    assert until > today
    assert dispute_until(late, until + timedelta(days=1), read_calendar()) is None
    assert "Komisi Informasi" in words(Status(tools).decide(tracker("status", "status")))[0]


def test_asking_for_a_file_we_do_not_keep_is_offered_as_a_request(tools: Tools) -> None:
    spoken = Status(tools).decide(tracker("ktp saya sudah jadi atau belum", "status"))
    assert str(spoken.said[0]["outcome"]).startswith("abstained_")
    assert slots(spoken)["tawaran"] == "permohonan"


def test_a_yes_pressed_again_after_sending_sends_nothing(tools: Tools) -> None:
    case = permohonan(tools)
    again = Setuju(tools).decide(tracker("ya, kirim permohonan", "ya"))
    assert again.events == []
    assert case.number in words(again)[0]
    assert len(cases(tools)) == 1


def test_easy_words_are_chosen_and_given_up(tools: Tools) -> None:
    chosen = Suara(tools).decide(tracker("tolong pakai bahasa yang mudah", "suara"))
    assert slots(chosen) == {"mudah": True}
    assert slots(Suara(tools).decide(tracker("bahasa biasa", "suara"))) == {"mudah": None}
    words(Suara(tools).decide(tracker("matikan suara", "suara")))
