"""The demo office is complete, consistent and current."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "data" / "demo"

CLASSES = ("berkala", "serta merta", "setiap saat")
REGISTERS = {"formal", "everyday", "indirect", "mixed"}
ANSWERED = {"faq", "dip"}
UNANSWERED = {"missing_topic", "near_miss", "chitchat", "other_office"}
ABBREVIATIONS = re.compile(
    r"\b(yg|dgn|utk|krn|sdh|udh|tsb|dll|dsb|dst|tgl|jl|jln|kab|kec|kel|hk|no|rp|dr|s\.d|a\.n|u\.p|d/a)\b",
    re.IGNORECASE,
)
NIK = re.compile(r"\b\d{16}\b")
MOBILE = re.compile(r"\b08(?!111-129-129)\d{2}[- ]?\d{3,4}[- ]?\d{3,5}\b")


def slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-")


def same(text: str) -> str:
    """What two texts are compared by: letters and digits only."""
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def table(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def office() -> dict[str, Any]:
    return tomllib.loads((DEMO / "office.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def register() -> list[dict[str, str]]:
    return table("dip_source.csv")


@pytest.fixture(scope="module")
def faq() -> list[dict[str, str]]:
    return table("faq.csv")


@pytest.fixture(scope="module")
def questions() -> list[dict[str, Any]]:
    lines = (DEMO / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_demo_dip", ROOT / "scripts" / "build_demo_dip.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def variants(row: dict[str, str]) -> list[str]:
    return row["Variasi"].split(" | ")


def test_units(office: dict[str, Any]) -> None:
    codes = [unit["code"] for unit in office["units"]]
    assert len(codes) == len(set(codes)) >= 10
    for unit in office["units"]:
        assert unit["scope"].endswith("."), unit["code"]
        assert len(unit["topics"]) >= 3, unit["code"]
        assert unit.get("parent", codes[0]) in codes


def test_office_is_fictional(office: dict[str, Any]) -> None:
    assert office["office"]["timezone"] == "Asia/Jakarta"
    assert office["office"]["email"].endswith(".example")
    assert office["office"]["website"].endswith(".example")


def test_register(office: dict[str, Any], register: list[dict[str, str]]) -> None:
    assert len(register) >= 170
    names = {unit["code"]: unit["name"] for unit in office["units"]}
    assert len({row["unit"] for row in register}) >= 10
    assert {row["klasifikasi"] for row in register} == set(CLASSES)
    for row in register:
        assert names[row["unit"]] == row["pejabat_menguasai"]
        assert len(row["ringkasan"].split()) >= 8, row["judul"]
        assert row["bentuk"]
        assert row["jangka_simpan"]
        assert bool(row["tautan"]) == bool(row["tautan_tampil"])
        if row["tautan"]:
            assert re.match(r"https://[a-z0-9]+\.nusalestari\.example/", row["tautan"])
    assert any(not row["tautan"] for row in register)


def test_groups_are_numbered_and_not_split(register: list[dict[str, str]]) -> None:
    order: list[tuple[str, str]] = []
    for row in register:
        key = (row["klasifikasi"], row["kelompok"])
        if not order or order[-1] != key:
            order.append(key)
            expected = "a"
        assert row["nomor"] == expected
        expected = chr(ord(expected) + 1)
    assert len(order) == len(set(order))


def test_ids_are_unique(register: list[dict[str, str]], faq: list[dict[str, str]]) -> None:
    for titles in ([row["judul"] for row in register], [row["Pertanyaan"] for row in faq]):
        assert not [name for name, count in Counter(map(slug, titles)).items() if count > 1]


def test_faq(office: dict[str, Any], faq: list[dict[str, str]]) -> None:
    assert len(faq) >= 110
    names = {unit["name"] for unit in office["units"]}
    for row in faq:
        assert row["Unit"] in names
        assert date(2025, 1, 1) <= date.fromisoformat(row["Diperbarui"]) <= date(2026, 11, 21)
        assert 2 <= len(variants(row)) <= 4, row["Pertanyaan"]
        sentences = re.findall(r"[.!?](?=\s|$)", row["Jawaban"])
        assert 2 <= len(sentences) <= 5, row["Pertanyaan"]
    assert sum(row["Diperbarui"].startswith("2026") for row in faq) > len(faq) * 0.9


def test_no_abbreviations_in_answers(register: list[dict[str, str]], faq: list[dict[str, str]]) -> None:
    texts = [row["Jawaban"] for row in faq] + [row["ringkasan"] for row in register]
    assert not [text for text in texts if ABBREVIATIONS.search(text)]


def test_no_personal_data() -> None:
    for path in sorted(DEMO.glob("*.[cj]s*")):
        text = path.read_text(encoding="utf-8")
        assert not NIK.search(text), path.name
        assert not MOBILE.search(text), path.name


def test_no_wording_twice(faq: list[dict[str, str]], questions: list[dict[str, Any]]) -> None:
    texts = [row["Pertanyaan"] for row in faq]
    texts += [text for row in faq for text in variants(row)]
    texts += [question["text"] for question in questions]
    assert not [text for text, count in Counter(map(same, texts)).items() if count > 1]


def test_questions(
    register: list[dict[str, str]], faq: list[dict[str, str]], questions: list[dict[str, Any]]
) -> None:
    known = {"dip-" + slug(row["judul"]) for row in register}
    known |= {"faq-" + slug(row["Pertanyaan"]) for row in faq}
    assert len(questions) >= 260
    for question in questions:
        assert question["register"] in REGISTERS
        assert set(question["targets"]) <= known, question
        assert len(question["targets"]) == len(set(question["targets"]))
        assert question["answerable"] == bool(question["targets"]), question
        assert question["subtype"] in (ANSWERED if question["answerable"] else UNANSWERED), question
    share = sum(not question["answerable"] for question in questions) / len(questions)
    assert 0.3 <= share <= 0.37
    for name, kinds in (("register", REGISTERS), ("subtype", ANSWERED | UNANSWERED)):
        assert {question[name] for question in questions} == kinds


def test_workbook_is_current(builder: ModuleType) -> None:
    built = builder.workbook_bytes(builder.read_source())
    committed = (DEMO / "dip.xlsx").read_bytes()
    assert builder.parts(built) == builder.parts(committed)
    assert builder.workbook_bytes(builder.read_source()) == built
