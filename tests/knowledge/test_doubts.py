"""Hard facts that contradict an entry."""

from __future__ import annotations

import pytest

from knowledge.doubts import (
    NO_NAME,
    OTHER_NAME,
    OTHER_PLACE,
    OTHER_THING,
    OTHER_WISH,
    OTHER_YEAR,
    PERSONAL,
    doubt,
)
from knowledge.lexical import LexicalIndex
from knowledge.passages import analysed
from knowledge.query import read_query
from knowledge.tables import Entry


def office(title: str, body: str = "") -> tuple[Entry, LexicalIndex]:
    entry = Entry(
        id="a", kind="dip", title=title, body=body, variants=[], heading="", unit="", period="", category=None
    )
    lexical = LexicalIndex()
    lexical.put("a", analysed(entry))
    return entry, lexical


@pytest.mark.parametrize(
    ("title", "question", "left"),
    [
        ("Renstra Dinas Kesehatan 2025-2029", "renstra dinas kesehatan 2015", OTHER_YEAR),
        ("Renstra Dinas Kesehatan 2025-2029", "renstra dinas kesehatan 2027", 1.0),
        ("APBD 2026", "apbd 2026 ada?", 1.0),
        ("Cara mengurus KTP", "cara mengurus ktp 2026", 1.0),
        ("Kasus demam berdarah", "kasus demam berdarah di bali", OTHER_PLACE),
        ("Kasus demam berdarah di Bali", "kasus demam berdarah di bali", 1.0),
        ("Jam besuk RSUD Husada", "jam besuk rsud arunika", OTHER_NAME),
        ("Jam besuk RSUD Husada", "jam besuk rsud husda", 1.0),
        ("Jam besuk rumah sakit", "jam besuk rsud arunika", 1.0),
        ("Jam besuk RSUD Husada", "jam besuk rumah sakit", 1.0),
        ("Rekap laporan pungutan liar", "siapa nama pelapor pungutan liar", PERSONAL),
        ("Nama pelapor selalu dirahasiakan", "apakah nama pelapor dirahasiakan", 1.0),
    ],
)
def test_doubts(title: str, question: str, left: float) -> None:
    entry, lexical = office(title)
    assert doubt(read_query(question), entry, lexical) == pytest.approx(left)


def test_an_answer_about_one_named_thing_is_not_for_all_things_of_its_kind() -> None:
    entry, lexical = office("Kapan jembatan gantung Desa Sukorame selesai dibangun?")
    entry.kind = "published"
    assert doubt(read_query("jembatan gantung kapan jadi"), entry, lexical) == pytest.approx(NO_NAME)
    assert doubt(read_query("jembatan gantung sukorame sudah jadi?"), entry, lexical) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("jembatan gantung sukorame selesainya bulan apa", 1.0),
        ("jembatan gantung desa karangmulya kapan selesai", OTHER_NAME),
        ("puskesmas sukorame kapan selesai dibangun", OTHER_THING),
        ("warga sukorame tanya jembatan gantung kapan jadi", 1.0),
        ("berapa anggaran jembatan gantung sukorame", OTHER_WISH),
        ("berapa anggaran jembatan gantung sukorame dan kapan selesai", 1.0),
        ("siapa yang bangun jembatan gantung sukorame", OTHER_WISH),
    ],
)
def test_an_answer_to_one_citizen_is_not_for_another_place_thing_or_wish(question: str, left: float) -> None:
    entry, lexical = office("Kapan jembatan gantung Desa Sukorame selesai dibangun?", "Selesai Agustus 2027.")
    entry.kind = "published"
    assert doubt(read_query(question), entry, lexical) == pytest.approx(left)
    entry.kind = "faq"
    assert doubt(read_query(question), entry, lexical) in (1.0, OTHER_NAME)
