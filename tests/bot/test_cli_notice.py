"""``tanya notice`` from the outside: announced, listed, taken back; what says too little is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.local import Refused

TITLE, TEXT = "Banjir di bantaran Kali Jernih", "Air naik. Segera mengungsi ke balai kelurahan."


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANYA_HOME", str(tmp_path / "home"))


def tanya(*arguments: str, words: str | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["notice", *arguments], input=words)
    if isinstance(result.exception, Refused):
        return 1, str(result.exception)
    return result.exit_code, result.stdout


def test_it_is_announced_listed_and_taken_back() -> None:
    code, said = tanya("publish", TITLE, "-", "--hours", "3", words=TEXT)
    assert (code, "nomor 1" in said) == (0, True)
    listed = json.loads(tanya("list", "--json")[1])
    assert (listed["title"], listed["current"]) == (TITLE, True)
    assert tanya("withdraw", "1")[0] == 0
    code, said = tanya("withdraw", "1")
    assert (code, "tidak berlaku" in said) == (1, True)
    assert json.loads(tanya("list", "--json")[1])["current"] is False


def test_what_says_too_little_is_refused_with_what_to_write() -> None:
    code, said = tanya("publish", TITLE, "awas")
    assert (code, "apa yang harus dilakukan" in said) == (1, True)
