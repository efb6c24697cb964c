"""Whether what was heard is taken, read back and asked about, or asked for again."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from office.settings import PROJECT
from voice.hearing.engines import Segment

FILE = PROJECT / "data" / "voice" / "gate.toml"
Decision = Literal["take", "check", "repeat", "silence"]


@dataclass(frozen=True)
class Gate:
    """Limits on Whisper's figures; see the data file."""

    take_logprob: float
    check_logprob: float
    most_no_speech: float
    most_compression: float

    def decide(self, segments: Sequence[Segment]) -> tuple[Decision, float]:
        """The decision and the confidence, 0 to 1. The least sure part counts: a wrong word is a wrong request."""
        spoken = [segment for segment in segments if segment.text.strip()]
        if not spoken:
            return "silence", 0.0
        least = min(segment.logprob for segment in spoken)
        confidence = min(1.0, math.exp(least))
        if any(segment.compression > self.most_compression for segment in spoken):
            return "repeat", confidence
        if least < self.check_logprob:
            nobody = all(segment.no_speech > self.most_no_speech for segment in spoken)
            return "silence" if nobody else "repeat", confidence
        return "take" if least >= self.take_logprob else "check", confidence


@cache
def read_gate(file: Path = FILE) -> Gate:
    return Gate(**tomllib.loads(file.read_text(encoding="utf-8")))
