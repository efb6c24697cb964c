"""Sentences said before: sealed files under ``TANYA_HOME/audio``, the least used go first."""

from __future__ import annotations

import base64
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from office.sealed import SealBroken, Sealer

_PLACE = "audio.sentence"


class Cache:
    """Bounded in bytes. A file's name is a keyed fingerprint: without the office's key it tells nothing."""

    def __init__(self, folder: Path, sealer: Sealer, limit: int) -> None:
        self._folder = folder
        self._sealer = sealer
        self._limit = limit

    def get(self, voice: str, speed: float, sentence: str) -> bytes | None:
        """The sound, if it was kept."""
        file = self._file(voice, speed, sentence)
        try:
            sound = base64.b64decode(self._sealer.open(file.read_text(encoding="ascii"), _PLACE))
            os.utime(file)
        except (OSError, UnicodeDecodeError, SealBroken):
            return None
        return sound

    def put(self, voice: str, speed: float, sentence: str, sound: bytes) -> None:
        """Keep it; a full disk only means that it is said anew next time."""
        sealed = self._sealer.seal(base64.b64encode(sound).decode(), _PLACE)
        if len(sealed) > self._limit:
            return
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor, aside = tempfile.mkstemp(dir=self._folder, suffix=".new")
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(sealed)
            os.replace(aside, self._file(voice, speed, sentence))
            self._tidy()

    def _file(self, voice: str, speed: float, sentence: str) -> Path:
        return self._folder / self._sealer.blind(f"{voice}\0{speed:.2f}\0{sentence}", _PLACE)

    def _tidy(self) -> None:
        """Delete the least recently used until the rest fits."""
        kept = []
        for file in self._folder.iterdir():
            with suppress(FileNotFoundError):  # another process tidies too
                kept.append((file.stat().st_mtime_ns, file.stat().st_size, file))
        total = sum(size for _, size, _ in kept)
        for _, size, file in sorted(kept):
            if total <= self._limit:
                return
            file.unlink(missing_ok=True)
            total -= size
