"""Vectors on a Chroma server: each installation its own, and plain words when it is away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import chromadb
import pytest

from knowledge.analysis import terms
from knowledge.chroma import ChromaAway
from knowledge.index import Index
from knowledge.store import Draft, put, retire
from office.database import Database
from office.settings import Settings
from tests.standins.chroma import chroma_server

TITLES = ("Cara mengurus akta kelahiran", "Laporan keuangan daerah", "Jadwal pelayanan kantor")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("chroma")) as url:
        yield url


@pytest.fixture
def filled(database: Database) -> Database:
    with database.writing() as session:
        for number, title in enumerate(TITLES):
            put(session, Draft(kind="faq", title=title, body=title, id=f"e{number}"))
    return database


def found(index: Index, question: str) -> set[str]:
    matches = index.search(dict.fromkeys(terms(question), 1.0), index.embedder.embed([question])[0], 5)
    return {match.id for match in matches if max(match.cosines) > 0.3}


def collections(server: str) -> set[str]:
    client = chromadb.HttpClient("127.0.0.1", int(server.rsplit(":", 1)[1]))
    return {collection.name for collection in client.list_collections()}


def test_the_index_lives_on_the_server_and_is_found_again(
    filled: Database, settings: Settings, server: str
) -> None:
    settings.knowledge.chroma_url = server
    index = Index(filled, settings)
    name = index._now.name
    assert name in collections(server)
    assert not (settings.home / "index" / "chroma").exists()
    assert found(index, "akta kelahiran") == {"e0"}
    with filled.writing() as session:
        retire(session, "e0")
    index.sync()
    assert found(index, "akta kelahiran") == set()
    index.close()
    again = Index(filled, settings)
    assert again._now.name == name
    assert found(again, "laporan keuangan") == {"e1"}
    again.close()


def test_two_installations_share_a_server_and_leave_each_other_alone(
    filled: Database, settings: Settings, server: str, tmp_path: Path
) -> None:
    settings.knowledge.chroma_url = server
    first = Index(filled, settings)
    other = settings.model_copy(update={"home": tmp_path / "other"})
    second = Index(filled, other)
    second.rebuild()
    first.rebuild()
    assert {first._now.name, second._now.name} <= collections(server)
    assert found(first, "laporan keuangan") == found(second, "laporan keuangan") == {"e1"}
    first.close()
    second.close()


def test_a_collection_gone_from_the_server_is_made_again(
    filled: Database, settings: Settings, server: str
) -> None:
    settings.knowledge.chroma_url = server
    index = Index(filled, settings)
    name = index._now.name
    index._vectors.client.delete_collection(name)
    index.close()
    again = Index(filled, settings)
    assert again._now.name != name
    assert found(again, "laporan keuangan") == {"e1"}
    again.close()


def test_a_server_that_is_away_is_said_and_the_index_can_be_opened_later(
    filled: Database, settings: Settings
) -> None:
    settings.knowledge.chroma_url = "http://127.0.0.1:9"
    with pytest.raises(ChromaAway, match=r"knowledge\.chroma_url"):
        Index(filled, settings)
    settings.knowledge.chroma_url = None
    Index(filled, settings).close()
