"""Our own Rasa in the embedded default: trained when needed, started, watched, restarted.

Its folder under ``TANYA_HOME/rasa`` holds the endpoints file with the address of our actions and the
token they ask for, the trained models and its log.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import threading
import time
from pathlib import Path

import structlog

from bot.services import secret_file, tracker_database
from office.settings import PROJECT, Settings

log = structlog.get_logger()

LAUNCHER = PROJECT / "bot" / "dialogue" / "launch.py"
SOURCES = ("config.yml", "bot/dialogue", "data/acts", "data/lexicon", "office/language.py")
"""What a trained model is made from; it is trained again when any of it changes."""


class RasaFailed(RuntimeError):
    """Rasa could not be trained or started; the message says what to do."""


class Supervisor:
    """Owns the Rasa child process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.folder = settings.home / "rasa"
        self.folder.mkdir(exist_ok=True)
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._model = self.folder / "models" / f"{fingerprint()}.tar.gz"
        self._child: subprocess.Popen[bytes] | None = None
        self._stop = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="rasa-watch", daemon=True)

    def start(self) -> None:
        """Start Rasa and watch over it; returns at once (readiness is asked of the engine)."""
        self._write_endpoints()
        self._watcher.start()

    @property
    def trained(self) -> bool:
        """Whether a model of the present material is there."""
        return self._model.exists()

    def train(self) -> None:
        """Train one; raises :class:`RasaFailed`."""
        train(self._settings, self._model)

    def stop(self) -> None:
        self._stop.set()
        child = self._child
        if child is not None and child.poll() is None:
            child.terminate()
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child is not None else None

    def _watch(self) -> None:
        # The child dies with the thread that started it (parent-death signal), so this one thread
        # starts it and lives as long as the process.
        wait = 0.5
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                self._child = self._spawn()
            except OSError as error:  # no memory or no disk for a moment: this thread must outlive it
                log.error("rasa does not start", error=type(error).__name__)
            else:
                while self._child.poll() is None and not self._stop.wait(0.2):
                    pass
                if self._stop.is_set():
                    return
                log.warning("rasa ended, starting it again", code=self._child.returncode)
            wait = 0.5 if time.monotonic() - began > 60 else min(wait * 2, 30)
            self._stop.wait(wait)

    def _spawn(self) -> subprocess.Popen[bytes]:
        arguments = [
            *("run", "--interface", "127.0.0.1", "--port", str(self.port)),
            *("--endpoints", str(self.folder / "endpoints.yml")),
            *("--credentials", str(self.folder / "credentials.yml")),
            *("--model", str(self._model)),
        ]
        with (self.folder / "rasa.log").open("ab") as output:
            return subprocess.Popen(
                [str(self._settings.rasa.python), str(LAUNCHER), *arguments],
                cwd=PROJECT,
                env=environment(self._settings),
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )

    def _write_endpoints(self) -> None:
        action_url = self._settings.rasa.action_url or f"{self._settings.local_address}/internal/actions"
        token = secret_file(self._settings.secrets / "internal.token")
        headers = {"X-Tanya-Token": token}
        endpoints = {
            # Without the domain in every call: two thirds of its size, and no action of ours reads it.
            "action_endpoint": {"url": action_url, "headers": headers, "enable_selective_domain": True},
            "tracker_store": _tracker_store(tracker_database(self._settings)),
        }
        path = self.folder / "endpoints.yml"
        path.touch(mode=0o600)
        path.write_text(json.dumps(endpoints, indent=1))  # JSON is YAML
        (self.folder / "credentials.yml").write_text("rest:\n")


def fingerprint() -> str:
    """Names a model by everything it is trained from."""
    digest = hashlib.sha256()
    for source in SOURCES:
        path = PROJECT / source
        files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if _is_source(p))
        for file in files:
            digest.update(str(file.relative_to(PROJECT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def train(settings: Settings, model: Path) -> None:
    """Train Rasa into ``model``; raises :class:`RasaFailed` with the log's place."""
    folder = model.parent
    folder.mkdir(parents=True, exist_ok=True)
    nlu = folder.parent / "nlu.yml"
    log_file = folder.parent / "train.log"
    python = str(settings.rasa.python)
    steps = [
        [python, str(PROJECT / "bot/dialogue/make_nlu.py"), str(nlu), str(PROJECT / "data/acts")],
        [
            *(python, str(LAUNCHER), "train", "--fixed-model-name", f"training-{os.getpid()}"),
            *("--out", str(folder), "--config", "config.yml", "--domain", "bot/dialogue/domain.yml"),
            *("--data", str(nlu), "bot/dialogue/rules.yml", "bot/dialogue/stories.yml"),
        ],
    ]
    with log_file.open("wb") as output:
        for step in steps:
            done = subprocess.run(step, cwd=PROJECT, env=environment(settings), stdout=output, stderr=output)
            if done.returncode != 0:
                raise RasaFailed(f"Pelatihan Rasa gagal. Lihat catatannya di {log_file}")
    # Named only when whole: a killed training leaves no half model behind.
    (folder / f"training-{os.getpid()}.tar.gz").replace(model)


def environment(settings: Settings) -> dict[str, str]:
    """What Rasa's processes get to see: our paths, and nothing of our own virtual environment."""
    dropped = {"VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "UV_PYTHON"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {
        "PYTHONPATH": str(PROJECT),
        "TANYA_KEY_FILE": str(settings.secrets / "data.key"),
        "TANYA_TOKEN_FILE": str(settings.secrets / "internal.token"),
        "TANYA_RASA_PARENT": str(os.getpid()),
        "RASA_CACHE_DIRECTORY": str(settings.home / "rasa" / "cache"),
        "RASA_TELEMETRY_ENABLED": "false",
        "OMP_NUM_THREADS": "1",
    }


def _tracker_store(address: str) -> dict[str, str]:
    store = {"type": "bot.dialogue.encrypted_tracker_store.EncryptedTrackerStore"}
    if address.startswith("sqlite:///"):
        return store | {"dialect": "sqlite", "db": address.removeprefix("sqlite:///")}
    # Rasa's older SQLAlchemy has another driver, and takes a whole address by this name.
    return store | {"url": address.replace("postgresql+psycopg://", "postgresql://", 1)}


def _is_source(path: Path) -> bool:
    parts = set(path.parts)
    return path.is_file() and not parts & {".venv", "__pycache__", "models"} and path.suffix != ".pyc"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
