"""The house as the command line finds it: beside a running server, or alone.

A running server owns the index (two processes on one Chroma directory do not see each other's vectors), so
questions go to it; what only needs the database is done here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import httpx

from office.database import Database
from office.migrations import migrate
from office.settings import Settings

Progress = Callable[[int, int], None]
"""Called with what is done and how much there is in all."""

if TYPE_CHECKING:
    from knowledge.answerer import Answerer


class Refused(Exception):
    """Something was refused; the message says what to do."""


class House(Protocol):
    """What commands need of knowledge."""

    database: Database

    def ask(self, questions: Sequence[str]) -> list[dict[str, Any]]: ...

    def sync(self, progress: Progress | None = None) -> None: ...

    def rebuild(self, progress: Progress | None = None) -> None: ...


@dataclass
class Alone:
    """No server is running: we own the index."""

    database: Database
    answerer: Answerer

    def ask(self, questions: Sequence[str]) -> list[dict[str, Any]]:
        from bot.answers import as_line

        return [as_line(self.answerer.ask(question)) for question in questions]

    def sync(self, progress: Progress | None = None) -> None:
        self.answerer.index.sync(progress)

    def rebuild(self, progress: Progress | None = None) -> None:
        self.answerer.index.rebuild(progress)


@dataclass
class Beside:
    """A server is running and is asked."""

    database: Database
    client: httpx.Client

    def ask(self, questions: Sequence[str]) -> list[dict[str, Any]]:
        answers: list[dict[str, Any]] = self._post("ask", {"questions": list(questions)})
        return answers

    def sync(self, progress: Progress | None = None) -> None:
        self._post("sync")

    def rebuild(self, progress: Progress | None = None) -> None:
        self._post("reindex")

    def _post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        try:
            answer = self.client.post(f"/internal/{path}", json=body or {})
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise Refused(
                "Layanan yang sedang berjalan tidak menjawab. Coba lagi, atau hentikan dulu."
            ) from error
        return answer.json()


@contextmanager
def store(settings: Settings) -> Iterator[Database]:
    """The database alone, at its present shape."""
    migrate(settings)
    database = Database(settings)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def house(settings: Settings) -> Iterator[House]:
    """Database and knowledge: through the running server where there is one."""
    with store(settings) as database:
        client = running_server(settings)
        if client is not None:
            with closing(client):
                yield Beside(database, client)
            return
        # Takes seconds to import, and is not needed beside a server or without a question.
        from knowledge.answerer import Answerer
        from knowledge.chroma import ChromaAway
        from knowledge.index import IndexOwned
        from office.hub import ModelRefused

        try:
            answerer = Answerer(database, settings)
        except (ChromaAway, IndexOwned, ModelRefused) as refused:
            raise Refused(str(refused)) from refused
        try:
            yield Alone(database, answerer)
        finally:
            answerer.close()


def running_server(settings: Settings) -> httpx.Client | None:
    """A client of the server that runs on this ``TANYA_HOME``, if one answers."""
    try:
        address = json.loads((settings.home / "serve.json").read_text())["address"]
        token = (settings.secrets / "internal.token").read_text().strip()
        client = httpx.Client(base_url=address, headers={"X-Tanya-Token": token}, timeout=300)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    try:
        if client.get("/internal/hello", timeout=5).status_code == 200:
            return client
    except httpx.HTTPError:
        pass
    client.close()
    return None
