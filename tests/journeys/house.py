"""The whole product as a user starts it: ``tanya serve`` in its own process, with its own Rasa.

Nothing inside is replaced. A house can be killed like a machine whose plug is pulled, and started again.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil

PROJECT = Path(__file__).resolve().parents[2]
TANYA = Path(sys.executable).parent / "tanya"
READY = 400
"""Seconds a start may take on a busy machine before it counts as failed."""


class House:
    """One installation in ``home``. ``extra`` are further ``TANYA_…`` settings."""

    def __init__(self, home: Path, extra: dict[str, str] | None = None) -> None:
        self.home = home
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        # The same environment as an operator's shell, less what would point at another installation.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TANYA_")}
        self.environment = kept | {"TANYA_HOME": str(home), "PORT": str(self.port)} | (extra or {})
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str, words: str | None = None) -> subprocess.CompletedProcess[str]:
        """One ``tanya`` command on this house."""
        return subprocess.run(
            [str(TANYA), *arguments],
            env=self.environment,
            input=words,
            capture_output=True,
            text=True,
            timeout=300,
            cwd="/",
        )

    def start(self, wait: bool = True) -> House:
        """Start the server; wait until everything answers."""
        with (self.home.parent / f"{self.home.name}.log").open("ab") as output:
            self.process = subprocess.Popen(
                [str(TANYA), "serve"], env=self.environment, stdout=output, stderr=output, cwd="/"
            )
        if wait:
            self.wait_until_ready()
        return self

    def wait_until_ready(self) -> None:
        until(lambda: self._answers("/readyz"), READY, self.log)

    def _answers(self, path: str) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log()
        try:
            return httpx.get(self.address + path, timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def rasa(self) -> psutil.Process | None:
        """The running dialogue engine."""
        assert self.process is not None
        for child in psutil.Process(self.process.pid).children():
            if "launch.py" in " ".join(child.cmdline()):
                return child
        return None

    def kill_application(self) -> None:
        """SIGKILL, as when the machine's memory runs out; Rasa must go with it."""
        assert self.process is not None
        engine = self.rasa()
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=10)
        if engine is not None:
            engine.wait(timeout=15)

    def kill_rasa(self) -> None:
        engine = self.rasa()
        assert engine is not None
        engine.kill()
        engine.wait(timeout=10)

    def stop(self) -> None:
        """Stop as an operator does."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=25)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def log(self) -> str:
        """What the server printed, for a failing test's message."""
        parts = []
        for path in (self.home.parent / f"{self.home.name}.log", self.home / "rasa" / "rasa.log"):
            if path.exists():
                parts.append(path.read_text(errors="replace")[-3000:])
        return "\n---\n".join(parts)

    def say(
        self, conversation: str, text: str, message_id: str | None = None, seconds: float = 120
    ) -> dict[str, Any]:
        """One message through the chat interface; the answer."""
        body = {"conversation": conversation, "message_id": message_id or uuid4().hex, "text": text}
        end = time.monotonic() + seconds
        answer = httpx.post(f"{self.address}/api/chat", json=body, timeout=seconds)
        while answer.status_code == 202 and time.monotonic() < end:  # not yet: the same message asks again
            answer = httpx.post(f"{self.address}/api/chat", json=body, timeout=seconds)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        turn: dict[str, Any] = answer.json()
        return turn

    @property
    def officer(self) -> tuple[str, str]:
        """User name and password of the demo's officer."""
        first = (self.home / "secrets" / "demo-sign-in.txt").read_text().splitlines()[0]
        name, password = first.split(", kata sandi ")
        return name.strip(), password.strip()


def copy_of(home: Path, to: Path) -> Path:
    """A second installation with the same data, index and trained model."""
    shutil.copytree(home, to)
    (to / "serve.json").unlink(missing_ok=True)
    return to


def until(true: Any, seconds: float, told: Any = lambda: "") -> None:
    """Wait until something is so; fail with what ``told`` says."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds} seconds. {told()}"
        time.sleep(0.1)


def spoken(turn: dict[str, Any]) -> str:
    """All words of a turn."""
    return "\n".join(message["text"] for message in turn["messages"])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
