"""Hearing: errors on voices and sentences never trained on, both engines on the same weights, our share of the time,
and what twenty recordings at once do to who writes.

    .venv/bin/python scripts/bench_voice.py [--clips 40] [--turns 100] [-o docs/benchmarks/voice.md]

Both engines hear every clip, then the demo office is served: some ten minutes on two free cores.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

from voice_bench import accuracy, queue

from office.settings import PROJECT, Hearing, Settings
from voice.hearing import Hearer
from voice.hearing.models import load_engine
from voice.speaking import speaker

OUTPUT = PROJECT / "docs" / "benchmarks" / "voice.md"
LONGEST = 300.0
SAID = "Permohonan informasi dijawab paling lambat 10 hari kerja, dan dapat diperpanjang 7 hari kerja."


def speaking(settings: Settings) -> str:
    """How long our voice takes for a sentence that is in no cache."""
    voice, took = speaker(settings), []
    for number in range(10):
        began = time.perf_counter()
        assert voice.speak(f"{SAID} Nomor {number}.", personal=True)
        took.append(time.perf_counter() - began)
    return f"Saying a sentence of {len(SAID.split())} words takes {statistics.median(took):.2f} seconds."


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--clips", type=int, default=40, help="of each kind")
    asked.add_argument("--turns", type=int, default=100, help="text turns, idle and beside recordings")
    asked.add_argument("-o", "--out", type=Path, default=OUTPUT)
    given = asked.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), hearing=Hearing(model="uji"))
        settings.secrets.mkdir()
        heard = accuracy.tables(lambda name: Hearer(load_engine(settings, name), LONGEST), given.clips)
        said = speaking(settings)
    report = "\n".join([
        "# Hearing", "",
        "Made by `scripts/bench_voice.py` with the test model, which knows a few sentences of machines",
        "(`data/voice/README.md`). Its errors say nothing about people; they say that the path from sound to words",
        "works, with two engines on the same weights. Recordings are Opus with noise and echo.", "",
        f"{os.cpu_count()} processors, load {load:.1f} at the beginning, {given.clips} clips of each kind.", "",
        *heard, "",
        "Ours is decoding, the filter of silence, the gate and writing numbers in figures; medians over all clips.",
        "A full model works some seconds on a note (small, int8: about 3.5), which leaves us less than one percent.",
        said, "",
        *queue.lines(given.turns), "",
    ])  # fmt: skip
    print(report)
    given.out.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
