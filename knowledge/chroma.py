"""Where the vectors lie: a folder of this installation, or a Chroma server that several may share.

Either way one process keeps one index: on a server every ``TANYA_HOME`` has collections of its own name.
"""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import chromadb
from chromadb.config import Settings as ChromaSettings


class ChromaAway(RuntimeError):
    """The Chroma server of the settings cannot be used. One Indonesian sentence."""


class VectorStore:
    """The opened store. ``client`` is Chroma's; ``prefix`` begins the names of our collections."""

    def __init__(self, home: Path, url: str | None) -> None:
        self.prefix = f"entries-{_name(home)}-" if url else "entries-"
        self.client: Any = _server(url) if url else _folder(home)

    def create(self) -> Any:
        """A new, empty collection."""
        return self.client.create_collection(
            f"{self.prefix}{uuid.uuid4().hex[:12]}",
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine"}},
        )

    def open(self, name: str) -> Any:
        """A collection that is there; Chroma's NotFoundError when it is not."""
        return self.client.get_collection(name, embedding_function=None)

    def keep_only(self, kept: str | None) -> None:
        """Remove every other collection of ours."""
        for collection in self.client.list_collections():
            if collection.name != kept and collection.name.startswith(self.prefix):
                self.client.delete_collection(collection.name)

    def close(self) -> None:
        """Give the folder or the connection free."""
        close = getattr(self.client, "close", None)
        if close is not None:
            close()


def _folder(home: Path) -> Any:
    place = home / "chroma"
    quiet = ChromaSettings(anonymized_telemetry=False)
    try:
        client = chromadb.PersistentClient(str(place), settings=quiet)
        client.list_collections()
        return client
    except Exception:
        # A broken directory is worth nothing: everything in it can be made again.
        shutil.rmtree(place, ignore_errors=True)
        (home / "current.json").unlink(missing_ok=True)
        return chromadb.PersistentClient(str(place), settings=quiet)


def _server(url: str) -> Any:
    try:
        parts = urlsplit(url if "//" in url else f"http://{url}")
        secure = parts.scheme == "https"
        client = chromadb.HttpClient(
            parts.hostname or "localhost",
            parts.port or (443 if secure else 8000),
            ssl=secure,
            settings=ChromaSettings(anonymized_telemetry=False),
        )
        client.list_collections()
        return client
    except Exception as error:  # whatever is wrong there, the operator has to look at that server
        raise ChromaAway(
            f"Server Chroma di {url} tidak dapat dipakai; jalankan server itu atau kosongkan knowledge.chroma_url."
        ) from error


def _name(home: Path) -> str:
    """The name of this installation among those that share a server; made once."""
    file = home / "name"
    if not file.exists():
        file.write_text(uuid.uuid4().hex[:12], encoding="utf-8")
    return file.read_text(encoding="utf-8").strip()
