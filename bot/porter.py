"""Brings citizens' files in beside the conversation: fetched, judged by their content, looked at for viruses."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

import structlog

from bot import files
from bot.ears import Fetch, FetchLater
from bot.services import Services
from cases.files import judge
from office.scanner import INFECTED, Scanner
from voice.hearing.audio import Unheard

log = structlog.get_logger()

LOOK = 0.5


class Porter:
    """One thread. ``fetch`` by channel; ``wake`` is called when a message can go on to its turn."""

    def __init__(self, services: Services, fetch: Mapping[str, Fetch], wake: Callable[[], None]) -> None:
        self._database = services.database
        self._scanner = Scanner(services.settings.scanner)
        self._fetch = dict(fetch)
        self._wake = wake
        self._stop = threading.Event()
        self._work = threading.Event()
        self._thread = threading.Thread(target=self._carry, name="porter", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._work.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def ring(self) -> None:
        """A file may have been stored."""
        self._work.set()

    def _carry(self) -> None:
        while not self._stop.is_set():
            self._work.clear()
            try:
                file = files.next_one(self._database)
                if file is None:
                    self._work.wait(LOOK)
                    continue
            except Exception:  # a porter outlives a database that is away for a moment
                log.exception("no file can be read")
                self._stop.wait(LOOK)
                continue
            try:
                self._one(file)
            except Exception:
                log.exception("carrying failed", inbox=file.inbox_id)
                self._later(file)

    def _one(self, file: files.Fetched) -> None:
        try:
            content = file.content if file.content is not None else self._fetched(file)
        except FetchLater:
            self._later(file)
            return
        except Unheard as refused:
            self._refuse(file, "too_large" if refused.reason == "too_large" else "not_fetched")
            return
        judged = judge(content)
        if judged.type is None:
            self._refuse(file, judged.reason or "type")
            return
        scan = self._scanner.scan(content)
        if scan == INFECTED:
            self._refuse(file, "infected")
            return
        files.taken(self._database, file.inbox_id, content, judged.type.media, scan)
        log.info("file taken", inbox=file.inbox_id, channel=file.channel, media=judged.type.media, scan=scan)
        self._wake()

    def _fetched(self, file: files.Fetched) -> bytes:
        return self._fetch[file.channel](file.remote or "")

    def _later(self, file: files.Fetched) -> None:
        if file.attempt < files.MOST_ATTEMPTS:
            files.put_back(self._database, file)
        else:
            self._refuse(file, "not_fetched")

    def _refuse(self, file: files.Fetched, reason: str) -> None:
        files.refused(self._database, file.inbox_id, reason)
        log.info("file refused", inbox=file.inbox_id, channel=file.channel, reason=reason)
        self._wake()
