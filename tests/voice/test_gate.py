"""The engine's figures decide whether words are taken, asked about or asked for again."""

from __future__ import annotations

import math

import pytest

from voice.hearing.engines import Segment
from voice.hearing.gate import read_gate


def part(text: str = "apa itu PPID", logprob: float = -0.2, **more: float) -> Segment:
    return Segment(
        **({"text": text, "seconds": 2.0, "logprob": logprob, "no_speech": 0.01, "compression": 1.0} | more)
    )


@pytest.mark.parametrize(
    ("segments", "decision"),
    [
        ([part()], "take"),
        ([part(), part(logprob=-0.7)], "check"),
        ([part(logprob=-1.3)], "repeat"),
        ([part(logprob=-1.3, no_speech=0.9)], "silence"),
        ([part(compression=3.0)], "repeat"),
        ([part(text="  ")], "silence"),
        ([], "silence"),
    ],
)
def test_the_least_sure_part_decides(segments: list[Segment], decision: str) -> None:
    decided, confidence = read_gate().decide(segments)
    assert decided == decision
    spoken = [segment.logprob for segment in segments if segment.text.strip()]
    assert confidence == pytest.approx(math.exp(min(spoken)) if spoken else 0.0)
