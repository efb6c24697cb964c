"""Hearing: errors on voices and sentences never trained on, both engines on the same weights, our share of the time.

    python scripts/bench_voice.py [--clips 20] [-o docs/benchmarks/voice.md]

Both engines hear every clip: with 20 clips of each kind it takes some minutes.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import statistics
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from voice_model.clips import Clip, draw_clip, opus
from voice_model.sentences import Sentences

if TYPE_CHECKING:
    from voice.hearing import Hearer

OUTPUT = Path(__file__).resolve().parents[1] / "docs" / "benchmarks" / "voice.md"


@dataclass
class Score:
    """One engine on one set of clips."""

    wrong: int = 0
    words: int = 0
    sentences: int = 0
    engine: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    decisions: Counter[str] = field(default_factory=Counter)


def measured(hearer: Hearer, clips: list[Clip]) -> Score:
    score = Score()
    for clip in clips:
        heard = hearer.hear(opus(clip.samples))
        said, found = words(clip.text), words(heard.spoken)
        wrong = distance(said, found)
        score.wrong += wrong
        score.words += len(said)
        score.sentences += wrong > 0
        score.engine.append(heard.engine_seconds)
        score.ours.append(heard.other_seconds)
        score.decisions[f"{heard.decision}, {'wrong' if wrong else 'right'}"] += 1
    return score


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def distance(said: list[str], found: list[str]) -> int:
    """Words to change, add or leave out."""
    row = list(range(len(found) + 1))
    for at, word in enumerate(said, 1):
        above, row = row, [at]
        for other, candidate in enumerate(found, 1):
            row.append(min(above[other] + 1, row[-1] + 1, above[other - 1] + (word != candidate)))
    return row[-1]


def accuracy(clips: int) -> list[str]:
    """Both engines on the same sound; one table."""
    from office.settings import Hearing, Settings
    from voice.hearing import Hearer
    from voice.hearing.models import load_engine

    lines = [
        "| voices and sentences | engine | word error | sentences wrong | engine s | ours around it s | our share |",
        "|---|---|---|---|---|---|---|",
    ]
    decided = []
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), hearing=Hearing(model="uji", threads=2))
        for kind, held_out in (("never trained on", True), ("as trained on, other clips", False)):
            chance, sentences = random.Random(99), Sentences()
            drawn = [draw_clip(sentences, chance, held_out) for _ in range(clips)]
            for name in ("faster", "openai"):
                hearer = Hearer(load_engine(settings, name), 300)
                hearer.hear(opus(drawn[0].samples))  # the first one also loads what is loaded late
                score = measured(hearer, drawn)
                hearer.close()
                engine, ours = statistics.median(score.engine), statistics.median(score.ours)
                lines.append(
                    f"| {kind} | {name} | {score.wrong / score.words:.1%} | {score.sentences / clips:.0%} "
                    f"| {engine:.2f} | {ours:.3f} | {ours / (engine + ours):.0%} |"
                )
                decided.append(f"- {kind}, {name}: {dict(sorted(score.decisions.items()))}")
    return [
        *lines,
        "",
        "Decisions (take, check, repeat, silence) and whether the words were right:",
        "",
        *decided,
    ]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--clips", type=int, default=20, help="of each kind")
    asked.add_argument("-o", "--out", type=Path, default=OUTPUT)
    given = asked.parse_args()
    report = "\n".join([
        "# Hearing", "",
        "Made by `scripts/bench_voice.py` with the test model, which knows a few sentences of machines",
        "(`data/voice/README.md`). Its errors say nothing about people; they say that the path from sound to words",
        "works, with two engines on the same weights. Recordings are Opus with noise and echo.", "",
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} while measuring, {given.clips} clips each.", "",
        *accuracy(given.clips), "",
    ])  # fmt: skip
    print(report)
    given.out.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
