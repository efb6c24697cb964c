"""Saying a text: the first voice that can, sentence by sentence, each said once and kept."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from time import monotonic

import numpy as np
import structlog

from voice.speaking.cache import Cache
from voice.speaking.opus import Pcm, encode, join
from voice.speaking.sentences import names_somebody, sentences
from voice.speaking.voice import FASTEST, SLOWEST, Voice, VoiceFailed
from voice.spoken import write_out

log = structlog.get_logger()

LONGEST = 20_000
"""Characters of a text that are said, about 25 minutes; the whole text is always there to read."""
PAUSE = 0.3
"""Seconds of silence after a sentence."""
REST = 60.0
"""Seconds a voice that failed is left alone, so that not every reply waits for it."""


class Speaker:
    """Voices in the order they are tried, with ``limit`` seconds for each."""

    def __init__(self, voices: Sequence[Voice], cache: Cache | None, limit: float) -> None:
        self._voices = voices
        self._cache = cache
        self._limit = limit
        self._resting: dict[str, float] = {}
        self._lock = Lock()

    def speak(self, text: str, speed: float = 1.0, personal: bool = False) -> bytes | None:
        """The text as one OGG/Opus file, or none when there is nothing to say or no voice can say it.

        Never raises for any text. With ``personal`` nothing is kept and no word leaves this machine.
        """
        said = sentences(write_out(text[:LONGEST]))
        if not said:
            return None
        speed = min(FASTEST, max(SLOWEST, speed))
        for voice in self._voices:
            if self._rests(voice) or (voice.remote and (personal or any(map(names_somebody, said)))):
                continue
            try:
                return self._say(voice, said, speed, personal)
            except VoiceFailed as failed:
                log.warning("voice_failed", voice=voice.name, why=str(failed))
                with self._lock:
                    self._resting[voice.name] = monotonic() + REST
        return None

    def _say(self, voice: Voice, said: list[str], speed: float, private: bool) -> bytes:
        until = monotonic() + self._limit
        return join(
            [self._sentence(voice, each, speed, private or names_somebody(each), until) for each in said]
        )

    def _sentence(self, voice: Voice, sentence: str, speed: float, private: bool, until: float) -> bytes:
        cache = None if private else self._cache
        if cache and (kept := cache.get(voice.name, speed, sentence)):
            return kept
        left = until - monotonic()
        if left <= 0:
            raise VoiceFailed("no time left")
        sound = voice.say(sentence, speed, left)
        silence = np.zeros(int(PAUSE * sound.rate), np.int16)
        encoded = encode(Pcm(np.concatenate([sound.samples, silence]), sound.rate))
        if cache:
            cache.put(voice.name, speed, sentence, encoded)
        return encoded

    def _rests(self, voice: Voice) -> bool:
        # The last voice is always tried: better late than silent.
        if voice is self._voices[-1]:
            return False
        with self._lock:
            return monotonic() < self._resting.get(voice.name, 0.0)
