"""200 open web chats on one process: each listens to its stream, and messages are answered meanwhile.

    .venv/bin/python scripts/bench_sse.py [--streams 200] [--turns 200]

`tanya serve` with its real database, inbox, turn and streams; the dialogue engine is a local server that answers at
once (tests/standins/rasa.py), so that what is measured is ours. An officer's word is queued for every chat at the end:
how long until each browser has it. Writes docs/benchmarks/streams.md.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil

from bot import outbox
from bot.channels.web import CHANNEL
from bot.conversations import find_conversation
from bot.reply import Reply
from office.database import Database, sealer
from office.migrations import migrate
from office.settings import PROJECT, Settings
from tests.journeys.house import House
from tests.standins.rasa import Rasa

REPORT = PROJECT / "docs" / "benchmarks" / "streams.md"
AT_ONCE = 4


def talk(house: House, number: int) -> float:
    """One message of one chat; seconds until its answer."""
    began = time.perf_counter()
    house.say(f"percakapan-{number:04d}", f"apa syarat akta? {began}")
    return time.perf_counter() - began


class Listener(threading.Thread):
    """One browser's open stream; notes when the first event came."""

    def __init__(self, house: House, number: int, ready: threading.Semaphore) -> None:
        super().__init__(daemon=True)
        self.address = f"{house.address}/api/chat/percakapan-{number:04d}/events"
        self.ready, self.heard = ready, 0.0

    def run(self) -> None:
        with httpx.stream("GET", self.address, timeout=600) as answer:
            self.ready.release()
            for line in answer.iter_lines():
                if line.startswith("data:"):
                    self.heard = time.perf_counter()
                    return


def p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def main(streams: int, turns: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        (home / "secrets").mkdir(parents=True)
        settings = Settings(home=home)
        migrate(settings)
        database = Database(settings)
        engine = Rasa(home, sealer())
        house = House(home, {"TANYA_RASA__URL": engine.url}).start()
        process = psutil.Process(house.process.pid if house.process else 0)
        with ThreadPoolExecutor(AT_ONCE) as together:
            alone = list(together.map(lambda number: talk(house, number), range(streams)))
            before = process.memory_info().rss
            ready = threading.Semaphore(0)
            listeners = [Listener(house, number, ready) for number in range(streams)]
            for listener in listeners:
                listener.start()
            for _ in listeners:
                ready.acquire()
            used = sum(process.cpu_times()[:2])
            began = time.perf_counter()
            beside = list(together.map(lambda number: talk(house, number % streams), range(turns)))
            seconds = time.perf_counter() - began
            used = sum(process.cpu_times()[:2]) - used
        after = process.memory_info().rss
        queued = time.perf_counter()
        with database.writing() as session:
            for number in range(streams):
                known = find_conversation(session, CHANNEL, f"percakapan-{number:04d}")
                if known is not None:
                    outbox.enqueue(session, known.id, [Reply(text="Jawaban Anda")], f"news:{number}")
        for listener in listeners:
            listener.join(timeout=120)
        late = [listener.heard - queued for listener in listeners if listener.heard]
        house.stop()
        engine.close()
        database.close()
    text = report(streams, turns, alone, beside, seconds, used, before, after, late)
    REPORT.write_text(text, encoding="utf-8")
    print(text)
    return 0 if len(late) == streams else 1


def report(
    streams: int,
    turns: int,
    alone: list[float],
    beside: list[float],
    seconds: float,
    used: float,
    before: int,
    after: int,
    late: list[float],
) -> str:
    mega = 1024 * 1024
    return "\n".join(
        [
            "# Open streams",
            "",
            "`scripts/bench_sse.py`: one process on 2 cores shared with other jobs; the engine answers at once.",
            "",
            "| | |",
            "|---|---|",
            f"| open streams | {streams} |",
            f"| memory of the process before them, with them | {before // mega} MB, {after // mega} MB |",
            f"| turns beside them ({AT_ONCE} at once), a second | {turns}, {turns / seconds:.1f} |",
            f"| seconds of processor for each turn, streams included | {used / turns:.3f} |",
            f"| a turn without streams: median, p95 | {statistics.median(alone):.2f} s, {p95(alone):.2f} s |",
            f"| a turn beside them: median, p95 | {statistics.median(beside):.2f} s, {p95(beside):.2f} s |",
            f"| an officer's word to all of them: arrived | {len(late)} of {streams} |",
            f"| until the browser has it: median, p95 | {statistics.median(late):.2f} s, {p95(late):.2f} s |",
            "",
        ]
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--turns", type=int, default=200)
    asked = parser.parse_args()
    sys.exit(main(asked.streams, asked.turns))
