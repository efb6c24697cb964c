"""``tanya models`` and a model from the settings, as an operator meets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.test_cli import here
from tests.standins.hub import hub
from tests.standins.sentence_model import write_model

NAME = "kantor/kecil"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("hub") / "model")


def test_fetch_then_list_then_answer_without_the_hub(tmp_path: Path, source: Path) -> None:
    home = tmp_path / "home"
    with hub({NAME: source}) as served:
        chosen = {"TANYA_KNOWLEDGE__EMBEDDER": NAME, "TANYA_KNOWLEDGE__HUB_URL": served.url}
        done = here(home, "models", "fetch", **chosen)
        assert done.returncode == 0, done.stderr
        assert str(home / "models") in done.stdout
    listed = here(home, "models", "list", **chosen)
    assert [line.split("\t")[0] for line in listed.stdout.splitlines()][:2] == ["builtin", NAME]
    assert listed.stdout.splitlines()[1].endswith("dipakai")
    table = tmp_path / "tanya-jawab.csv"
    table.write_text(
        "pertanyaan,jawaban\nApa syarat membuat akta kelahiran?,Surat lahir dan kartu keluarga.\n"
    )
    assert here(home, "knowledge", "import", str(table), **chosen).returncode == 0
    answer = here(home, "ask", "Apa syarat membuat akta kelahiran?", **chosen)
    assert "Surat lahir" in answer.stdout, answer.stderr


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"TANYA_KNOWLEDGE__EMBEDDER": "/tidak/ada"}, "knowledge.embedder"),
        (
            {"TANYA_KNOWLEDGE__EMBEDDER": NAME, "TANYA_KNOWLEDGE__HUB_URL": "http://127.0.0.1:9"},
            "tidak dapat diunduh",
        ),
        ({"TANYA_KNOWLEDGE__CHROMA_URL": "http://127.0.0.1:9"}, "knowledge.chroma_url"),
    ],
)
def test_what_cannot_be_used_is_one_sentence(tmp_path: Path, setting: dict[str, str], said: str) -> None:
    done = here(tmp_path / "home", "ask", "halo", **setting)
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_model_that_hears_is_fetched_with_what_faster_whisper_reads(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "model"
    folder.mkdir()
    for file in ("config.json", "tokenizer.json", "model.bin", "vocabulary.json"):
        (folder / file).write_text(f"the office's {file}")
    with hub({"kantor/faster-whisper-kecil": folder}) as served:
        chosen = {
            "TANYA_KNOWLEDGE__HUB_URL": served.url,
            "TANYA_HEARING__MODEL": "kantor/faster-whisper-kecil",
        }
        served.wrong = "model.bin"
        damaged = here(home, "models", "fetch", "kantor/faster-whisper-kecil", **chosen)
        assert (damaged.returncode, damaged.stderr.count("\n")) == (1, 1)
        assert "model.bin" in damaged.stderr
        served.wrong = ""
        done = here(home, "models", "fetch", **chosen)  # without a name: what the settings name
        assert 'hearing.model = "kantor/faster-whisper-kecil"' in done.stdout, done.stderr
        (folder / "model.bin").unlink()
        served.models["kantor/whisper-lain"] = folder
        lacking = here(home, "models", "fetch", "kantor/whisper-lain", **chosen)
        assert "bukan model faster-whisper" in lacking.stderr
    listed = here(home, "models", "list", **chosen).stdout.splitlines()
    assert [line for line in listed if line.startswith("kantor/")] == [
        "kantor/faster-whisper-kecil\t0 MB\tdipakai"
    ]
