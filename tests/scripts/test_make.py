"""What a newcomer meets: one clear sentence, and the same command again goes on."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.scripts.conftest import Make


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """What was said before make's own closing line; there must be just one line, and no traceback."""
    assert done.returncode != 0
    said = [line for line in (done.stdout + done.stderr).splitlines() if not line.startswith("make:")]
    assert len(said) == 1, said
    return said[0]


def only(folder: Path, *names: str) -> str:
    """A PATH with these programs and no other."""
    folder.mkdir()
    for name in names:
        found = shutil.which(name)
        assert found, name
        (folder / name).symlink_to(found)
    return str(folder)


def test_a_taken_port(make: Make) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = sentence(make("run", PORT=str(port)))
    assert f"Porta {port}" in said
    assert f"PORT={port + 1} make run" in said


@pytest.mark.parametrize("port", ["delapan", "0", "70000", "-1"])
def test_a_port_that_is_none(make: Make, port: str) -> None:
    assert "bukan nomor porta" in sentence(make("run", PORT=port))


def test_no_python(make: Make, tmp_path: Path) -> None:
    path = only(tmp_path / "bin", "make", "sh", "dirname")
    said = sentence(make("run", PATH=path, HOME=str(tmp_path), PYENV_ROOT=str(tmp_path)))
    assert said.startswith("Python 3.11 tidak ditemukan.")
    assert "apt-get install python3.11" in said


def test_a_data_folder_that_cannot_be_made(make: Make, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = sentence(make("run", TANYA_HOME=str(tmp_path / "file" / "home"), PORT="18999"))
    assert "tidak dapat dibuat" in said
    assert "TANYA_HOME" in said


def test_a_second_start_on_the_same_data(make: Make, checkout: Path) -> None:
    index = checkout / "var" / "index"
    index.mkdir(parents=True)
    (checkout / "var" / "serve.json").write_text('{"port": 8123}')
    with (index / "owner.lock").open("w") as owned:
        fcntl.flock(owned, fcntl.LOCK_EX)
        said = sentence(make("run", PORT="18999"))
    assert "sudah berjalan" in said
    assert "di porta 8123" in said


def test_no_packages_to_be_had_leaves_a_set_up_that_can_be_repeated(make: Make, checkout: Path) -> None:
    first = make("setup")
    assert first.returncode != 0
    assert "ulangi perintah yang sama" in first.stderr
    assert "Traceback" not in first.stderr
    again = make("setup")
    assert "Memasang uv" in again.stdout
    assert "ulangi perintah yang sama" in again.stderr


def test_what_is_set_up_is_not_set_up_again(make: Make, checkout: Path) -> None:
    ask = "import setup_parts as p; print(p.made_from(p.UV_PIN), p._application_stamp('run'), p.made_from(p.RASA_LOCK))"
    stamps = subprocess.run(
        [sys.executable, "-c", ask], cwd=checkout / "scripts", capture_output=True, text=True, check=True
    )
    uv, application, group, rasa = stamps.stdout.split()
    for folder, stamp, program in (
        (".uv", uv, "uv"),
        (".venv", f"{application} {group}", "tanya"),
        ("bot/dialogue/.venv", rasa, "python"),
    ):
        (checkout / folder / "bin").mkdir(parents=True)
        (checkout / folder / "bin" / program).write_text("")
        (checkout / folder / "tanya-setup").write_text(stamp)
    began = time.monotonic()
    done = make("setup")
    assert (done.returncode, done.stdout) == (0, "Siap. Jalankan: make run\n"), done.stderr
    assert time.monotonic() - began < 5
    (checkout / "bot/dialogue/requirements.lock").write_text("another lock\n")
    assert "mesin percakapan (Rasa)" in make("setup").stdout


def test_without_a_target_the_commands_are_listed(make: Make) -> None:
    shown = make("help").stdout
    assert "make run" in shown
    assert "make test" in shown


def test_rasa_is_not_set_up(tmp_path: Path) -> None:
    tanya = Path(sys.executable).with_name("tanya")
    environment = os.environ | {
        "TANYA_HOME": str(tmp_path),
        "TANYA_RASA__PYTHON": str(tmp_path / "no-python"),
        "PORT": "18999",
    }
    done = subprocess.run([tanya, "serve"], env=environment, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (1, "Lingkungan Rasa belum terpasang. Jalankan: make setup\n")
