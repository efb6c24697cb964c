"""The shelf follows the database."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.chat.shelf import Shelf, entries_of
from knowledge.publishing import publish
from knowledge.store import Draft, put, retire
from knowledge.tables import Entry
from office.clock import now
from office.database import Database
from tests.bot.house import open_home, until


def test_what_is_on_the_shelf(database: Database) -> None:
    shelf = Shelf(database)
    yesterday = (now() - timedelta(days=1)).date()
    with database.writing() as session:
        put(session, Draft(kind="dip", title="Beta 2024", id="b"))
        put(session, Draft(kind="dip", title="alfa", period="Januari 2023, di Tirtaraya", id="a"))
        put(session, Draft(kind="dip", title="Lewat", id="over", valid_until=yesterday))
        put(session, Draft(kind="document", title="Bab satu", parent="over", id="passage"))
        session.add(Entry(id="draft", kind="dip", title="Naskah", status="draft"))
    assert [row.id for row in shelf.rows("dip")] == ["a", "b"]
    assert [row.years for row in shelf.rows("dip")] == [{"2023"}, {"2024"}]
    assert [row.id for row in shelf.find("dip", ["b", "draft", "over", "passage", "a"])] == ["b", "a"]
    assert shelf.get("a") is not None
    for hidden in ("over", "passage", "draft", "unknown"):
        assert shelf.get(hidden) is None


def test_the_shelf_follows(database: Database) -> None:
    shelf = Shelf(database)
    with database.writing() as session:
        publish(session, title="Yang pertama", body="Isi.", id="one")
    assert shelf.get("one") is not None
    before = shelf.revision()
    with database.writing() as session:
        retire(session, "one")
        publish(session, title="Yang kedua", body="Isi.", id="two")
    until(lambda: shelf.get("two") is not None)
    assert shelf.get("one") is None
    assert shelf.revision() > before


def test_what_is_worked_out_of_the_rows_is_kept_until_they_change(database: Database) -> None:
    shelf, asked = Shelf(database), []

    def titles() -> list[str]:
        asked.append("once")
        return [row.order for row in shelf.rows("dip")]

    with database.writing() as session:
        put(session, Draft(kind="dip", title="Beta", id="b"))
    assert [shelf.once("titles", titles) for _ in range(3)] == [["beta"]] * 3
    assert len(asked) == 1
    with database.writing() as session:
        put(session, Draft(kind="dip", title="Alfa", id="a"))
    until(lambda: shelf.once("titles", titles) == ["alfa", "beta"])
    assert len(asked) == 2


def test_entries_come_in_the_order_asked_for(tmp_path: Path) -> None:
    _settings, database = open_home(tmp_path)
    with database.writing() as session:
        for number in range(1203):
            put(session, Draft(kind="dip", title=f"Butir {number:05}", id=f"e{number}"))
    rows = Shelf(database).rows("dip")[::-1]
    with database.reading() as session:
        assert [entry.id for entry in entries_of(session, rows)] == [
            f"e{number}" for number in range(1202, -1, -1)
        ]
    database.close()
