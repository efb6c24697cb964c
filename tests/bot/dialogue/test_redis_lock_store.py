"""Two Rasa servers on one Redis, which the test starts for itself."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    """Address of a throw-away Redis server of Debian's package."""
    program = shutil.which("redis-server")
    assert program, "Redis is missing: make test installs it (apt-get install redis-server)"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    while socket.socket().connect_ex(("127.0.0.1", port)) != 0:
        assert server.poll() is None, "Redis did not start"
        time.sleep(0.05)
    yield f"redis://127.0.0.1:{port}"
    server.terminate()
    server.wait(10)


def test_two_servers_take_turns(make_server: Callable[[Path], Any], tmp_path: Path, redis: str) -> None:
    servers = [make_server(tmp_path / "one"), make_server(tmp_path / "two")]
    lock = f"lock_store:\n  type: bot.dialogue.redis_lock_store.RedisLocks\n  url: {redis}\n"
    for server in servers:
        shared = server.endpoints.read_text().replace(str(server.database), str(tmp_path / "shared.db"))
        server.endpoints.write_text(shared + lock)
        server.start()
    said: list[Any] = []

    def greet(server: Any) -> None:
        said.append(server.say("both", "halo"))

    threads = [threading.Thread(target=greet, args=(servers[n % 2],)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert said == [["Halo."]] * 8
