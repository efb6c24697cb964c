"""What recognises speech, behind one small interface, so that an office chooses and a test compares."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from voice.hearing.audio import Samples

LANGUAGE = "id"
"""Never guessed: what is guessed wrong is answered wrong."""
BEAM = 5


class NoEngine(RuntimeError):
    """Recognition cannot start; the message says what an operator does about it."""


@dataclass(frozen=True)
class Segment:
    """Words in a row, and the engine's own figures on them (Whisper's names)."""

    text: str
    seconds: float
    logprob: float
    """Mean log probability of the tokens."""
    no_speech: float
    """Probability that nobody spoke."""
    compression: float
    """How well the text packs; one that repeats itself packs too well."""


class Engine(Protocol):
    """A loaded model."""

    name: str

    def recognise(self, samples: Samples, prompt: str) -> list[Segment]:
        """The words in 16 kHz samples. ``prompt``: words that are likely to occur."""

    def close(self) -> None:
        """Let go of the model."""


class Faster:
    """faster-whisper: Whisper on CTranslate2, int8 on the CPU."""

    name = "faster"

    def __init__(self, folder: Path, threads: int) -> None:
        from faster_whisper import WhisperModel

        try:
            self._model = WhisperModel(
                str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
            )
        except Exception as error:  # the library raises whatever its parts raise
            raise NoEngine(
                f"Model suara di {folder} tidak dapat dimuat; unduh ulang atau pilih lain."
            ) from error

    def recognise(self, samples: Samples, prompt: str) -> list[Segment]:
        # Without a second try at a higher temperature: guessing more wildly takes seconds and cannot be
        # repeated; a doubtful sentence is read back to the citizen instead.
        found, _ = self._model.transcribe(
            samples,
            language=LANGUAGE,
            beam_size=BEAM,
            temperature=0.0,
            condition_on_previous_text=False,
            initial_prompt=prompt or None,
        )
        return [
            Segment(s.text, s.end - s.start, s.avg_logprob, s.no_speech_prob, s.compression_ratio)
            for s in found
        ]

    def close(self) -> None: ...
