"""What one turn costs: through web chat to the answer, beside a bare Rasa turn with an empty action, in one run.

    .venv/bin/python scripts/bench_turn.py [--turns 200]

The demo office is loaded into a home of its own and Rasa is trained. Three servers then run side by side with that
one model and are told the same:

* bare Rasa: Rasa's own server and Rasa's own action server as they are started by hand, every action empty, all
  settings as they come (the tracker in memory). Telemetry is off everywhere.
* our Rasa: with our launcher and the sealed tracker on disk, before an action server that only answers "nothing".
* the whole application, from the web chat's address to the answer.

They take turns in small blocks, so that a busy machine slows all alike. CPU time is that of all their processes
(psutil, their children and action servers included), with what they use while nobody writes taken off and told
apart. Writes docs/benchmarks/turn.md.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from uuid import uuid4

import httpx
import psutil

from bot.supervisor import LAUNCHER, Supervisor, environment
from office.settings import PROJECT, load

REPORT = PROJECT / "docs" / "benchmarks" / "turn.md"
TARGET = 1.6
BLOCK = 10
IDLE = 10.0
"""Seconds watched while nobody writes."""
QUESTIONS = (
    "apa syarat mengurus akta kelahiran",
    "min cara bikin ktp elektronik gimana ya",
    "berapa lama permohonan informasi dijawab",
    "berapa harga kucing persia di pasar hewan",
    "laporan keuangan pemerintah provinsi ada di mana",
    "halo",
    "cek permohonan saya",
    "bagaimana cara mengajukan keberatan",
)
BARE = """
import runpy
from bot.dialogue import without_tensorflow
without_tensorflow.install()  # stand-ins for libraries that nobody calls: without them Rasa cannot be imported here
runpy.run_module("rasa", run_name="__main__")
"""
EMPTY = """
from rasa_sdk import Action
def nothing(self, dispatcher, tracker, domain):
    return []
def empty(name):
    return type(name, (Action,), {"name": lambda self: name, "run": nothing})
for name in NAMES:
    globals()[name] = empty(name)
"""
NOTHING = """
import http.server
class Nothing(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        body = b'{"events": [], "responses": []}'
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Nothing).serve_forever()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str) -> None:
    end = time.monotonic() + 300
    while time.monotonic() < end:
        try:
            if httpx.get(address, timeout=3).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise SystemExit(f"{address} does not answer")


@dataclass
class Server:
    """Processes that answer turns together."""

    name: str
    say: Callable[[str, str], None]
    processes: list[psutil.Process]
    idle: float = 0.0
    """CPU seconds used in a second while nobody writes."""
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def used(self) -> float:
        every = [each for top in self.processes for each in (top, *top.children(recursive=True))]
        times = [each.cpu_times() for each in every]
        return sum(each.user + each.system for each in times)

    def watch_idle(self) -> None:
        before = self.used()
        time.sleep(IDLE)
        self.idle = (self.used() - before) / IDLE

    def block(self, turns: int) -> None:
        """Some turns; the CPU time of the block is shared among them: the kernel counts in hundredths."""
        conversation, before, began = uuid4().hex, self.used(), time.perf_counter()
        for number in range(turns):
            started = time.perf_counter()
            self.say(conversation, QUESTIONS[number % len(QUESTIONS)])
            self.wall.append(time.perf_counter() - started)
        spent = self.used() - before - self.idle * (time.perf_counter() - began)
        self.cpu.append(spent / turns)

    def share(self, other: Server) -> float:
        """CPU time of a turn beside another's."""
        return sum(self.cpu) / sum(other.cpu)

    def row(self) -> str:
        cuts = quantiles(self.wall, n=20)
        cpu = sum(self.cpu) / len(self.cpu)
        return f"| {self.name} | {cpu * 1000:.1f} | {cuts[9] * 1000:.0f} | {cuts[18] * 1000:.0f} | {self.idle:.3f} |"


def bare_rasa(supervisor: Supervisor, folder: Path) -> Server:
    """Rasa and its action server as anybody starts them, with the same model."""
    port, here = free_port(), folder / "bare"
    here.mkdir()
    names = [
        line.strip(" -\n")
        for line in (PROJECT / "bot/dialogue/domain.yml")
        .read_text()
        .partition("\nactions:\n")[2]
        .splitlines()
    ]
    (here / "empty.py").write_text(EMPTY.replace("NAMES", repr(names)))
    actions = [str(load().rasa.python), "-m", "rasa_sdk", "--actions", "empty", "--port", str(port)]
    with (here / "empty.log").open("wb") as output:
        empty = subprocess.Popen(actions, cwd=here, env=environment(load()), stdout=output, stderr=output)
    wait_for(f"http://127.0.0.1:{port}/health")
    endpoints = {"action_endpoint": {"url": f"http://127.0.0.1:{port}/webhook"}}
    return _rasa("bare Rasa, empty action", ["-c", BARE], endpoints, supervisor, here, empty)


