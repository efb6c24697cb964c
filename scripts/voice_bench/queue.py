"""Twenty recordings at once, while somebody writes: the text turns must hardly notice."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import quantiles
from uuid import uuid4

import httpx
from bench_turn import QUESTIONS, free_port, wait_for
from voice_model.clips import opus
from voice_model.speech import say

from voice_bench.accuracy import PLAIN

NOTES = 20
TARGET = 1.5
EACH = 20
"""Messages of one citizen."""
SAID = "Saya minta laporan keuangan dinas pendidikan tahun dua ribu dua puluh lima."


def lines(turns: int) -> list[str]:
    """Text turns alone and beside the notes: p50 and p95 of both, and how long a note waited."""
    note = opus(*say(SAID, PLAIN))
    with _served() as address, httpx.Client(base_url=address, timeout=120) as client:
        _write(client, 2 * len(QUESTIONS))
        _speak(client, note)  # the first one also starts the process that listens
        idle = _write(client, turns)
        beside: list[float] = []
        waited: list[float] = []
        with ThreadPoolExecutor(NOTES) as citizens:
            while len(beside) < turns:
                spoken = [citizens.submit(_speak, client, note) for _ in range(NOTES)]
                beside += _write(client, turns, partial(_all_done, spoken))
                waited += [each.result() for each in spoken]
    alone, together = quantiles(idle, n=20), quantiles(beside, n=20)
    return [
        "| text turns | p50 ms | p95 ms |",
        "|---|---|---|",
        f"| nobody speaks | {alone[9] * 1000:.0f} | {alone[18] * 1000:.0f} |",
        f"| {NOTES} recordings at once | {together[9] * 1000:.0f} | {together[18] * 1000:.0f} |",
        "",
        f"p95 beside the recordings is **{together[18] / alone[18]:.2f}** times that of idle (target at most {TARGET}; "
        f"{len(idle)} and {len(beside)} turns). The last of {NOTES} recordings was answered after "
        f"{max(waited):.1f} seconds.",
    ]


def _write(client: httpx.Client, turns: int, until: Callable[[], bool] = lambda: False) -> list[float]:
    """Seconds of text turns, one after another, by citizens who each write less than the limit of a minute."""
    took: list[float] = []
    while len(took) < turns and not until():
        if len(took) % EACH == 0:
            conversation = uuid4().hex
        began = time.perf_counter()
        words = QUESTIONS[len(took) % len(QUESTIONS)]
        body = {"conversation": conversation, "message_id": uuid4().hex, "text": words}
        client.post("/api/chat", json=body).raise_for_status()
        took.append(time.perf_counter() - began)
    return took


def _all_done(waiting: list[Future[float]]) -> bool:
    return all(map(Future.done, waiting))


def _speak(client: httpx.Client, note: bytes) -> float:
    """Send a recording as a citizen of one's own; seconds until the answer was there."""
    began = time.perf_counter()
    names = {"conversation": uuid4().hex, "message_id": uuid4().hex}
    while client.post("/api/chat", data=names, files={"audio": ("note.ogg", note)}).status_code == 202:
        pass  # not heard yet: the same message asks again
    return time.perf_counter() - began


@contextmanager
def _served() -> Iterator[str]:
    """The demo office with ears, in a home of its own."""
    with tempfile.TemporaryDirectory() as folder:
        home, port = Path(folder) / "home", free_port()
        told = {"TANYA_HOME": str(home), "PORT": str(port), "TANYA_HEARING__MODEL": "uji"}
        tanya = str(Path(sys.executable).parent / "tanya")
        surroundings = os.environ | told
        subprocess.run([tanya, "demo"], check=True, env=surroundings, stdout=subprocess.DEVNULL)
        with (Path(folder) / "log").open("wb") as log:
            served = subprocess.Popen([tanya, "serve"], env=surroundings, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}"
        finally:
            served.terminate()
            served.wait(timeout=30)
