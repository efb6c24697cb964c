"""Entries keep their ids, and every change moves the revision on."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.revisions import change_batches, newest_revision
from knowledge.store import Draft, apply, entry_id, list_entries, outdated, published, put, retire, slug
from knowledge.tables import Entry
from office.database import Database


def test_slug_is_short_and_plain() -> None:
    assert slug("Akta Kelahiran (Baru)!") == "akta-kelahiran-baru"
    assert len(slug("kata " * 40)) <= 60
    assert not slug("a" * 59 + " b").endswith("-")


def test_ids_come_from_kind_title_unit_and_number() -> None:
    draft = Draft(kind="dip", title="Renstra", unit="Dinas Sosial")
    assert entry_id(draft, lambda name: False) == "dip-renstra"
    assert entry_id(draft, {"dip-renstra"}.__contains__) == "dip-renstra-dinas-sosial"
    taken = {"dip-renstra", "dip-renstra-dinas-sosial"}
    assert entry_id(draft, taken.__contains__) == "dip-renstra-dinas-sosial-2"
    assert entry_id(Draft(kind="faq", title="x y z", id="own"), lambda name: True) == "own"


def test_a_draft_without_title_or_with_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="title"):
        Draft(kind="faq", title=" ")
    with pytest.raises(ValueError, match="kind"):
        Draft(kind="poem", title="x")
    with pytest.raises(ValueError, match="category"):
        Draft(kind="dip", title="x", category="rahasia")


def test_every_change_moves_revision_and_version(database: Database) -> None:
    with database.writing() as session:
        first = put(session, Draft(kind="published", title="Jam layanan", body="08.00"))
        put(session, Draft(kind="faq", title="Biaya", body="Gratis"))
    before = newest_revision(database)
    with database.writing() as session:
        entry = session.get_one(Entry, first.id)
        entry.body = "09.00"
    assert newest_revision(database) > before
    with database.reading() as session:
        entry = session.get_one(Entry, first.id)
        assert (entry.version, entry.revision) == (2, newest_revision(database))
        assert [e.id for e in published(session, before)] == [first.id]


def test_an_unchanged_flush_moves_nothing(database: Database) -> None:
    draft = Draft(kind="faq", title="Biaya", body="Gratis", variants=("bayar ga",))
    with database.writing() as session:
        entry = put(session, draft)
    before = newest_revision(database)
    with database.writing() as session:
        assert not apply(draft, session.get_one(Entry, entry.id))
    assert newest_revision(database) == before


def test_put_with_a_known_id_updates(database: Database) -> None:
    with database.writing() as session:
        put(session, Draft(kind="faq", title="Biaya", body="Gratis", id="biaya"))
        put(session, Draft(kind="faq", title="Biaya salinan", body="Rp200", id="biaya"))
    with database.reading() as session:
        assert [e.title for e in list_entries(session)] == ["Biaya salinan"]


def test_retired_rows_stay_and_deleting_is_refused(database: Database) -> None:
    with database.writing() as session:
        entry = put(session, Draft(kind="faq", title="Biaya", body="Gratis"))
    with database.writing() as session:
        assert retire(session, entry.id)
        assert not retire(session, "nobody")
    with database.reading() as session:
        assert published(session) == []
        assert [e.status for e in list_entries(session, status=None)] == ["retired"]
    with pytest.raises(RuntimeError, match="retired"), database.writing() as session:
        session.delete(session.get_one(Entry, entry.id))


def test_changes_come_in_batches_even_inside_one_revision(database: Database) -> None:
    with database.writing() as session:
        session.add_all(
            Entry(id=f"faq-{n:03}", kind="faq", title=f"Judul {n}", status="published") for n in range(25)
        )
    sizes = [len(batch) for batch in change_batches(database, 0, 10)]
    assert sizes == [10, 10, 5]


def test_outdated_entries_are_listed(database: Database) -> None:
    with database.writing() as session:
        put(session, Draft(kind="faq", title="Lama", source_date=date(2020, 1, 1)))
        put(session, Draft(kind="faq", title="Habis", valid_until=date(2026, 1, 1)))
        put(session, Draft(kind="faq", title="Baru", source_date=date(2026, 11, 1)))
    with database.reading() as session:
        found = outdated(session, date(2026, 11, 21), date(2026, 5, 21))
    assert {e.title for e in found} == {"Lama", "Habis"}
