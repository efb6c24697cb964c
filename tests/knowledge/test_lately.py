"""Entries kept in memory are those of the database, whoever changed them."""

from __future__ import annotations

import pytest

from knowledge import lately
from knowledge.lately import Lately
from knowledge.store import Draft, put, retire
from office.database import Database


def add(database: Database, identity: str, title: str) -> None:
    with database.writing() as session:
        put(session, Draft(kind="faq", id=identity, title=title))


def titles(kept: Lately, database: Database, *identities: str) -> dict[str, str]:
    with database.reading() as session:
        return {identity: entry.title for identity, entry in kept.find(session, identities).items()}


def test_a_change_is_seen_at_the_next_look(database: Database) -> None:
    kept = Lately()
    add(database, "a", "Akta")
    add(database, "b", "Pajak")
    assert titles(kept, database, "a", "b") == {"a": "Akta", "b": "Pajak"}
    add(database, "a", "Akta kelahiran")
    assert titles(kept, database, "a", "b") == {"a": "Akta kelahiran", "b": "Pajak"}
    with database.writing() as session:
        retire(session, "b")
    with database.reading() as session:
        assert kept.find(session, ["b"])["b"].status == "retired"


def test_what_is_not_in_the_database_is_left_out(database: Database) -> None:
    kept = Lately()
    add(database, "a", "Akta")
    assert titles(kept, database, "a", "x") == {"a": "Akta"}
    assert titles(kept, database) == {}


def test_what_was_not_asked_for_lately_is_read_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lately, "KEPT", 2)
    kept = Lately()
    for name in "abc":
        add(database, name, name.upper())
    assert titles(kept, database, *"abc") == {"a": "A", "b": "B", "c": "C"}
    assert titles(kept, database, *"abc") == {"a": "A", "b": "B", "c": "C"}
