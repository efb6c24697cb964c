"""The installed ``tanya`` command, as a person or a script calls it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest

from bot.cli import main

TANYA = Path(sys.executable).parent / "tanya"


def tanya(
    home: Path, *arguments: str, said: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("PORT", "TANYA_HOME")}
    done = subprocess.run(
        [TANYA, *arguments], input=said, capture_output=True, timeout=120,
        env=kept | {"TANYA_HOME": str(home), **environment}, cwd="/",
    )  # fmt: skip
    return subprocess.CompletedProcess(arguments, done.returncode, done.stdout.decode(), done.stderr.decode())


def here(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The same within this process, where it is only about what is said and how it ends."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    told = {"TANYA_HOME": str(home), "PORT": "8000", **environment}
    called = patch.object(sys, "argv", ["tanya", *arguments])
    with patch.dict(os.environ, told), called, redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two things to know."""
    folder: Path = tmp_path_factory.mktemp("home")
    table = folder / "tanya-jawab.csv"
    table.write_text(
        "pertanyaan,jawaban,unit\n"
        "Apa syarat membuat akta kelahiran?,Surat keterangan lahir dan kartu keluarga.,Disdukcapil\n"
        "Berapa lama permohonan informasi dijawab?,Paling lama sepuluh hari kerja.,Diskominfo\n"
    )
    done = tanya(folder, "knowledge", "import", str(table))
    assert done.returncode == 0, done.stderr
    return folder


def test_a_question_is_answered_with_its_source(home: Path) -> None:
    done = tanya(home, "ask", "Apa syarat membuat akta kelahiran?")
    assert done.returncode == 0, done.stderr
    assert "Surat keterangan lahir" in done.stdout
    assert "Sumber:" in done.stdout


def test_questions_line_by_line_give_answers_line_by_line_in_order(home: Path) -> None:
    asked = ["apa syarat membuat akta kelahiran?", "harga kucing persia", 'kutip " dan \\']
    said = "\n".join([asked[0], "", *asked[1:]]).encode() + b"\nbyte \xff aneh\n"
    done = tanya(home, "ask", "-", said=said)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["question"] for line in lines] == [*asked, "byte \ufffd aneh"]
    assert set(lines[0]) == {"question", "outcome", "score", "entry", "text", "sources", "candidates"}
    assert lines[0]["outcome"].startswith("answered_")
    assert not lines[1]["outcome"].startswith("answered_")


def test_what_is_published_is_listed_and_exported(home: Path) -> None:
    listed = [json.loads(line) for line in here(home, "knowledge", "list", "--json").stdout.splitlines()]
    exported = [json.loads(line) for line in here(home, "knowledge", "export").stdout.splitlines()]
    assert len(listed) == len(exported) == 2
    assert {line["entry"] for line in listed} == {line["id"] for line in exported}


def test_a_deadline_explains_itself(home: Path) -> None:
    done = here(home, "deadline", "permohonan", "2026-03-13")
    assert "6 April 2026" in done.stdout or "2026-04-06" in done.stdout


@pytest.mark.parametrize(
    "wrong",
    [
        ["deadline", "permohonan", "13-03-2026"],
        ["deadline", "sihir", "2026-03-13"],
        ["evaluate", "/nowhere.jsonl"],
        ["nowhere"],
        ["staff", "add"],
    ],
)
def test_wrong_usage_is_exit_2(home: Path, wrong: list[str]) -> None:
    done = here(home, *wrong)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_refusal_is_one_sentence_and_exit_1(home: Path) -> None:
    refused = [
        here(home, "case", "show", "0001/PPID/2026"),
        here(home, "staff", "disable", "tiada"),
        here(home, "staff", "add", "ani", "--name", "Ani", "--role", "raja"),
        here(home, "ask", "halo", PORT="abc"),
        here(home, "ask", "halo", TANYA_KNOWLEDGE__RISK="2"),
    ]
    for done in refused:
        assert (done.returncode, done.stdout) == (1, ""), done
        assert done.stderr.strip()
        assert "Traceback" not in done.stderr


