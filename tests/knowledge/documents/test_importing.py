"""Documents become answers that name them and their page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from sqlalchemy import select

from knowledge.answerer import Answerer
from knowledge.documents import import_document
from knowledge.importing import ImportRefused
from knowledge.store import Draft, put, retire
from knowledge.tables import Entry
from office.database import Database
from office.outcome import Outcome
from office.settings import Settings
from tests.knowledge.documents.conftest import SECTIONS, section

PARENT = "dip-panduan"


@pytest.fixture
def office(database: Database) -> Database:
    with database.writing() as session:
        put(
            session,
            Draft(
                kind="dip", id=PARENT, title="Panduan layanan 2025", unit="Diskominfo", category="berkala",
                link="https://contoh.go.id/panduan.pdf",
            ),
        )  # fmt: skip
    return database


@pytest.fixture
def answerer(office: Database, settings: Settings) -> Iterator[Answerer]:
    opened = Answerer(office, settings)
    yield opened
    opened.close()


def passages(database: Database, status: str = "published") -> list[Entry]:
    query = select(Entry).where(Entry.kind == "document", Entry.status == status).order_by(Entry.id)
    with database.reading() as session:
        return list(session.scalars(query))


def written(path: Path, *paragraphs: str) -> Path:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(str(path))
    return path


def test_an_answer_names_the_document_and_its_page(answerer: Answerer, guide: Path) -> None:
    result = import_document(answerer.database, guide, entry=PARENT)
    assert (result.added, result.retired) == (3, 0)
    answerer.sync()
    decision = answerer.ask("berapa biaya sewa gedung serbaguna?")
    assert decision.outcome is Outcome.ANSWERED_DOCUMENT
    assert decision.entry is not None
    assert (decision.entry.parent, decision.entry.page) == (PARENT, 2)
    assert "satu juta lima ratus ribu" in decision.text
    assert decision.text.endswith("Dari Panduan layanan 2025, halaman 2.")
    [source] = decision.sources
    assert source.title == "Biaya sewa gedung serbaguna (Panduan layanan 2025, halaman 2)"
    assert (source.unit, source.url) == ("Diskominfo", "https://contoh.go.id/panduan.pdf")


def test_importing_again_changes_nothing(office: Database, guide: Path) -> None:
    import_document(office, guide, entry=PARENT)
    again = import_document(office, guide, entry=PARENT)
    assert (again.added, again.updated, again.unchanged, again.retired) == (0, 0, 3, 0)


def test_a_new_edition_updates_and_retires(office: Database, tmp_path: Path) -> None:
    path = tmp_path / "sop.docx"
    import_document(office, written(path, section(0), section(1), section(2)), entry=PARENT)
    result = import_document(office, written(path, section(0), section(2)), entry=PARENT)
    assert (result.unchanged, result.updated, result.retired) == (1, 1, 1)
    assert [entry.body[:20] for entry in passages(office)] == [section(n)[:20] for n in (0, 2)]
    assert len(passages(office, "retired")) == 1


def test_a_dry_run_changes_nothing(office: Database, tmp_path: Path) -> None:
    path = tmp_path / "sop.docx"
    import_document(office, written(path, section(0), section(1)), entry=PARENT)
    before = [(entry.id, entry.body) for entry in passages(office)]
    result = import_document(office, written(path, section(2)), entry=PARENT, dry_run=True)
    assert (result.updated, result.retired) == (1, 1)
    assert [(entry.id, entry.body) for entry in passages(office)] == before


def test_a_document_of_its_own_is_named_by_itself(office: Database, word_guide: Path) -> None:
    import_document(office, word_guide, unit="Disdukcapil")
    found = passages(office)
    assert {entry.heading for entry in found} == {"Panduan Layanan Warga"}
    assert {(entry.unit, entry.parent) for entry in found} == {("Disdukcapil", None)}
    import_document(office, word_guide, entry=PARENT)  # put behind an entry later: moved, not doubled
    assert {entry.parent for entry in passages(office)} == {PARENT}


def test_what_stands_behind_a_retired_entry_is_no_answer(answerer: Answerer, guide: Path) -> None:
    import_document(answerer.database, guide, entry=PARENT)
    with answerer.database.writing() as session:
        retire(session, PARENT)
    answerer.sync()
    decision = answerer.ask("berapa biaya sewa gedung serbaguna?")
    assert decision.entry is None
    assert decision.candidates == []


def test_an_entry_that_is_not_there_is_said(office: Database, guide: Path) -> None:
    with pytest.raises(ImportRefused, match="tidak-ada"):
        import_document(office, guide, entry="tidak-ada")
    assert passages(office) == []


def test_exempt_information_is_refused_whatever_its_shape(office: Database, tmp_path: Path) -> None:
    path = written(tmp_path / "daftar.docx", "DAFTAR INFORMASI YANG DIKECUALIKAN TAHUN 2025", section(0))
    with pytest.raises(ImportRefused, match="dikecualikan"):
        import_document(office, path)
    assert passages(office) == []


def test_headings_are_what_can_be_asked_for(answerer: Answerer, guide: Path) -> None:
    import_document(answerer.database, guide, entry=PARENT)
    answerer.sync()
    for number in range(3):
        assert answerer.ask(SECTIONS[number][0]).candidates[0].title.startswith(SECTIONS[number][0])
