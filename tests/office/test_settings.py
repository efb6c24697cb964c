"""Settings of an installation: environment over secret files over tanya.toml over defaults."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from office.settings import Settings, load


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("PORT", "TANYA_PORT", "TANYA_HOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TANYA_HOME", str(tmp_path / "rumah"))
    return tmp_path / "rumah"


def test_loading_makes_the_home_and_a_folder_of_secrets_for_the_owner_alone(home: Path) -> None:
    settings = load()
    assert settings.home == home
    assert stat.S_IMODE(settings.secrets.stat().st_mode) == 0o700
    assert settings.database == f"sqlite:///{home / 'tanya.db'}"


def test_port_moves_the_address(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load().address == "http://localhost:8000"
    monkeypatch.setenv("PORT", "8123")
    assert load().address == "http://localhost:8123"
    monkeypatch.setenv("TANYA_PUBLIC_URL", "https://ppid.contoh.example")
    assert load().address == "https://ppid.contoh.example"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("10.0.0.5", "http://10.0.0.5:8000"),
    ],
)
def test_programs_on_this_machine_know_where_to_find_us(home: Path, host: str, address: str) -> None:
    assert Settings(host=host).local_address == address


def test_nearer_sources_win(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load()
    (home / "tanya.toml").write_text('log_level = "debug"\n[telegram]\napi_base = "http://toml"\n')
    assert load().log_level == "debug"
    monkeypatch.setenv("TANYA_LOG_LEVEL", "error")
    settings = load()
    assert (settings.log_level, settings.telegram.api_base) == ("error", "http://toml")


def test_a_secret_shows_itself_nowhere(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANYA_TELEGRAM__TOKEN", "123:rahasia")
    settings = load()
    assert settings.telegram.token is not None
    assert settings.telegram.token.get_secret_value() == "123:rahasia"
    assert "rahasia" not in repr(settings)


def test_a_value_that_makes_no_sense_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANYA_KNOWLEDGE__RISK", "2")
    with pytest.raises(ValidationError, match="risk"):
        load()
