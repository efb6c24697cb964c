"""Private persons' numbers never get from a document into an answer."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from sqlalchemy import select

from knowledge.documents import import_document
from knowledge.documents.blocks import Block, Document
from knowledge.documents.privacy import covered
from knowledge.tables import Entry
from knowledge.texts import texts
from office.database import Database

HIDDEN = texts()["document"]["private"]
FILLER = "Penerima bantuan ditetapkan dengan keputusan kepala dinas setelah diperiksa di lapangan. " * 6


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Budi, NIK 3404015206900003, Dusun II", f"Budi, NIK {HIDDEN}, Dusun II"),
        ("KK 3404 0112 0318 0007", f"KK {HIDDEN}"),
        ("Siti Aminah, 081234567890", f"Siti Aminah, {HIDDEN}"),
        ("Siti Aminah +62 812-3456-7890", f"Siti Aminah {HIDDEN}"),
        ("Petugas: NIK 3404015206900003, 0812 3456 7890", f"Petugas: NIK {HIDDEN}, {HIDDEN}"),
        ("Hubungi petugas lewat WhatsApp 0812-3456-7890.", "Hubungi petugas lewat WhatsApp 0812-3456-7890."),
        ("Telepon kantor (0274) 555123", "Telepon kantor (0274) 555123"),
        (
            "Nomor berkas 9999999999999999 dan Rp1.500.000.000",
            "Nomor berkas 9999999999999999 dan Rp1.500.000.000",
        ),
        ("Nomor rekening 34040152069000031234", "Nomor rekening 34040152069000031234"),
    ],
)
def test_numbers_of_private_persons_are_covered_and_those_of_offices_stay(text: str, shown: str) -> None:
    document, found = covered(Document("", [Block(text, 3)]))
    assert [block.text for block in document.blocks] == [shown]
    assert bool(found) == (text != shown)


def test_what_is_kept_of_a_document_has_no_private_number_and_the_officer_is_told(
    database: Database, tmp_path: Path
) -> None:
    file = docx.Document()
    file.add_paragraph(FILLER)
    file.add_paragraph("Atas nama Budi Santoso, NIK 3404015206900003, telepon 081234567890. " + FILLER)
    file.save(str(tmp_path / "penerima.docx"))
    result = import_document(database, tmp_path / "penerima.docx")
    assert any("Nomor pribadi" in note for note in result.notes)
    with database.reading() as session:
        kept = " ".join(f"{entry.title} {entry.body}" for entry in session.scalars(select(Entry)))
    assert "Budi Santoso" in kept
    assert "3404015206900003" not in kept
    assert "081234567890" not in kept
