"""A toy bot on the real Rasa: trained once, served by real processes, its actions stood in for."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

PROJECT = Path(__file__).resolve().parents[3]
DIALOGUE = PROJECT / "bot" / "dialogue"
TOY = Path(__file__).parent / "toy"
SECRET = "a secret of the test"


@pytest.fixture(scope="session")
def rasa_python() -> Path:
    """Rasa's own interpreter; these tests prove nothing without it, so they fail and do not skip."""
    path = Path(os.environ.get("TANYA_RASA_PYTHON") or DIALOGUE / ".venv" / "bin" / "python")
    if not path.exists():
        pytest.fail(
            f"Rasa's environment is missing: no {path}. Run `make setup`, or set TANYA_RASA_PYTHON.",
            pytrace=False,
        )
    return path


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "key"
    path.write_bytes(base64.b64encode(os.urandom(32)) + b"\n")
    return path


@pytest.fixture(scope="session")
def environment(key_file: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME")}
    return {**kept, "TANYA_KEY_FILE": str(key_file), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture(scope="session")
def launch(rasa_python: Path, environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `launch.py` with these arguments to its end."""

    def run(*arguments: str, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
        command = [str(rasa_python), str(DIALOGUE / "launch.py"), *arguments]
        return subprocess.run(
            command, cwd=cwd, env={**environment, **more}, capture_output=True, text=True, timeout=300
        )

    return run


@pytest.fixture(scope="session")
def in_rasa(rasa_python: Path, environment: dict[str, str]) -> Callable[[str], Any]:
    """Run a piece of code in Rasa's environment; what it binds to `result` comes back as JSON."""

    def run(code: str, **more: str) -> Any:
        start = "from bot.dialogue import without_tensorflow\nwithout_tensorflow.install()\n"
        end = "\nimport json\nprint('RESULT' + json.dumps(result))"
        done = subprocess.run(
            [str(rasa_python), "-W", "ignore", "-c", start + code + end],
            cwd=PROJECT,
            env={**environment, **more},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout.rpartition("RESULT")[2])

    return run


@pytest.fixture(scope="session")
def toy(
    tmp_path_factory: pytest.TempPathFactory,
    launch: Callable[..., subprocess.CompletedProcess[str]],
    rasa_python: Path,
) -> Path:
    """The folder of the toy bot with its trained model."""
    folder = tmp_path_factory.mktemp("toy")
    for name in ("config.yml", "domain.yml", "credentials.yml"):
        shutil.copy(TOY / name, folder)
    (folder / "data").mkdir()
    shutil.copy(TOY / "rules.yml", folder / "data")
    make_nlu = [
        str(rasa_python),
        str(DIALOGUE / "make_nlu.py"),
        str(folder / "data" / "nlu.yml"),
        str(TOY / "acts"),
    ]
    subprocess.run(make_nlu, check=True)
    done = launch("train", "--fixed-model-name", "toy", cwd=folder)
    assert (folder / "models" / "toy.tar.gz").exists(), done.stderr[-2000:]
    return folder


class Actions:
    """A stand-in for our application's action endpoint; remembers the calls."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.refuse: str | None = None  # name of an action that crashes
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if self.headers.get("X-Tanya-Actions") != SECRET:
                    return self.answer(401, {"error": "who are you?"})
                outer.calls.append(call)
                if call["next_action"] == outer.refuse:
                    return self.answer(500, {"error": "crashed"})
                return self.answer(200, outer.perform(call))

            def answer(self, status: int, body: dict[str, Any]) -> None:
                raw = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def perform(self, call: dict[str, Any]) -> dict[str, Any]:
        slots = call["tracker"]["slots"]
        said = {
            "action_jawab": {"say": "jawaban"},
            "action_kirim": {"say": "terkirim", "uraian": slots["uraian"], "lokasi": slots["lokasi"]},
            "action_batal": {"say": "batal"},
        }[call["next_action"]]
        cleared = [{"event": "slot", "name": s, "value": None} for s in ("uraian", "lokasi")]
        ends = call["next_action"] in ("action_kirim", "action_batal")
        return {"events": cleared if ends else [], "responses": [{"custom": said}]}

    def names(self) -> list[str]:
        return [call["next_action"] for call in self.calls]


@pytest.fixture(scope="session")
def actions() -> Iterator[Actions]:
    server = Actions()
    yield server
    server.server.shutdown()


class Server:
    """A Rasa server process with its own database."""

    def __init__(
        self, toy: Path, folder: Path, python: Path, environment: dict[str, str], actions_url: str
    ) -> None:
        self.toy, self.python, self.environment = toy, python, environment
        self.database = folder / "dialogue.db"
        self.log = folder / "rasa.log"
        self.endpoints = folder / "endpoints.yml"
        self.endpoints.write_text(
            f"action_endpoint:\n  url: {actions_url}\n  headers: {{X-Tanya-Actions: '{SECRET}'}}\n"
            "tracker_store:\n  type: bot.dialogue.encrypted_tracker_store.EncryptedTrackerStore\n"
            f"  dialect: sqlite\n  db: {self.database}\n",
            encoding="utf-8",
        )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.client = self.connect()

    def connect(self) -> httpx.Client:
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=30)

    def command(self) -> list[str]:
        return [
            str(self.python), str(DIALOGUE / "launch.py"), "run", "--model", "models/toy.tar.gz",
            "--port", str(self.port), "--endpoints", str(self.endpoints), "--credentials", "credentials.yml",
        ]  # fmt: skip

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(), cwd=self.toy, env=self.environment, stdout=log, stderr=log
            )
        self.wait_until_ready(lambda: self.process.poll() is None)

    def wait_until_ready(self, alive: Callable[[], bool]) -> None:
        give_up = time.monotonic() + 120
        while time.monotonic() < give_up and alive():
            try:
                if self.client.get("/webhooks/rest/").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise AssertionError("Rasa did not start:\n" + self.log.read_text()[-3000:])

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.client = self.connect()  # the old one holds connections to the dead process

    def post(self, sender: str, text: str, message_id: str = "m") -> httpx.Response:
        body = {"sender": sender, "message": text, "metadata": {"message_id": message_id}}
        return self.client.post("/webhooks/rest/webhook", json=body)

    def say(self, sender: str, text: str, message_id: str = "m") -> list[Any]:
        """The texts and custom parts of the replies, in order."""
        answer = self.post(sender, text, message_id)
        answer.raise_for_status()
        return [reply.get("custom") or reply["text"] for reply in answer.json()]

    def rows(self, sender: str) -> list[dict[str, Any]]:
        with sqlite3.connect(self.database) as connection:
            connection.row_factory = sqlite3.Row
            found = connection.execute("SELECT * FROM events WHERE sender_id = ? ORDER BY id", (sender,))
            return [dict(row) for row in found]


@pytest.fixture
def make_server(
    toy: Path, rasa_python: Path, environment: dict[str, str], actions: Actions
) -> Iterator[Callable[[Path], Server]]:
    """Servers (not started) with their files in these folders."""
    made: list[Server] = []

    def make(folder: Path) -> Server:
        folder.mkdir(exist_ok=True)
        made.append(Server(toy, folder, rasa_python, environment, actions.url))
        return made[-1]

    yield make
    for server in made:
        if hasattr(server, "process"):
            server.kill()


@pytest.fixture
def new_server(make_server: Callable[[Path], Server], tmp_path: Path) -> Server:
    """A server that a test may start, kill and start again."""
    return make_server(tmp_path)


@pytest.fixture(scope="session")
def rasa(
    toy: Path,
    tmp_path_factory: pytest.TempPathFactory,
    rasa_python: Path,
    environment: dict[str, str],
    actions: Actions,
) -> Iterator[Server]:
    """The server that most tests share."""
    server = Server(toy, tmp_path_factory.mktemp("server"), rasa_python, environment, actions.url)
    server.start()
    yield server
    server.kill()
