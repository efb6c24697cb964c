"""Questions end in an answer with its source, a choice, or an abstention."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from knowledge.answerer import Answerer
from knowledge.store import Draft, put
from office.database import Database
from office.outcome import Outcome
from office.settings import Settings

ENTRIES = (
    Draft(kind="faq", title="Bagaimana cara mengurus akta kelahiran?", id="akta-lahir", unit="Disdukcapil",
          body="Siapkan KK dan surat lahir, lalu datang ke Disdukcapil.", source_date=date(2026, 11, 1)),
    Draft(kind="faq", title="Berapa biaya salinan informasi?", body="Tidak dipungut biaya.", id="biaya",
          source_date=date(2020, 1, 1)),
    Draft(kind="dip", title="Laporan keuangan daerah 2025", body="Laporan hasil audit.", id="keuangan",
          unit="BPKAD", form="Softcopy", link="https://example.go.id/lk.pdf", category="berkala"),
    Draft(kind="dip", title="Rencana strategis dinas perhubungan", id="renstra", unit="Dinas Perhubungan"),
    Draft(kind="faq", title="Kapan vaksin rabies gratis diadakan?", body="Minggu ini.", id="rabies",
          valid_until=date(2024, 1, 1)),
    Draft(kind="faq", title="Apa itu PPID?", body="Pejabat Pengelola Informasi dan Dokumentasi.", id="ppid"),
)  # fmt: skip


@pytest.fixture
def answerer(database: Database, settings: Settings) -> Iterator[Answerer]:
    with database.writing() as session:
        for draft in ENTRIES:
            put(session, draft)
    opened = Answerer(database, settings)
    yield opened
    opened.close()


def test_a_faq_is_answered_in_the_offices_words_with_its_source(answerer: Answerer) -> None:
    decision = answerer.ask("Bagaimana cara mengurus akta kelahiran?")
    assert decision.outcome is Outcome.ANSWERED_FAQ
    assert decision.text == ENTRIES[0].body
    [source] = decision.sources
    assert (source.entry, source.unit, source.date) == ("akta-lahir", "Disdukcapil", date(2026, 11, 1))
    assert 0 <= decision.score <= 1


def test_everyday_words_find_the_same_entry(answerer: Answerer) -> None:
    assert answerer.ask("gmn cara ngurus akta lahir min").candidates[0].entry == "akta-lahir"


def test_a_dip_entry_says_what_it_is_who_has_it_and_where(answerer: Answerer) -> None:
    decision = answerer.ask("laporan keuangan daerah 2025")
    assert decision.outcome is Outcome.ANSWERED_DIP
    for part in ("Laporan keuangan daerah 2025", "BPKAD", "Softcopy", "https://example.go.id/lk.pdf"):
        assert part in decision.text


def test_a_dip_entry_without_a_file_offers_a_request(answerer: Answerer) -> None:
    decision = answerer.ask("rencana strategis dinas perhubungan")
    assert decision.outcome is Outcome.ANSWERED_DIP
    assert "permohonan informasi" in decision.text


def test_an_old_source_is_said_to_be_old(answerer: Answerer) -> None:
    decision = answerer.ask("Berapa biaya salinan informasi?")
    assert decision.outcome is Outcome.ANSWERED_FAQ
    assert "1 Januari 2020" in decision.text


def test_an_entry_past_its_date_is_no_answer(answerer: Answerer) -> None:
    decision = answerer.ask("Kapan vaksin rabies gratis diadakan?")
    assert "rabies" not in [item.entry for item in decision.candidates]


@pytest.mark.parametrize("question", ["harga kucing persia berapa", "", "???", "asdf qwerty", "12345"])
def test_what_is_not_there_is_not_answered(answerer: Answerer, question: str) -> None:
    decision = answerer.ask(question)
    assert decision.outcome.startswith("abstained_")
    assert decision.entry is None
    assert decision.text


def test_a_short_follow_up_leans_on_the_message_before(answerer: Answerer) -> None:
    decision = answerer.ask("syaratnya apa?", before=["cara mengurus akta kelahiran"])
    assert decision.candidates[0].entry == "akta-lahir"


def test_a_short_question_with_a_subject_of_its_own_is_not_drawn_to_the_one_before(
    answerer: Answerer,
) -> None:
    decision = answerer.ask("Apa itu PPID?", before=["cara mengurus akta kelahiran"])
    assert decision.entry is not None
    assert decision.entry.id == "ppid"


@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(st.text(max_size=300))
def test_any_text_gets_a_decision(answerer: Answerer, text: str) -> None:
    decision = answerer.ask(text)
    assert decision.question == text
    scores = [item.score for item in decision.candidates]
    assert all(0 <= score <= 1 for score in scores)
