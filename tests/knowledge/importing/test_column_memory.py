"""An office says what its columns mean, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.importing import ImportRefused, import_file
from knowledge.importing.memory import read_corrections
from knowledge.store import published
from office.database import Database


def register(path: Path, heads: str = "Perihal;Bagian;Catatan") -> Path:
    path.write_text(
        f"{heads}\nNeraca 2025;Bagian Keuangan;arsip\nRenstra;Bagian Umum;arsip\n", encoding="utf-8"
    )
    return path


def test_a_correction_is_remembered_for_the_same_heads(database: Database, tmp_path: Path) -> None:
    first = register(tmp_path / "a.csv")
    with pytest.raises(ImportRefused):
        import_file(database, first)
    said = read_corrections(["Perihal=judul", "bagian=unit", "Catatan=abaikan"])
    assert said == {"Perihal": "title", "bagian": "unit", "Catatan": ""}
    shown = import_file(database, first, columns=said, remember=True, dry_run=True)
    assert shown.mappings[0].columns == {"title": "Perihal", "unit": "Bagian"}
    with pytest.raises(ImportRefused):  # a dry run remembers nothing
        import_file(database, first)
    import_file(database, first, columns=said, remember=True)
    # The next file, its columns in another order and spelling, needs no word.
    later = register(tmp_path / "b.csv", "PERIHAL;bagian;Catatan ")
    result = import_file(database, later, dry_run=True)
    assert result.mappings[0].remembered
    assert result.mappings[0].unused == ["Catatan"]
    import_file(database, later)
    with database.reading() as session:
        assert {(entry.title, entry.unit, entry.body) for entry in published(session)} == {
            ("Neraca 2025", "Bagian Keuangan", ""),
            ("Renstra", "Bagian Umum", ""),
        }


def test_what_is_said_later_wins(database: Database, tmp_path: Path) -> None:
    file = register(tmp_path / "a.csv")
    import_file(database, file, columns={"Perihal": "title", "Bagian": "unit"}, remember=True)
    import_file(database, file, columns={"Bagian": "responsible", "Catatan": "body"}, remember=True)
    [mapping] = import_file(database, file).mappings
    assert mapping.columns == {"title": "Perihal", "responsible": "Bagian", "body": "Catatan"}
    # Said for one import only, it is not remembered.
    import_file(database, file, columns={"Catatan": "form"})
    assert import_file(database, file).mappings == [mapping]


def test_other_heads_are_read_as_ever(database: Database, tmp_path: Path) -> None:
    import_file(
        database, register(tmp_path / "a.csv"), columns={"Perihal": "title", "Bagian": "unit"}, remember=True
    )
    file = tmp_path / "faq.csv"
    file.write_text("Pertanyaan;Jawaban\nJam buka?;08.00\n", encoding="utf-8")
    [mapping] = import_file(database, file).mappings
    assert not mapping.remembered


def test_wrong_words_get_one_sentence(database: Database, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"'jdul' tidak dikenal.*judul.*tautan"):
        read_corrections(["Perihal=jdul"])
    with pytest.raises(ImportRefused, match="Judul kolom=medan"):
        read_corrections(["Perihal"])
    assert read_corrections(["a=b=title"]) == {"a=b": "title"}
    with pytest.raises(ImportRefused, match=r"'Hal' tidak ada.*Perihal.*Bagian"):
        import_file(database, register(tmp_path / "a.csv"), columns={"Hal": "title"})
