"""The index follows the database, has one owner, and is whole or absent."""

from __future__ import annotations

import json
import shutil

import pytest

from knowledge.analysis import terms
from knowledge.index import Index, IndexOwned
from knowledge.store import Draft, put, retire
from office.database import Database
from office.settings import Settings


def add(database: Database, *titles: str) -> list[str]:
    with database.writing() as session:
        return [put(session, Draft(kind="faq", title=title, body=f"Isi {title}")).id for title in titles]


def found(index: Index, text: str) -> list[str]:
    query = dict.fromkeys(terms(text), 1.0)
    matches = index.search(query, index.embedder.embed([text])[0], 10)
    return [match.id for match in sorted(matches, key=lambda match: -match.lexical) if match.lexical > 0]


def test_an_empty_database_gives_an_empty_index(database: Database, settings: Settings) -> None:
    index = Index(database, settings)
    assert found(index, "akta kelahiran") == []
    index.close()


def test_what_is_committed_is_found_after_a_sync(database: Database, settings: Settings) -> None:
    index = Index(database, settings)
    [identity] = add(database, "Akta kelahiran")
    assert index.sync() == 1
    assert found(index, "akta kelahiran") == [identity]
    assert index.sync() == 0
    with database.writing() as session:
        put(session, Draft(kind="faq", title="Kartu keluarga", body="Isi lain", id=identity))
    index.sync()
    assert found(index, "akta") == []
    assert found(index, "kartu keluarga") == [identity]
    with database.writing() as session:
        retire(session, identity)
    index.sync()
    assert found(index, "kartu keluarga") == []
    index.close()


def test_one_owner_at_a_time(database: Database, settings: Settings) -> None:
    index = Index(database, settings)
    with pytest.raises(IndexOwned):
        Index(database, settings)
    index.close()
    Index(database, settings).close()


def test_a_reopened_index_knows_what_it_knew_and_what_came_since(
    database: Database, settings: Settings
) -> None:
    add(database, "Akta kelahiran", "Kartu keluarga")
    index = Index(database, settings)
    name = json.loads((index.home / "current.json").read_text())["name"]
    index.close()
    [later] = add(database, "Izin keramaian")
    index = Index(database, settings)
    assert json.loads((index.home / "current.json").read_text())["name"] == name
    assert found(index, "keramaian") == [later]
    assert len(found(index, "akta kartu")) == 2
    index.close()


def test_a_rebuild_leaves_one_collection_with_the_same_answers(
    database: Database, settings: Settings
) -> None:
    add(database, *(f"Informasi nomor{n} tentang jalan" for n in range(30)))
    index = Index(database, settings)
    before = found(index, "jalan nomor7")
    seen: list[tuple[int, int]] = []
    index.rebuild(lambda done, of: seen.append((done, of)))
    assert seen == [(30, 30)]
    assert found(index, "jalan nomor7") == before
    assert len(index._vectors.client.list_collections()) == 1
    index.close()


def test_a_generation_that_was_never_finished_is_not_used(database: Database, settings: Settings) -> None:
    add(database, "Akta kelahiran")
    index = Index(database, settings)
    # What a kill in the middle of a rebuild leaves behind: a second, partial collection.
    index._vectors.client.create_collection("entries-half", embedding_function=None)
    index.close()
    index = Index(database, settings)
    assert len(found(index, "akta")) == 1
    assert [c.name for c in index._vectors.client.list_collections()] == [index._now.name]
    index.close()


@pytest.mark.parametrize("damage", ["current", "garbage", "directory"])
def test_a_damaged_index_is_made_again(database: Database, settings: Settings, damage: str) -> None:
    add(database, "Akta kelahiran")
    index = Index(database, settings)
    home = index.home
    index.close()
    if damage == "current":
        (home / "current.json").unlink()
    elif damage == "garbage":
        (home / "current.json").write_text("{")
    else:
        shutil.rmtree(home)
    index = Index(database, settings)
    assert len(found(index, "akta")) == 1
    index.close()


def test_an_older_database_put_back_is_noticed(database: Database, settings: Settings) -> None:
    add(database, "Akta kelahiran")
    index = Index(database, settings)
    index._now.mark += 100
    index.sync()
    assert index.mark < 100
    assert len(found(index, "akta")) == 1
    index.close()
