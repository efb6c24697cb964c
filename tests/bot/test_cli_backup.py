"""``tanya backup`` and ``tanya restore`` from the outside: all of it or nothing, the keys apart."""

import json
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.cli import app
from bot.local import Refused
from bot.tables import Conversation
from office.audit import note
from office.clock import now
from office.database import Database, KeyLost
from office.migrations import migrate
from office.settings import Settings
from tests.conftest import new_postgresql

PHONE = "081234567890"


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Addresses of the database that is kept and of the one it is put back into; empty means SQLite."""
    if request.param == "sqlite":
        return "", ""
    server = request.getfixturevalue("postgresql_server")
    return new_postgresql(server), new_postgresql(server)


def tanya(home: Path, url: str, *arguments: str) -> tuple[int, str]:
    result = CliRunner(env={"TANYA_HOME": str(home), "TANYA_DATABASE_URL": url or None}).invoke(
        app, [*arguments]
    )
    if isinstance(result.exception, Refused | KeyLost):
        return 1, str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout


def opened(home: Path, url: str) -> Database:
    settings = Settings(home=home, database_url=url or None)
    (home / "secrets").mkdir(parents=True, exist_ok=True)
    migrate(settings)
    return Database(settings)


def fill(home: Path, url: str, count: int = 3) -> None:
    database = opened(home, url)
    for number in range(count):
        with database.writing("petugas:1") as session:
            session.add(
                Conversation(channel="whatsapp", address=PHONE, address_index=f"i{number}", created_at=now())
            )
            note(session, "case.dilihat", f"case:{number}")
    database.close()


def phones(home: Path, url: str) -> list[str]:
    database = opened(home, url)
    with database.reading() as session:
        found = list(session.scalars(select(Conversation.address).order_by(Conversation.address_index)))
    database.close()
    return found


def test_what_is_kept_comes_back_with_its_keys(tmp_path: Path, urls: tuple[str, str]) -> None:
    old, new, kept, keys = tmp_path / "old", tmp_path / "new", tmp_path / "t.tar.gz", tmp_path / "k.tar.gz"
    fill(old, urls[0])
    (old / "questions.jsonl").write_text("{}\n")
    code, said = tanya(old, urls[0], "backup", "-o", str(kept), "--keys", str(keys))
    assert (code, str(kept) in said) == (0, True)
    assert {kept.stat().st_mode & 0o777, keys.stat().st_mode & 0o777} == {0o600}

    code, said = tanya(new, urls[1], "restore", str(kept), "--keys", str(keys))
    assert (code, str(new) in said) == (0, True)
    assert phones(new, urls[1]) == [PHONE] * 3
    assert (new / "questions.jsonl").read_text() == "{}\n"
    code, said = tanya(new, urls[1], "audit", "verify")
    assert (code, "utuh: 3 catatan" in said) == (0, True), said


def test_the_backup_alone_opens_no_personal_data(tmp_path: Path, urls: tuple[str, str]) -> None:
    old, new, kept = tmp_path / "old", tmp_path / "new", tmp_path / "t.tar.gz"
    fill(old, urls[0])
    assert tanya(old, urls[0], "backup", "-o", str(kept))[0] == 0
    with tarfile.open(kept) as archive:
        for member in archive:
            content = archive.extractfile(member)
            assert content is not None
            assert PHONE.encode() not in content.read()
            assert "key" not in member.name
    assert tanya(new, urls[1], "restore", str(kept))[0] == 0
    code, said = tanya(new, urls[1], "case", "list")
    assert (code, "Kunci data" in said) == (1, True)


def test_a_backup_taken_while_others_write_is_whole(tmp_path: Path) -> None:
    old, new, kept, keys = tmp_path / "old", tmp_path / "new", tmp_path / "t.tar.gz", tmp_path / "k.tar.gz"
    fill(old, "")
    database, stop, written = opened(old, ""), threading.Event(), threading.Event()

    def write() -> None:
        number = 100
        while not stop.is_set():
            with database.writing("petugas:1") as session:
                note(session, "case.dilihat", f"case:{number}")
            written.set()
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert written.wait(30)
        assert tanya(old, "", "backup", "-o", str(kept), "--keys", str(keys))[0] == 0
    finally:
        stop.set()
        writer.join()
        database.close()
    assert tanya(new, "", "restore", str(kept), "--keys", str(keys))[0] == 0
    code, said = tanya(new, "", "audit", "verify")
    assert (code, "utuh" in said) == (0, True)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    home, kept = tmp_path / "home", tmp_path / "t.tar.gz"
    assert tanya(home, "", "backup", "-o", str(kept)) == (
        1,
        f"Belum ada data di {home}. Periksa TANYA_HOME.",
    )
    fill(home, "")
    assert tanya(home, "", "backup", "-o", str(kept))[0] == 0
    before = kept.read_bytes()
    assert "sudah ada" in tanya(home, "", "backup", "-o", str(kept))[1]
    assert kept.read_bytes() == before
    code, said = tanya(home, "", "restore", str(kept))
    assert (code, "sudah ada data" in said) == (1, True)
    assert phones(home, "") == [PHONE] * 3


@pytest.mark.parametrize("harm", ["cut", "flipped", "none", "foreign", "climbing"])
def test_a_broken_backup_changes_nothing(tmp_path: Path, harm: str) -> None:
    old, new, kept = tmp_path / "old", tmp_path / "new", tmp_path / "t.tar.gz"
    fill(old, "")
    assert tanya(old, "", "backup", "-o", str(kept))[0] == 0
    spoil(kept, harm, tmp_path)
    code, said = tanya(new, "", "restore", str(kept))
    assert (code, "bukan cadangan Tanya PPID yang utuh" in said) == (1, True)
    assert sorted(path.name for path in new.iterdir()) == ["secrets"]
    assert not (tmp_path / "climbed").exists()


def spoil(kept: Path, harm: str, folder: Path) -> None:
    raw = kept.read_bytes()
    if harm == "cut":
        kept.write_bytes(raw[: len(raw) // 2])
    elif harm == "flipped":
        repack(kept, folder, lambda name, body: body[:-1] + b"x" if name == "tanya.db" else body)
    elif harm == "none":
        kept.unlink()
    elif harm == "foreign":
        kept.write_bytes(b"PK\x03\x04 bukan tar")
    else:
        sums = {"sha256": {"../climbed": "0" * 64}}
        repack(
            kept, folder, lambda name, body: json.dumps(sums).encode() if name == "manifest.json" else body
        )


def repack(kept: Path, folder: Path, change: Callable[[str, bytes], bytes]) -> None:
    inside = folder / "inside"
    with tarfile.open(kept) as archive:
        archive.extractall(inside, filter="data")
    kept.unlink()
    with tarfile.open(kept, "w:gz") as archive:
        for path in sorted(inside.iterdir()):
            path.write_bytes(change(path.name, path.read_bytes()))
            archive.add(path, path.name)
