"""Hard facts that contradict an entry."""

from __future__ import annotations

import pytest

from knowledge.doubts import OTHER_PLACE, OTHER_YEAR, PERSONAL, doubt
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
        ("Rekap laporan pungutan liar", "siapa nama pelapor pungutan liar", PERSONAL),
        ("Nama pelapor selalu dirahasiakan", "apakah nama pelapor dirahasiakan", 1.0),
    ],
)
def test_doubts(title: str, question: str, left: float) -> None:
    entry, lexical = office(title)
    assert doubt(read_query(question), entry, lexical) == pytest.approx(left)
