"""The audit log: written with the act, chained, refused to be changed; every forgery is found."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from office.audit import AuditEntry, note
from office.audit_check import anchor, read_anchors, verify
from office.database import Base, Database
from office.people import add_person, find_person
from office.settings import Settings


def opened(home: Path, url: str | None = None) -> Database:
    (home / "secrets").mkdir(exist_ok=True)
    database = Database(Settings(home=home, database_url=url))
    Base.metadata.create_all(database.engine)
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = request.getfixturevalue("postgresql") if request.param == "postgresql" else None
    database = opened(tmp_path, url)
    yield database
    database.close()


def write(database: Database, count: int = 5, actor: str = "petugas:1") -> None:
    for number in range(count):
        with database.writing(actor) as session:
            note(session, "case.dilihat", f"case:{number}", {"event": number})


def forge(database: Database, *statements: str, **values: object) -> None:
    """What somebody with all rights over the database can do."""
    off = (
        ["DROP TRIGGER audit_entry_no_update", "DROP TRIGGER audit_entry_no_delete"]
        if database.is_sqlite
        else ["DROP TRIGGER audit_entry_kept ON audit_entry"]
    )
    with database.writing() as session:
        for statement in off:
            session.execute(text(statement))
        for statement in statements:
            session.execute(text(statement), values)


def found(database: Database, **more: object) -> tuple[int, str] | None:
    with database.reading() as session:
        broken = verify(session, **more).broken  # type: ignore[arg-type]
    return (broken.number, broken.why) if broken else None


def test_a_row_says_who_did_what_and_hangs_on_the_one_before(database: Database) -> None:
    with database.writing("petugas:7") as session:
        add_person(session, username="rina", name="Rina Wulandari", role="petugas")
    with database.writing("petugas:7") as session:
        person = find_person(session, "rina")
        assert person is not None
        person.name = "Rina W."
        note(session, "register.exported", "register:permohonan:2026")
    with database.reading() as session:
        rows = list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
    assert [(row.id, row.actor, row.act, row.about, row.facts) for row in rows] == [
        (1, "petugas:7", "person.added", "person:1", {}),
        (2, "petugas:7", "register.exported", "register:permohonan:2026", {}),
        (3, "petugas:7", "person.changed", "person:1", {"columns": ["name"]}),
    ]
    assert [row.previous for row in rows] == ["", rows[0].hash, rows[1].hash]
    assert "Rina" not in repr([row.facts for row in rows])
    assert found(database) is None


def test_what_is_rolled_back_leaves_nothing(database: Database) -> None:
    class Changed(Exception):
        pass

    def fail() -> None:
        with database.writing() as session:
            note(session, "case.dilihat", "case:1")
            add_person(session, username="rina", name="R", role="petugas")
            raise Changed

    with pytest.raises(Changed):
        fail()
    write(database, 1)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 1
    assert found(database) is None


def test_a_session_used_again_after_a_rollback_forgets_what_was_pending(database: Database) -> None:
    with Session(database.engine.execution_options(writing=True)) as session:
        note(session, "case.dilihat", "case:1")
        session.connection()
        session.rollback()
        note(session, "case.dilihat", "case:2")
        session.commit()
    with database.reading() as session:
        assert list(session.scalars(select(AuditEntry.about))) == ["case:2"]


@pytest.mark.parametrize("statement", ["DELETE FROM audit_entry", "UPDATE audit_entry SET act = 'x'"])
def test_the_database_refuses_to_change_it(database: Database, statement: str) -> None:
    write(database)
    with pytest.raises(DBAPIError, match="only grows"), database.writing() as session:
        session.execute(text(statement))
    assert found(database) is None


def test_eight_writers_make_one_chain(database: Database) -> None:
    failures: list[BaseException] = []

    def work(writer: int) -> None:
        try:
            write(database, 15, f"petugas:{writer}")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(writer,)) for writer in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with database.reading() as session:
        verdict = verify(session)
    assert (verdict.count, verdict.broken) == (120, None)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit_entry SET actor = 'petugas:2' WHERE id = 3", (3, "changed")),
        ("UPDATE audit_entry SET facts = '{}' WHERE id = 5", (5, "changed")),
        ("UPDATE audit_entry SET at = '2020-01-01 00:00:00' WHERE id = 1", (1, "changed")),
        ("DELETE FROM audit_entry WHERE id = 2", (2, "missing")),
        ("DELETE FROM audit_entry WHERE id = 1", (1, "missing")),
        ("DELETE FROM audit_entry WHERE id = 5", (5, "cut")),
        ("UPDATE audit_head SET hash = 'x'", (5, "cut")),
    ],
)
def test_the_first_broken_link_is_named(database: Database, statement: str, said: tuple[int, str]) -> None:
    write(database)
    forge(database, statement)
    assert found(database) == said


def test_an_end_cut_off_with_its_head_is_found_by_what_was_kept_apart(
    database: Database, tmp_path: Path
) -> None:
    write(database)
    kept = tmp_path / "anchors.jsonl"
    with database.reading() as session:
        kept.write_text(anchor(session).as_line() + "\n\n")
        third = session.get_one(AuditEntry, 3).hash
    write(database, 1)
    assert found(database, anchors=read_anchors(kept)) is None
    forge(
        database,
        "DELETE FROM audit_entry WHERE id > 3",
        f"UPDATE audit_head SET size = 3, hash = '{third}'",
    )
    assert found(database) is None  # the database alone cannot know
    assert found(database, anchors=read_anchors(kept)) == (4, "cut")
    write(database, 4)  # and what is written afterwards does not hide it
    assert found(database, anchors=read_anchors(kept)) == (5, "anchored")


def test_an_anchor_that_is_none_is_named(tmp_path: Path) -> None:
    kept = tmp_path / "anchors.jsonl"
    kept.write_text('{"count": 1, "hash": "x"}\nbukan jangkar\n')
    with pytest.raises(ValueError, match=r"baris 2 di anchors\.jsonl"):
        read_anchors(kept)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(1, 6),
    st.sampled_from(["actor", "act", "about", "previous", "hash"]),
    st.text("abcdef0123456789:", min_size=1, max_size=20),
)
def test_no_single_change_stays_hidden(
    tmp_path_factory: pytest.TempPathFactory, number: int, column: str, value: str
) -> None:
    database = opened(tmp_path_factory.mktemp("audit"))
    write(database, 6)
    forge(
        database, f"UPDATE audit_entry SET {column} = :value WHERE id = :number", value=value, number=number
    )
    assert found(database) is not None
    database.close()
