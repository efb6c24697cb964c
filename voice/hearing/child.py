"""A child process that is asked over its pipes: a line of JSON and bytes in, a line of JSON out."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from threading import Timer
from typing import Any

from office.settings import PROJECT


class ChildGone(RuntimeError):
    """The child ended, or had to be ended, before it answered."""


class Child:
    """One process. Not for two threads at once. It ends with its parent: its input closes then."""

    def __init__(self, arguments: Sequence[str | Path]) -> None:
        self._process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT
        )

    def ask(self, head: dict[str, Any], body: bytes = b"", patience: float | None = None) -> Any:
        """Its answer; raises :class:`ChildGone`, also when none came within ``patience`` seconds."""
        watch = Timer(patience, self._process.kill) if patience else None
        if watch is not None:
            watch.start()
        try:
            self._write(json.dumps({**head, "bytes": len(body)}).encode() + b"\n" + body)
            return self.answer()
        finally:
            if watch is not None:
                watch.cancel()

    def answer(self) -> Any:
        """The next line; for what a child says by itself."""
        line = self._process.stdout.readline() if self._process.stdout else b""
        if not line:
            raise ChildGone
        return json.loads(line)

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _write(self, message: bytes) -> None:
        try:
            if self._process.stdin is not None:
                self._process.stdin.write(message)
                self._process.stdin.flush()
        except OSError as error:
            raise ChildGone from error