def our_rasa(supervisor: Supervisor, folder: Path) -> Server:
    """Our launcher and tracker store, with an action server that answers nothing."""
    port, here = free_port(), folder / "ours"
    here.mkdir()
    nothing = subprocess.Popen([sys.executable, "-c", NOTHING.replace("PORT", str(port))])
    store = {
        "type": "bot.dialogue.encrypted_tracker_store.EncryptedTrackerStore",
        "dialect": "sqlite",
        "db": str(here / "dialogue.db"),
    }
    endpoints = {"action_endpoint": {"url": f"http://127.0.0.1:{port}/"}, "tracker_store": store}
    return _rasa("our Rasa, empty action", [str(LAUNCHER)], endpoints, supervisor, here, nothing)


def _rasa(
    name: str,
    start: list[str],
    endpoints: dict[str, dict[str, str]],
    supervisor: Supervisor,
    folder: Path,
    actions: subprocess.Popen[bytes],
) -> Server:
    settings, port = load(), free_port()
    (folder / "endpoints.yml").write_text(json.dumps(endpoints))  # JSON is YAML
    (folder / "credentials.yml").write_text("rest:\n")
    model = next((supervisor.folder / "models").glob("*.tar.gz"))
    arguments = ["run", "--port", str(port), "--model", str(model)]
    for file in ("endpoints", "credentials"):
        arguments += [f"--{file}", str(folder / f"{file}.yml")]
    with (folder / "rasa.log").open("wb") as output:
        rasa = subprocess.Popen(
            [str(settings.rasa.python), *start, *arguments],
            cwd=PROJECT,
            env=environment(settings),
            stdout=output,
            stderr=output,
        )
    wait_for(f"http://127.0.0.1:{port}/webhooks/rest/")
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)

    def say(conversation: str, words: str) -> None:
        client.post(
            "/webhooks/rest/webhook", json={"sender": conversation, "message": words}
        ).raise_for_status()

    return Server(name, say, [psutil.Process(rasa.pid), psutil.Process(actions.pid)])


def application(home: Path) -> Server:
    """The whole product as it is served."""
    port = free_port()
    with (home / "bench.log").open("wb") as output:
        served = subprocess.Popen(
            [str(Path(sys.executable).parent / "tanya"), "serve"],
            env=os.environ | {"PORT": str(port)},
            stdout=output,
            stderr=output,
        )
    address = f"http://127.0.0.1:{port}"
    wait_for(f"{address}/readyz")
    client = httpx.Client(base_url=address, timeout=60)

    def say(conversation: str, words: str) -> None:
        body = {"conversation": conversation, "message_id": uuid4().hex, "text": words}
        client.post("/api/chat", json=body).raise_for_status()

    return Server("web chat to answer", say, [psutil.Process(served.pid)])


def report(bare: Server, ours: Server, whole: Server, turns: int, training: float) -> str:
    rows = ["| | CPU ms a turn | p50 ms | p95 ms | CPU s a second at rest |", "|---|---|---|---|---|"]
    rows += [server.row() for server in (bare, ours, whole)]
    return "\n".join(
        [
            *("# What a turn costs", "", "`scripts/bench_turn.py`: see there what is compared.", ""),
            *(f"{turns} turns each, in turns of {BLOCK}, on {os.cpu_count()} cores.", ""),
            *(*rows, ""),
            f"CPU time of a turn beside bare Rasa's: **{whole.share(bare):.2f}** (target at most {TARGET}); "
            f"beside our own Rasa's with an empty action: {whole.share(ours):.2f}.",
            f"Training: {training:.0f} seconds of wall clock (target under 180 on 2 cores).",
            "",
        ]
    )


def main(turns: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TANYA_HOME"] = str(Path(folder) / "home")
        settings = load()
        subprocess.run(
            [str(Path(sys.executable).parent / "tanya"), "demo"], check=True, stdout=subprocess.DEVNULL
        )
        supervisor = Supervisor(settings)
        began = time.perf_counter()
        supervisor.train()
        training = time.perf_counter() - began
        servers: list[Server] = []
        try:
            servers += [bare_rasa(supervisor, Path(folder)), our_rasa(supervisor, Path(folder))]
            servers.append(application(settings.home))
            measure(servers, turns)
        finally:
            for process in (each for server in servers for each in server.processes):
                process.terminate()
        text = report(*servers, turns=turns, training=training)
    REPORT.write_text(text, encoding="utf-8")
    print(text)
    return 0


def measure(servers: list[Server], turns: int) -> None:
    """All servers in turns, after each has seen every question."""
    for server in servers:
        server.block(2 * len(QUESTIONS))
        server.cpu.clear()
        server.wall.clear()
        server.watch_idle()
    for _ in range(turns // BLOCK):
        for server in servers:
            server.block(BLOCK)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=200)
    sys.exit(main(parser.parse_args().turns))
