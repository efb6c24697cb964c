from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux for a signal")


def _gone(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_the_server_dies_with_the_process_that_started_it(new_server: Any) -> None:
    starter = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", starter, *new_server.command()],
        cwd=new_server.toy,
        env=new_server.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    new_server.log.touch()
    new_server.wait_until_ready(lambda: not _gone(child))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    give_up = time.monotonic() + 10
    while not _gone(child) and time.monotonic() < give_up:
        time.sleep(0.05)
    assert _gone(child)


def test_a_parent_that_died_before_the_launch_is_noticed(launch: Callable[..., Any], tmp_path: Path) -> None:
    done = launch("run", cwd=tmp_path, TANYA_RASA_PARENT="1999999999")
    assert done.returncode == 1
    assert "the process that asked for it is gone" in done.stderr


def test_it_can_be_told_to_outlive_its_parent(launch: Callable[..., Any], tmp_path: Path) -> None:
    done = launch("--version", cwd=tmp_path, TANYA_RASA_PARENT="1999999999", TANYA_RASA_OUTLIVES_PARENT="1")
    assert done.returncode == 0
    assert "3.6.21" in done.stdout


def test_it_is_quiet(launch: Callable[..., Any], tmp_path: Path) -> None:
    assert launch("--version", cwd=tmp_path).stderr == ""


def test_it_listens_on_loopback_only(rasa: Any) -> None:
    listening = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    local = [line.split()[1] for line in listening.splitlines() if line.split()[3] == "0A"]
    ours = {address.partition(":")[0] for address in local if address.endswith(f":{rasa.port:04X}")}
    assert ours == {socket.inet_aton("127.0.0.1")[::-1].hex().upper()}


def test_telemetry_is_off(in_rasa: Callable[..., Any]) -> None:
    code = "from bot.dialogue import launch\nlaunch.quiet()\nimport rasa.telemetry\n"
    assert in_rasa(code + "result = rasa.telemetry.is_telemetry_enabled()") is False


def test_an_interface_can_be_chosen(in_rasa: Callable[..., Any]) -> None:
    code = "from bot.dialogue.launch import arguments as a\n"
    result = in_rasa(code + "result = [a(['run']), a(['run', '-i', '10.0.0.2']), a(['train'])]")
    assert result == [["run", "--interface", "127.0.0.1"], ["run", "-i", "10.0.0.2"], ["train"]]


def test_data_can_be_validated(launch: Callable[..., Any], toy: Path) -> None:
    done = launch("data", "validate", cwd=toy)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "No story structure conflicts found" in done.stdout + done.stderr


def test_stories_can_be_tested(launch: Callable[..., Any], toy: Path, tmp_path: Path) -> None:
    stories = Path(__file__).parent / "toy" / "test_stories.yml"
    done = launch(
        "test",
        "core",
        "--model",
        "models/toy.tar.gz",
        "--stories",
        str(stories),
        "--out",
        str(tmp_path),
        cwd=toy,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "1 / 1" in done.stdout + done.stderr
    assert os.listdir(tmp_path)
