"""openai-whisper, in an environment of its own: PyTorch is large, and only who compares engines needs it."""

from __future__ import annotations

from pathlib import Path

from office.settings import PROJECT
from voice.hearing.audio import Samples
from voice.hearing.child import Child, ChildGone
from voice.hearing.engines import LANGUAGE, NoEngine, Segment

PROGRAM = PROJECT / "voice" / "openai" / "listen.py"


class Openai:
    """Its process: samples in, segments out."""

    name = "openai"

    def __init__(self, model: str, python: Path, threads: int) -> None:
        if not python.exists():
            raise NoEngine(
                f"Mesin openai belum terpasang: {python} tidak ada. Jalankan: python3 scripts/setup.py openai"
            )
        # Isolated (-I): our own packages must not be found by its Python.
        self._child = Child([python, "-I", PROGRAM, model, LANGUAGE, str(threads)])
        try:
            self._child.answer()
        except ChildGone as gone:
            self.close()
            raise NoEngine(
                f"Model suara {model} tidak dapat dimuat oleh openai-whisper; pilih berkas .pt lain."
            ) from gone

    def recognise(self, samples: Samples, prompt: str) -> list[Segment]:
        try:
            found = self._child.ask({"prompt": prompt}, samples.tobytes())
        except ChildGone as gone:
            raise NoEngine("openai-whisper berhenti di tengah jalan; jalankan ulang.") from gone
        return [Segment(**segment) for segment in found]

    def close(self) -> None:
        self._child.close()
