"""The hearer in a process of its own, started when it is first needed and again when it ended."""

from __future__ import annotations

import sys

from office.settings import Settings
from voice.hearing.audio import Unheard
from voice.hearing.child import Child, ChildGone
from voice.hearing.engines import NoEngine
from voice.hearing.hearer import Heard

PATIENCE = 240.0
"""Seconds one recording may take."""


class HearingProcess:
    """Not for two threads at once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._child: Child | None = None

    def hear(self, audio: bytes, prompt: str = "") -> Heard:
        """Raises :class:`Unheard`, also when the process died of this recording, and :class:`NoEngine`."""
        child = self._child or self._start()
        try:
            answer = child.ask({"prompt": prompt}, audio, PATIENCE)
        except ChildGone as gone:
            self.close()
            raise Unheard("failed") from gone
        if "unheard" in answer:
            raise Unheard(answer["unheard"])
        return Heard(**answer["heard"])

    def close(self) -> None:
        if self._child is not None:
            self._child.close()
            self._child = None

    def _start(self) -> Child:
        settings = self._settings
        child = Child(
            [
                sys.executable,
                "-m",
                "voice.hearing.listener",
                settings.home,
                settings.hearing.model_dump_json(),
            ]
        )
        try:
            ready = child.answer()
        except ChildGone as gone:
            child.close()
            raise NoEngine("Pendengar tidak dapat dimulai; lihat keluaran tanya serve.") from gone
        if "no_engine" in ready:
            child.close()
            raise NoEngine(ready["no_engine"])
        self._child = child
        return child
