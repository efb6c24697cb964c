"""From the file to the words: decode, filter, recognise, decide, write."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from voice.hearing.audio import RATE, decode
from voice.hearing.engines import Engine
from voice.hearing.filter import speech_of
from voice.hearing.gate import Decision, read_gate
from voice.written import written

_LONG_NUMBER = re.compile(r"\d{8}")
"""An identity or telephone number is always read back: one wrong digit among sixteen hardly shows in the figures."""


@dataclass(frozen=True)
class Heard:
    """What was understood of one voice note. Without words when nobody spoke or it was too unclear."""

    text: str
    """As one would type it: numbers in digits."""
    spoken: str
    """As the engine wrote it down."""
    confidence: float
    """0 to 1, from the least sure part."""
    decision: Decision
    seconds: float
    """How long the recording is."""
    engine_seconds: float
    """How long the engine worked."""
    other_seconds: float
    """How long everything of ours around it took."""


class Hearer:
    """One engine with everything around it."""

    def __init__(self, engine: Engine, longest: float) -> None:
        self.engine = engine
        self._longest = longest

    def hear(self, audio: bytes, prompt: str = "") -> Heard:
        """Raises :class:`voice.hearing.audio.Unheard` for what is no recording or not a whole one."""
        began = time.perf_counter()
        samples = decode(audio, self._longest)
        speech = speech_of(samples)
        engine_began = time.perf_counter()
        segments = self.engine.recognise(speech, prompt) if len(speech) else []
        engine_took = time.perf_counter() - engine_began
        decision, confidence = read_gate().decide(segments)
        spoken = " ".join(segment.text.strip() for segment in segments).strip()
        text = written(spoken) if decision in ("take", "check") else ""
        if decision == "take" and _LONG_NUMBER.search(text):
            decision = "check"
        took = time.perf_counter() - began - engine_took
        return Heard(text, spoken, confidence, decision, len(samples) / RATE, engine_took, took)

    def close(self) -> None:
        self.engine.close()
