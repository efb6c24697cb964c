"""Two questions in one message get two answers; one question stays one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answerer import Answerer
from knowledge.splitting import MOST, ask_each, split
from knowledge.store import Draft, put
from office.database import Database
from office.settings import Settings

ENTRIES = (
    Draft(kind="faq", id="syarat", title="Apa syarat mengurus akta kelahiran?", body="Surat lahir dan KK."),
    Draft(
        kind="faq", id="biaya", title="Berapa biaya mengurus akta kelahiran?", body="Tidak dipungut biaya."
    ),
    Draft(kind="faq", id="pajak", title="Di mana membayar pajak kendaraan?", body="Di kantor Samsat."),
    Draft(
        kind="faq",
        id="ppid",
        title="Apa itu PPID dan apa tugasnya?",
        body="PPID melayani permintaan informasi.",
    ),
    Draft(kind="faq", id="besuk", title="Kapan jam besuk rumah sakit daerah?", body="Pukul 11 sampai 13."),
)


@pytest.fixture
def answerer(database: Database, settings: Settings) -> Iterator[Answerer]:
    with database.writing() as session:
        for draft in ENTRIES:
            put(session, draft)
    opened = Answerer(database, settings)
    yield opened
    opened.close()


def entries(answerer: Answerer, message: str, before: tuple[str, ...] = ()) -> list[str | None]:
    return [d.entry.id if d.entry else None for d in ask_each(answerer.ask, message, before)]


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("syaratnya apa? terus biayanya brp?", ["syaratnya apa?", "biayanya brp?"]),
        (
            "Syarat akta lahir apa? Bayar pajak motor dimana?",
            ["Syarat akta lahir apa?", "Bayar pajak motor dimana?"],
        ),
        ("syarat akta lahir apa terus bayar pajak dimana", ["syarat akta lahir apa", "bayar pajak dimana"]),
        ("jam besuk kapan\nbiaya akta berapa", ["jam besuk kapan", "biaya akta berapa"]),
        ("Halo min. Syarat akta lahir apa ya?", ["Halo min. Syarat akta lahir apa ya?"]),
        ("Syarat akta lahir apa ya? makasih", ["Syarat akta lahir apa ya? makasih"]),
        ("syarat dan biaya akta lahir apa", ["syarat dan biaya akta lahir apa"]),
        ("Saya warga Contoh. Mau tanya syarat akta?", ["Saya warga Contoh. Mau tanya syarat akta?"]),
        ("", [""]),
    ],
)
def test_messages_are_taken_apart_where_every_part_asks(message: str, parts: list[str]) -> None:
    assert split(message) == parts


@given(st.text(max_size=200))
def test_any_text_is_one_or_a_few_questions(message: str) -> None:
    assert 1 <= len(split(message)) <= MOST


def test_two_questions_get_two_answers(answerer: Answerer) -> None:
    message = "apa syarat mengurus akta kelahiran? terus bayar pajak kendaraan di mana?"
    assert entries(answerer, message) == ["syarat", "pajak"]


def test_the_second_may_lean_on_the_first(answerer: Answerer) -> None:
    assert entries(answerer, "apa syarat mengurus akta kelahiran? biayanya berapa?") == ["syarat", "biaya"]


def test_both_may_lean_on_the_message_before(answerer: Answerer) -> None:
    before = ("saya mau mengurus akta kelahiran anak",)
    decisions = ask_each(answerer.ask, "syaratnya apa? terus biayanya brp?", before)
    assert [decision.candidates[0].entry for decision in decisions][-1:] == ["biaya"]


def test_a_title_of_two_questions_is_one(answerer: Answerer) -> None:
    assert entries(answerer, "Apa itu PPID dan apa tugasnya?") == ["ppid"]
    assert entries(answerer, "apa itu ppid? apa tugasnya?") == ["ppid"]


def test_what_is_not_known_is_said_beside_what_is(answerer: Answerer) -> None:
    found = entries(answerer, "apa syarat mengurus akta kelahiran? harga kucing persia berapa?")
    assert found in (["syarat"], ["syarat", None])
