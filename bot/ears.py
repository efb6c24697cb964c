"""Listens to recordings beside the conversation: a bounded queue, few listeners, never in the way of a text."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot import notes, outbox
from bot.inbox import Incoming
from bot.metrics import HEARD, HEARING_SECONDS
from bot.notes import Note, Result
from bot.reply import Reply
from bot.services import Services
from knowledge.tables import Entry
from voice.hearing.audio import LARGEST, Unheard
from voice.hearing.engines import NoEngine
from voice.hearing.process import HearingProcess

log = structlog.get_logger()

SAID_AFTER = 2.0
"""Seconds of listening after which the citizen is told."""
LONGEST_PROMPT = 500
"""Characters; Whisper reads at most 224 tokens."""
LOOK = 0.5

Fetch = Callable[[str], bytes]
"""Gets a recording from where its platform keeps it; raises :class:`FetchLater` or :class:`Unheard`."""


class FetchLater(Exception):
    """The platform does not give it now."""


class Ears:
    """The listeners. ``fetch`` by channel; ``wake`` is called when a message has become words."""

    def __init__(
        self, services: Services, fetch: Mapping[str, Fetch], tell: tuple[str, ...], wake: Callable[[], None]
    ) -> None:
        self._services = services
        self._fetch = dict(fetch)
        self._tell = tell
        self._wake = wake
        self._stop = threading.Event()
        self._work = threading.Event()
        hearing = services.settings.hearing
        count = hearing.listeners if hearing.model else 0
        self._threads = [
            threading.Thread(target=self._listen, name=f"ears-{n}", daemon=True) for n in range(count)
        ]
        if count:
            self._threads.append(threading.Thread(target=self._tell_all, name="ears-tell", daemon=True))

    def start(self) -> None:
        notes.release_all(self._services.database)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._work.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=10)

    def admit(self, incoming: Incoming) -> Incoming:
        """The message as it is stored: with the reason, when nobody will listen to its recording."""
        if incoming.voice is None:
            return incoming
        hearing, audio = self._services.settings.hearing, incoming.voice.audio
        reason = incoming.voice.refused
        if reason is None and not hearing.model:
            reason = "deaf"
        elif reason is None and audio is not None and not 0 < len(audio) <= LARGEST:
            reason = "too_large" if audio else "empty"
        elif reason is None and notes.waiting(self._services.database) >= hearing.most_waiting:
            reason = "busy"
        return replace(incoming, voice=replace(incoming.voice, refused=reason))

    def ring(self) -> None:
        """A recording was stored."""
        self._work.set()

    def _listen(self) -> None:
        process = HearingProcess(self._services.settings)
        while not self._stop.is_set():
            self._work.clear()
            try:
                note = notes.take(self._services.database)
                if note is None:
                    self._work.wait(LOOK)
                    continue
                self._one(process, note)
            except Exception:
                # Whatever one recording brings about, the next one is heard: a listener that ends leaves the
                # office deaf until somebody notices. The lease gives this one another try, MOST_ATTEMPTS at most.
                log.exception("listening failed")
                self._stop.wait(LOOK)
        process.close()

    def _one(self, process: HearingProcess, note: Note) -> None:
        database, hearing = self._services.database, self._services.settings.hearing
        try:
            result = self._heard(process, note)
        except FetchLater:
            if note.attempt < notes.MOST_ATTEMPTS:
                notes.put_back(database, note, 2.0**note.attempt)
                return
            result = Result(reason="failed")
        notes.finish(database, note, result, hearing.keep_seconds > 0)
        HEARD.labels(note.channel, result.reason or ("take" if result.sure else "check")).inc()
        log.info("heard", inbox=note.inbox_id, channel=note.channel, reason=result.reason)
        self._wake()

    def _heard(self, process: HearingProcess, note: Note) -> Result:
        if note.attempt > notes.MOST_ATTEMPTS:  # it ended the whole process every time
            return Result(reason="failed")
        try:
            audio = note.audio if note.audio is not None else self._fetch[note.channel](note.remote or "")
            with HEARING_SECONDS.time():
                heard = process.hear(audio, self._prompt())
        except Unheard as unheard:
            return Result(reason=unheard.reason)
        except NoEngine as missing:
            log.error("no engine", why=str(missing))
            return Result(reason="deaf")
        if heard.decision in ("silence", "repeat"):
            return Result(reason=heard.decision)
        return Result(heard.text, heard.decision == "take")

    def _prompt(self) -> str:
        """Words that are likely here: the office's name and the titles of what it publishes."""
        if not self._services.settings.hearing.prompt:
            return ""
        with self._services.database.reading() as session:
            newest = select(Entry.title).where(Entry.status == "published").order_by(Entry.id).limit(20)
            titles = session.scalars(newest).all()
        return ". ".join([self._services.office.short, *titles])[:LONGEST_PROMPT]

    def _tell_all(self) -> None:
        """Tells who waits that we are listening."""
        while not self._stop.wait(LOOK):
            try:
                self._tell_who_waits()
            except SQLAlchemyError:
                log.exception("nobody told")  # the database is away for a moment

    def _tell_who_waits(self) -> None:
        with self._services.database.reading() as session:
            if not notes.overdue(session, SAID_AFTER, self._tell):
                return
        words = self._services.texts.say("voice.hear.listening")
        with self._services.database.writing() as session:
            for note, message in notes.overdue(session, SAID_AFTER, self._tell):
                note.told = True
                key = f"{notes.LISTENING}{message.id}"
                outbox.enqueue(session, message.conversation_id, [Reply(text=words)], key, message.id)
        self._wake()
