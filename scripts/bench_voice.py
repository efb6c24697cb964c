"""Hearing: errors on voices and sentences never trained on, both engines on the same weights, our share of the
time, and text turns beside twenty recordings at once.

python scripts/bench_voice.py [--clips 100] [-o docs/benchmarks/voice.md]
"""

from __future__ import annotations

import argparse
import os
import random
import re
import statistics
import subprocess
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import httpx
from voice_model.clips import RATE, Clip, draw_clip, opus
from voice_model.sentences import Sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voice.hearing import Hearer

NOTES_AT_ONCE = 20
TEXT_TURNS = 40
QUESTION = "berapa lama permohonan informasi dijawab"
PORT = 8641


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


@contextmanager
def serving() -> Iterator[str]:
    """A demo office that listens, in a process of its own."""
    with tempfile.TemporaryDirectory() as home:
        told = {"TANYA_HOME": home, "PORT": str(PORT), "TANYA_HEARING__MODEL": "uji"}
        environment = os.environ | told
        subprocess.run(["tanya", "demo"], env=environment, check=True, capture_output=True)
        server = subprocess.Popen(["tanya", "serve"], env=environment, stdout=subprocess.DEVNULL)
        address = f"http://127.0.0.1:{PORT}"
        try:
            while not _ready(address):
                time.sleep(1)
            yield address
        finally:
            server.terminate()
            server.wait(30)


def _ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def beside(address: str) -> list[str]:
    """Text turns alone, and while twenty recordings are listened to."""
    chance, sentences = random.Random(5), Sentences()
    recordings = [opus(draw_clip(sentences, chance, False).samples, RATE) for _ in range(NOTES_AT_ONCE)]
    ask(address, text=QUESTION)
    idle = [ask(address, text=QUESTION) for _ in range(TEXT_TURNS)]
    took: list[float] = []
    talkers = [threading.Thread(target=lambda r=r: took.append(ask(address, audio=r))) for r in recordings]
    for talker in talkers:
        talker.start()
    busy = []
    while any(talker.is_alive() for talker in talkers):
        busy.append(ask(address, text=QUESTION))
    for talker in talkers:
        talker.join()
    p95 = [statistics.quantiles(times, n=20)[-1] for times in (idle, busy)]
    return [
        "| text turns | how many | p50 s | p95 s |",
        "|---|---|---|---|",
        f"| alone | {len(idle)} | {statistics.median(idle):.2f} | {p95[0]:.2f} |",
        f"| beside {NOTES_AT_ONCE} recordings at once | {len(busy)} | {statistics.median(busy):.2f} | {p95[1]:.2f} |",
        "",
        f"p95 is {p95[1] / p95[0]:.2f} times that of text alone; the last of the recordings was answered after "
        f"{max(took):.1f} s.",
    ]


def ask(address: str, text: str = "", audio: bytes | None = None) -> float:
    """Seconds until a new citizen's message is answered."""
    fields = {"conversation": uuid4().hex, "message_id": uuid4().hex, "text": text}
    files = {name: (None, value) for name, value in fields.items()}
    if audio is not None:
        files["audio"] = ("rekaman.ogg", audio)
    began = time.perf_counter()
    answer = httpx.post(f"{address}/api/chat", files=files, timeout=300)
    assert answer.status_code == 200, answer.text
    return time.perf_counter() - began


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--clips", type=int, default=100)
    asked.add_argument("--address", help="a running demo office that listens; otherwise one is started")
    asked.add_argument("-o", "--out", type=Path)
    given = asked.parse_args()
    with nullcontext(given.address) if given.address else serving() as address:
        load = beside(address)
    report = "\n".join([
        "# Hearing", "",
        "Made by `scripts/bench_voice.py` with the test model, which knows a few sentences of machines",
        "(`data/voice/README.md`). Its errors say nothing about people; they say that the path from sound to words",
        "works, with two engines on the same weights. Recordings are Opus with noise and echo.", "",
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} while measuring, {given.clips} clips each.", "",
        *accuracy(given.clips), "",
        "## Text turns beside recordings", "", *load, "",
    ])  # fmt: skip
    print(report)
    if given.out:
        given.out.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