def test_staff_are_added_with_a_password_of_their_own_or_a_made_one(home: Path) -> None:
    made = here(home, "staff", "add", "rina", "--name", "Rina", "--role", "petugas")
    assert "Kata sandi:" in made.stdout
    said = b"sandi-yang-sangat-panjang\n"
    own = tanya(
        home, "staff", "add", "budi", "--name", "Budi", "--role", "petugas", "--password-stdin", said=said
    )
    assert own.returncode == 0, own.stderr
    assert "sandi-yang" not in own.stdout
    assert here(home, "staff", "disable", "rina").returncode == 0


def test_a_document_is_told_from_a_register_and_can_be_put_behind_an_entry(tmp_path: Path) -> None:
    home = tmp_path / "home"
    text = (
        "Sewa gedung serbaguna satu juta rupiah sehari. "
        + "Petugas mencatat setiap pemakaian gedung itu. " * 20
    )
    file = tmp_path / "tarif-gedung.html"
    file.write_text(f"<!DOCTYPE html><html><body><h1>Tarif gedung</h1><p>{text}</p></body></html>")
    done = here(home, "knowledge", "import", str(file), "--title", "Tarif gedung 2025", "--json")
    assert json.loads(done.stdout)["added"] == 1, done.stderr
    done = here(home, "knowledge", "import", str(file), "--entry", "tidak-ada")
    assert (done.returncode, "tidak-ada" in done.stderr) == (1, True)
    done = here(home, "knowledge", "import", str(file), "--as", "register")
    assert (done.returncode, "Tidak ada baris" in done.stderr) == (1, True)
    done = here(home, "knowledge", "import", str(file), "--as", "register", "--entry", "x")
    assert done.returncode == 2
    [line] = here(home, "knowledge", "list", "--json").stdout.splitlines()
    assert json.loads(line)["title"] == "Tarif gedung (Tarif gedung 2025, bagian 1)"


def test_a_column_is_explained_once(tmp_path: Path) -> None:
    table = tmp_path / "hal.csv"
    table.write_text("Perihal;Bagian\nNeraca 2025;Keuangan\n")
    place = tmp_path / "rumah"
    unknown = here(place, "knowledge", "import", str(table), "--dry-run")
    assert unknown.returncode == 1
    assert '"Perihal", "Bagian"' in unknown.stderr
    wrong = here(place, "knowledge", "import", str(table), "--column", "Perihal=jdul")
    assert wrong.returncode == 1
    assert "judul" in wrong.stderr
    assert wrong.stderr.count("\n") == 1
    said = ("--column", "Perihal=judul", "--column", "Bagian=unit")
    assert here(place, "knowledge", "import", str(table), "--remember").returncode == 1
    done = here(place, "knowledge", "import", str(table), *said, "--remember")
    assert done.returncode == 0, done.stderr
    again = here(place, "knowledge", "import", str(table), "--dry-run")
    assert "susunan yang diingat" in again.stdout
    assert "tetap 1" in again.stdout


def test_an_export_imports_again_as_it_was(home: Path, tmp_path: Path) -> None:
    """Every link, the group and the dates come along."""
    table = tmp_path / "dip.csv"
    table.write_text(
        "judul informasi;ringkasan;kelompok;unit;penanggung jawab;waktu;bentuk;retensi;"
        "tautan;diperbarui;berlaku sampai\n"
        "Laporan kinerja;Isi laporan;Kinerja;Bappeda;Sekda;Tahun 2025;Softcopy;5 tahun;"
        "https://a.go.id/1 https://a.go.id/2;2026-01-05;2030-12-31\n"
    )
    assert here(tmp_path / "one", "knowledge", "import", str(table)).returncode == 0
    first = here(tmp_path / "one", "knowledge", "export").stdout
    line = json.loads(first)
    assert line["links"] == ["https://a.go.id/2"]
    assert all(line[name] for name in line if name not in ("variants", "category"))
    (tmp_path / "export.jsonl").write_text(first)
    assert here(tmp_path / "two", "knowledge", "import", str(tmp_path / "export.jsonl")).returncode == 0
    assert json.loads(here(tmp_path / "two", "knowledge", "export").stdout) == json.loads(first)
