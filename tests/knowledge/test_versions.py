"""An entry's earlier states are kept by whoever changes it, with who and when."""

from datetime import date

from knowledge.store import Draft, put, retire
from knowledge.tables import Entry
from knowledge.versions import versions_of
from office.database import Database

FIRST = Draft(kind="faq", id="biaya", title="Berapa biaya?", body="Gratis.", source_date=date(2026, 1, 2))


def test_every_change_keeps_what_it_replaces(database: Database) -> None:
    with database.writing() as session:
        put(session, FIRST)
    with database.writing("petugas:3") as session:
        put(
            session,
            Draft(kind="faq", id="biaya", title="Berapa biaya?", body="Lima ratus.", variants=("ongkos",)),
        )
    with database.writing("petugas:4") as session:
        retire(session, "biaya")
    with database.reading() as session:
        second, first = versions_of(session, "biaya")
        assert session.get_one(Entry, "biaya").version == 3
    assert (first.version, first.actor, first.content["body"]) == (1, "petugas:3", "Gratis.")
    assert first.content["source_date"] == "2026-01-02"
    assert (second.version, second.actor, second.content["body"]) == (2, "petugas:4", "Lima ratus.")
    assert second.content["variants"] == ["ongkos"]
    assert second.content["status"] == "published"


def test_writing_the_same_again_keeps_nothing(database: Database) -> None:
    for _ in range(3):
        with database.writing() as session:
            put(session, FIRST)
    with database.reading() as session:
        assert versions_of(session, "biaya") == []
