"""A wish to stay unnamed is heard in everyday words, and an answer is not taken for one."""

from __future__ import annotations

import pytest

from office.hiding import CONTENT, NAME, last_said, read_wish


@pytest.mark.parametrize(
    "said",
    [
        "saya ga mau nama saya ketauan",
        "jgn sebut nama sy ya min",
        "takut ketahuan tetangga",
        "saya takut dibalas petugasnya",
        "gausah pake nama",
        "jangan kasih tau siapa saya",
        "bisa anonim ga?",
        "anonim aja bisa ga",
        "saya ga mau ngasih nama",
        "males kasih nama",
        "jangan bilang-bilang ya kalau saya yang lapor",
        "tolong nama saya jangan sampai bocor",
    ],
)
def test_who_wants_no_name_is_heard(said: str) -> None:
    wish = read_wish(said)
    assert (wish.hides, wish.rest) == ({NAME}, "")


@pytest.mark.parametrize(
    ("said", "hides"),
    [
        ("rahasiakan ya", {NAME, CONTENT}),
        ("tolong dirahasiain", {NAME, CONTENT}),
        ("isinya rahasiakan ya", {CONTENT}),
        ("laporan saya jangan diumumkan", {CONTENT}),
        ("identitas saya tolong dirahasiakan", {NAME}),
    ],
)
def test_what_is_to_be_hidden_is_told_apart(said: str, hides: set[str]) -> None:
    assert read_wish(said).hides == hides


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("kantor kecamatan sukamaju, tapi rahasiakan nama saya", "kantor kecamatan sukamaju"),
        ("Jl. Melati No. 5, jangan sebut nama saya", "Jl. Melati No. 5"),
        ("jangan sebut nama saya ya, petugas loket minta uang", "petugas loket minta uang"),
        ("mau ngadu tapi ga mau ketauan", "mau ngadu"),
    ],
)
def test_what_is_said_beside_the_wish_is_kept(said: str, rest: str) -> None:
    wish = read_wish(said)
    assert (wish.hides, wish.rest) == ({NAME}, rest)


@pytest.mark.parametrize(
    "said",
    [
        "Siti Rahayu",
        "nama saya Siti Rahayu",
        "dengan nama saya",
        "nama saya boleh disebut",
        "tidak perlu anonim",
        "tidak usah dirahasiakan",
        "tidak apa-apa ketahuan",
        "nggak tau",
        "saya tidak kenal petugasnya",
        "nama petugasnya tidak tahu",
        "petugasnya tidak mau sebut nama",
        "petugas tidak mau menyebutkan namanya",
        "petugas takut dimarahi atasan",
        "saya diancam petugas",
        "mereka tidak mau beri tahu",
        "laporan tidak pernah dibalas",
        "dokumen rahasia daerah",
        "kantor tutup",
        "saya malu",
        "tidak",
        "",
    ],
)
def test_an_answer_is_no_wish(said: str) -> None:
    wish = read_wish(said)
    assert (wish.hides, wish.rest) == (frozenset(), said)


@pytest.mark.parametrize(
    ("said", "hidden"),
    [
        ("tidak, boleh disebut namanya", False),
        ("bisa tanpa nama tidak?", True),
        ("jangan sampai ketahuan", True),
        ("terserah", None),
    ],
)
def test_the_last_clause_that_speaks_of_the_name_decides(said: str, hidden: bool | None) -> None:
    assert last_said(said, NAME) is hidden
