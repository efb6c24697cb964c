"""What is said for politeness is no part of the question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.courtesy import bare
from knowledge.query import read_query


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("Selamat pagi bapak/ibu admin yang terhormat, saya mau tanya, cara bikin KTP? makasih", "cara bikin KTP?"),
        ("Assalamualaikum min, izin bertanya, apa syarat KIA? Terima kasih banyak sebelumnya", "apa syarat KIA?"),
        ("nuwun sewu min, pripun ndamel KK enggal?", "pripun ndamel KK enggal?"),
        ("nyuwun sewu Gus, badhe tanglet, syarate damel akta nopo mawon nggih", "syarate damel akta nopo mawon"),
        ("halo kak mau tanya dong syarat pindah", "syarat pindah"),
        ("maaf mengganggu, permisi pak, kantor buka jam berapa", "kantor buka jam berapa"),
    ],
)  # fmt: skip
def test_courtesy_around_a_question_is_left_out(message: str, question: str) -> None:
    assert bare(message) == question


@pytest.mark.parametrize(
    "question",
    [
        "ibu hamil dapat bantuan apa",
        "bapak meninggal tahun lalu, ngurus akta gimana",
        "maafkan denda pajak saya",
        "pagi buka jam berapa",
    ],
)
def test_the_subject_is_kept(question: str) -> None:
    assert bare(question) == question


def test_a_message_of_courtesy_alone_is_kept() -> None:
    assert read_query("makasih ya kak").words


def test_a_courteous_question_is_the_question() -> None:
    assert read_query("Selamat siang, mohon maaf, syarat akta lahir apa? Terima kasih").terms == read_query(
        "syarat akta lahir apa?"
    ).terms  # fmt: skip


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert len(bare(text)) <= len(text)
