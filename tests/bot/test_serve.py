"""Starting everything: what is missing is said in one sentence, and the log holds no citizen's words."""

from __future__ import annotations

import io
import json
import logging
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot import serve
from bot.serve import CannotServe, _BareFormatter, check, configure_logs
from office.settings import Rasa, Settings

SECRET = "NIK 3578014101900003"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Settings(home=tmp_path, port=port, rasa=Rasa(url="http://127.0.0.1:1"))


@pytest.fixture
def logs(settings: Settings) -> Iterator[Path]:
    root = logging.getLogger()
    before, level, known = root.handlers[:], root.level, structlog.get_config()
    configure_logs(settings)
    yield settings.home / "tanya.log"
    structlog.configure(**known)
    root.handlers[:], root.level = before, level


def test_a_full_log_begins_anew_and_only_so_many_are_kept(
    settings: Settings, logs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "LARGEST_LOG", 2000)
    configure_logs(settings)
    log = structlog.get_logger()
    for number in range(1000):
        log.info("turn", inbox=number)
    files = sorted(settings.home.glob("tanya.log*"))
    assert len(files) == serve.LOGS_KEPT + 1
    assert all(file.stat().st_size <= 2000 for file in files)
    assert json.loads(logs.read_text().splitlines()[-1])["inbox"] == 999


def fail() -> None:
    words = SECRET
    raise ValueError(words)


def test_a_ready_machine_passes(settings: Settings) -> None:
    check(settings)


def test_a_taken_port_names_the_way_out(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", settings.port))
        taken.listen()
        with pytest.raises(CannotServe, match=f"PORT={settings.port + 1}"):
            check(settings)


def test_a_port_that_is_none_is_refused_too(settings: Settings) -> None:
    settings.port = 70000
    with pytest.raises(CannotServe, match="70000"):
        check(settings)


def test_a_full_disk_is_said_before_it_loses_a_message(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))  # type: ignore[attr-defined]
    with pytest.raises(CannotServe, match="disk"):
        check(settings)


def test_a_missing_rasa_names_the_command(settings: Settings) -> None:
    settings.rasa = Rasa(python=settings.home / "nowhere")
    with pytest.raises(CannotServe, match="make setup"):
        check(settings)


def test_an_error_is_logged_with_its_place_and_none_of_its_words(logs: Path) -> None:
    log = structlog.get_logger()
    try:
        fail()
    except ValueError:
        log.exception("turn failed", inbox=7)
    line = json.loads(logs.read_text())
    assert (line["event"], line["inbox"], line["error"], line["level"]) == (
        "turn failed",
        7,
        "ValueError",
        "error",
    )
    assert any("fail" in frame for frame in line["frames"])
    assert "3578014101900003" not in logs.read_text()


def test_libraries_log_errors_the_same_way(logs: Path) -> None:
    ours = next(each for each in logging.getLogger().handlers if isinstance(each.formatter, _BareFormatter))
    assert isinstance(ours, logging.StreamHandler)
    output = io.StringIO()
    ours.setStream(output)
    try:
        fail()
    except ValueError:
        logging.getLogger("a.library").exception("Exception in ASGI application")
    logging.getLogger("httpx").info("POST https://api.telegram.org/bot123:rahasia/getMe")
    assert "ValueError" in output.getvalue()
    assert "3578014101900003" not in output.getvalue()
    assert "rahasia" not in output.getvalue()
