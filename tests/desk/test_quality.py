"""The evaluation at the desk: the office's questions, run in the background, with its figures."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from deskkit import House, opened

from knowledge.store import Draft

ENTRIES = (
    Draft(
        kind="faq", id="akta", title="Bagaimana cara mengurus akta kelahiran?", body="Siapkan kartu keluarga."
    ),
    Draft(kind="faq", id="biaya", title="Berapa biaya salinan informasi?", body="Tidak dipungut biaya."),
)
QUESTIONS = "\n".join(
    json.dumps(row)
    for row in (
        {
            "text": "cara mengurus akta kelahiran",
            "targets": ["akta"],
            "answerable": True,
            "register": "formal",
        },
        {"text": "biaya salinan berapa", "targets": ["biaya"], "answerable": True, "register": "everyday"},
        {"text": "siapa juara piala dunia", "targets": [], "answerable": False, "register": "formal"},
    )
).encode()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with opened(tmp_path, ENTRIES) as house:
        yield house


def test_a_set_is_taken_run_and_its_figures_shown(house: House) -> None:
    client = house.client("rina")
    assert "Belum ada daftar uji" in client.get("/desk/pengetahuan/mutu").text
    assert client.post("/desk/pengetahuan/mutu/jalankan").status_code == 422
    assert (
        client.post("/desk/pengetahuan/mutu/daftar", files={"file": ("q.jsonl", QUESTIONS)}).status_code
        == 303
    )
    assert "3 pertanyaan" in client.get("/desk/pengetahuan/mutu").text
    before = set(threading.enumerate())
    assert client.post("/desk/pengetahuan/mutu/jalankan").status_code == 303
    for thread in set(threading.enumerate()) - before:
        thread.join(60)
    page = client.get("/desk/pengetahuan/mutu").text
    assert "Hasil terakhir" in page
    assert "everyday" in page
    assert "100,0 %" in page


def test_a_broken_set_is_named_and_changes_nothing(house: House) -> None:
    client = house.client("rina")
    client.post("/desk/pengetahuan/mutu/daftar", files={"file": ("q.jsonl", QUESTIONS)})
    broken = client.post(
        "/desk/pengetahuan/mutu/daftar", files={"file": ("q.jsonl", QUESTIONS + b"\nbukan\n")}
    )
    assert (broken.status_code, "baris 4" in broken.text) == (422, True)
    assert "3 pertanyaan" in client.get("/desk/pengetahuan/mutu").text
    assert client.post("/desk/pengetahuan/mutu/daftar").status_code == 422
