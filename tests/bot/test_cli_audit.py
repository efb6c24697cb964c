"""``tanya audit`` from the outside: exit 0 and 1, the first broken link, an anchor kept apart."""

import json
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from bot.cli import app
from bot.local import Refused


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TANYA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def tanya(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(arguments))
    if isinstance(result.exception, Refused):
        return 1, str(result.exception)
    return result.exit_code, result.stdout


def forge(home: Path, statement: str) -> None:
    engine = create_engine(f"sqlite:///{home / 'tanya.db'}")
    with engine.begin() as connection:
        for trigger in ("audit_entry_no_update", "audit_entry_no_delete"):
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text(statement))
    engine.dispose()


def test_a_whole_log_and_a_broken_one(home: Path, tmp_path: Path) -> None:
    for name in ("rina", "budi"):
        assert tanya("staff", "add", name, "--name", name, "--role", "petugas")[0] == 0
    code, said = tanya("audit", "verify")
    assert (code, "utuh: 2 catatan" in said) == (0, True)
    kept = tmp_path / "anchors.jsonl"
    assert tanya("audit", "anchor", "-o", str(kept))[0] == 0
    assert tanya("audit", "verify", "--anchor", str(kept))[0] == 0
    code, line = tanya("audit", "anchor")
    assert json.loads(line)["count"] == 2
    tanya("staff", "disable", "budi")
    forge(home, "UPDATE audit_entry SET actor = 'petugas:9' WHERE id = 2")
    code, said = tanya("audit", "verify")
    assert (code, "nomor 2" in said) == (1, True)
    code, line = tanya("audit", "verify", "--json")
    assert code == 1
    assert json.loads(line)["broken"] == {"number": 2, "why": "changed"}


def test_an_anchor_that_is_none_is_refused(tmp_path: Path) -> None:
    kept = tmp_path / "notes.txt"
    kept.write_text("halo\n")
    code, said = tanya("audit", "verify", "--anchor", str(kept))
    assert (code, "baris 1 di notes.txt" in said) == (1, True)
