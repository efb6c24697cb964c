"""Silence and noise go before Whisper sees them: given nothing to hear, it makes words up."""

from __future__ import annotations

import numpy as np

from voice.hearing.audio import RATE, Samples

PAUSE_KEPT = 0.3
"""Seconds left around speech; digits are told apart by their pauses."""
LEAST_SPEECH = 0.1
"""Seconds; "ya" is longer."""


def speech_of(samples: Samples) -> Samples:
    """The spoken parts, one after another; empty when nobody speaks."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(
        min_speech_duration_ms=round(LEAST_SPEECH * 1000),
        min_silence_duration_ms=1000,
        speech_pad_ms=round(PAUSE_KEPT * 1000),
    )
    parts = get_speech_timestamps(samples, options, sampling_rate=RATE)
    if not parts:
        return samples[:0]
    return np.concatenate([samples[part["start"] : part["end"]] for part in parts])
