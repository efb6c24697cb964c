"""Two Rasa servers on one Redis. Set TANYA_TEST_REDIS=redis://… to run it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

REDIS = os.environ.get("TANYA_TEST_REDIS")


@pytest.mark.skipif(not REDIS, reason="TANYA_TEST_REDIS names no Redis server")
def test_two_servers_take_turns(make_server: Callable[[Path], Any], tmp_path: Path) -> None:
    servers = [make_server(tmp_path / "one"), make_server(tmp_path / "two")]
    lock = f"lock_store:\n  type: bot.dialogue.redis_lock_store.RedisLocks\n  url: {REDIS}\n"
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
