"""After filing, "kalau telat gimana" is answered by the citizen's own clock; without a case by the law itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from actions.asking import Tanya
from actions.own_clock import asked_after_filing
from actions.tools import Tools
from cases.deadlines import due_dates, main_deadline
from cases.tables import Case
from cases.texts import long_date
from office.clock import local_date, now
from office.outcome import Outcome
from office.working_days import current_calendar
from tests.actions.house import Knowledge, said_before, tracker, words
from tests.actions.test_starting import carried_out, cases, overdue, permohonan, start

SENT = {"event": "action", "name": "action_kirim"}


def ask(tools: Tools, text: str, before: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The one reply to a question outside a form."""
    (said,) = Tanya(tools).decide(tracker(text, before=before)).said
    return said


def spoken(tools: Tools, text: str, before: list[dict[str, Any]] | None = None) -> str:
    return words(Tanya(tools).decide(tracker(text, before=before)))[0]


def complaint(tools: Tools) -> Case:
    answers = ["lewati", "lewati", "lewati", "tanpa nama", "boleh dibuka", "ya, kirim pengaduan"]
    carried_out(tools, start(tools, "lapor", "saya mau lapor petugas loket minta uang"), answers)
    return cases(tools)[-1]


@pytest.mark.parametrize(
    "said", ["kalau telat gimana", "kalo ga dijawab gimana", "terus kalo lewat batas waktu?"]
)
def test_what_if_nobody_answers_is_said_with_the_day_and_the_right(tools: Tools, said: str) -> None:
    case = permohonan(tools)
    told = spoken(tools, said)
    for part in (case.number, long_date(case.due_on), "ajukan keberatan", "30 hari kerja"):
        assert part in told
    assert ask(tools, said)["sources"] == [
        {"title": "Undang-Undang Nomor 14 Tahun 2008 Pasal 35 dan Pasal 36"}
    ]


def test_when_the_day_has_passed_the_way_is_open_now(tools: Tools) -> None:
    overdue(tools, permohonan(tools), 3)
    said = ask(tools, "kok ga dijawab2 ya")
    assert said["say"] == "dialogue.own_clock.permohonan.passed"
    assert said["choices"][0]["payload"] == "ajukan keberatan"


def test_after_an_objection_the_commission_comes_with_its_last_day(tools: Tools) -> None:
    overdue(tools, permohonan(tools))
    answers = ["tidak ditanggapi", "sudah lewat batas waktu dan tidak ada kabar", "ya, kirim keberatan"]
    carried_out(tools, start(tools, "keberatan", "saya keberatan"), answers)
    objection = cases(tools)[-1]
    with tools.database.reading() as session:
        until = main_deadline(due_dates("sengketa", objection.due_on, current_calendar(session))).due_on
    told = spoken(tools, "kalau ga ditanggapi gimana")
    assert "Komisi Informasi" in told
    assert long_date(until) in told
    overdue(tools, objection, (until - objection.due_on).days + 30)
    assert "berakhir" in spoken(tools, "kalau ga ditanggapi gimana")


def test_a_complaint_names_the_ombudsman(tools: Tools) -> None:
    told = spoken(tools, "kalau telat gimana") if complaint(tools) else ""
    assert "Ombudsman" in told
    assert "keberatan" not in told


def test_how_long_still_is_the_own_clock_and_not_the_general_answer(
    tools: Tools, knowledge: Knowledge
) -> None:
    case = permohonan(tools)
    knowledge.outcome = Outcome.ANSWERED_FAQ
    before = [said_before("berapa lama dijawab"), SENT, said_before("kalau telat gimana")]
    assert case.number in spoken(tools, "berapa lama lagi", before)
    assert knowledge.asked is None


def test_who_has_asked_about_something_else_since_is_answered_about_that(
    tools: Tools, knowledge: Knowledge
) -> None:
    permohonan(tools)
    knowledge.outcome = Outcome.ANSWERED_FAQ
    assert (
        spoken(tools, "kalau telat gimana", [SENT, said_before("syarat akta kelahiran")]) == "Begini caranya."
    )
    assert knowledge.asked == [("kalau telat gimana", ["syarat akta kelahiran"])]


@pytest.mark.parametrize(
    ("said", "article"),
    [
        ("biayanya brp?", "Peraturan Komisi Informasi Nomor 1 Tahun 2021 Pasal 35 sampai Pasal 38"),
        ("bayar ga?", "Peraturan Komisi Informasi Nomor 1 Tahun 2021 Pasal 35 sampai Pasal 38"),
        ("kalo ga dijawab gimana", "Undang-Undang Nomor 14 Tahun 2008 Pasal 35 dan Pasal 36"),
    ],
)
def test_without_a_case_the_law_answers_with_its_article(tools: Tools, said: str, article: str) -> None:
    answer = ask(tools, said)
    assert answer["sources"] == [{"title": article}]
    assert answer["outcome"] == Outcome.ANSWERED_FAQ


def test_what_knowledge_answers_is_answered_by_knowledge(tools: Tools, knowledge: Knowledge) -> None:
    knowledge.outcome = Outcome.ANSWERED_FAQ
    assert spoken(tools, "bayar ga?") == "Begini caranya."


def test_the_cost_of_something_else_is_not_the_cost_of_information(tools: Tools) -> None:
    said = ask(tools, "biayanya brp?", [said_before("cara mengurus kartu keluarga")])
    assert said["outcome"] == Outcome.ABSTAINED_NO_EVIDENCE


@pytest.mark.parametrize(
    "said",
    [
        "kalau telat lapor kelahiran gimana",
        "biaya bikin paspor berapa",
        "denda terlambat bayar pajak",
        "laporan keuangan kapan keluar dari BPK",
        "apakah sekolah gratis",
        "halo",
    ],
)
def test_what_names_a_subject_is_no_question_about_the_case(said: str) -> None:
    assert asked_after_filing(said) is None


def test_nobody_elses_case_answers(tools: Tools) -> None:
    case = permohonan(tools)
    asked = tracker("berapa lama lagi")
    asked.sender_id = "c2"
    assert case.number not in words(Tanya(tools).decide(asked))[0]
    assert case.due_on > local_date(now(), tools.office.zone) - timedelta(days=1)
