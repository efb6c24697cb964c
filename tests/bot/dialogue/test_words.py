"""Words and machinery agree: every key exists, every text is filled, every button says what can be typed."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest
import yaml

from actions.asking import SMALL_TALK
from actions.checks import CHECKS
from actions.corrections import named_line
from actions.forms import catalogue, form, kinds, line_rules
from bot.dialogue.commands import certain_act
from office.language import normalise
from office.outcome import Outcome
from office.settings import PROJECT
from office.texts import texts

DOMAIN = yaml.safe_load((PROJECT / "bot/dialogue/domain.yml").read_text(encoding="utf-8"))
RULES = yaml.safe_load((PROJECT / "bot/dialogue/rules.yml").read_text(encoding="utf-8"))
RESPONSES = [part["custom"] for parts in DOMAIN["responses"].values() for part in parts]
CODE = [*sorted((PROJECT / "actions").glob("*.py")), *sorted((PROJECT / "bot").glob("*.py"))]
CODE += sorted((PROJECT / "bot/channels").glob("*.py"))
ACTS = {  # what the buttons of a conversation mean, by what they send
    "hubungi petugas": "petugas",
    "bantuan": "bantuan",
    "selalu suara": "suara",
    "teks saja": "suara",
    "ajukan permohonan": "minta",
    "cek permohonan saya": "status",
    "tidak": "tidak",
    "ya, kirim permohonan": "ya",
    "ya, kirim keberatan": "ya",
    "ya, kirim pengaduan": "ya",
    "ya, kirim usul": "ya",
    "ya, periksa kabar ini": "ya",
    "ya, cabut": "ya",
    "ya, tambahkan": "ya",
    "ya, hapus": "ya",
    "lanjutkan": "ya",
    "mulai baru": None,
    "pakai lagi": None,
    "isi data baru": None,
    "ada pengumuman darurat": "pengumuman",
    "ajukan pengaduan": "lapor",
    "sampaikan usul": "usul",
    "cek kabar": "cek_hoaks",
    "ajukan keberatan": "keberatan",
    "keberatan informasi berkala": "keberatan",
    "cabut permohonan": "cabut",
    "tambah keterangan": "tambah",
    "hapus data saya": "data_saya",
    "hapus isian": "data_saya",
    "bahasa biasa": "suara",
    "ubah": "koreksi",
    "batal": "batal",
}


def _calls(path: Path) -> list[tuple[str, set[str] | None]]:
    """Every call that names a text, with the names of its fields; ``None`` when they are not written out."""
    found: list[tuple[str, set[str] | None]] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        named = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        key = node.args[0]
        if named != "say" or not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            continue
        fields = {each.arg for each in node.keywords}
        known = None if None in fields else {str(name) for name in fields} - {"outcome", "choices"}
        found.append((key.value, known))
    return found


CALLS = [(path.name, key, fields) for path in CODE for key, fields in _calls(path)]


def _fields(key: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(texts()[key].plain) if name}


def test_some_calls_are_found() -> None:
    assert len(CALLS) > 15


@pytest.mark.parametrize(("file", "key", "fields"), CALLS)
def test_a_text_the_code_names_exists_and_gets_its_fields(
    file: str, key: str, fields: set[str] | None
) -> None:
    assert key in texts(), file
    if fields is not None:
        assert _fields(key) <= fields, (file, key)


def test_every_dialogue_key_written_anywhere_in_the_code_exists() -> None:
    written = {
        key
        for path in CODE
        for key in re.findall(r'"((?:dialogue|web)\.[a-z_.]+)"', path.read_text(encoding="utf-8"))
    }
    assert {key for key in written if key not in texts()} == set()


def test_what_a_response_of_rasas_says_exists_and_needs_no_fields() -> None:
    for custom in RESPONSES:
        assert _fields(custom["say"]) == set(), custom
        if "outcome" in custom:
            Outcome(custom["outcome"])


def test_every_act_that_is_directed_elsewhere_has_its_words() -> None:
    directed = {
        step["intent"]
        for rule in RULES["rules"]
        if any(each.get("action") == "action_arahkan" for each in rule["steps"])
        for step in rule["steps"]
        if "intent" in step
    }
    assert directed
    for act in directed:
        assert _fields(SMALL_TALK.get(act, f"dialogue.arahkan.{act}")) == set()


CHOICES = [
    (key, title, payload)
    for key in texts().keys()  # noqa: SIM118
    for title, payload in texts()[key].choices
    if key.startswith("dialogue.")
]


@pytest.mark.parametrize(("key", "title", "payload"), CHOICES)
def test_a_button_fits_and_sends_what_a_person_can_say(key: str, title: str, payload: str) -> None:
    assert 1 <= len(title) <= 20
    slot = key.removeprefix("dialogue.ask.")
    if slot in catalogue():
        skipped = catalogue()[slot].get("optional") and payload in line_rules()["skipping"]
        assert skipped or hasattr(CHECKS[catalogue()[slot]["check"]](payload), "value"), payload
        assert certain_act(normalise(payload)) is None, "an answer, not a command"
    else:
        assert certain_act(normalise(payload)) == ACTS[payload]


LINES = [(kind, line.slot) for kind in kinds() for line in form(kind).lines]


@pytest.mark.parametrize(("kind", "slot"), LINES)
def test_a_button_that_names_a_line_means_that_line(kind: str, slot: str) -> None:
    line = form(kind).line(slot)
    assert line is not None
    said = f"ubah {line.names[0]}"
    assert certain_act(normalise(said)) == "koreksi"
    found = named_line(form(kind).lines, said)
    assert found is not None
    assert found.slot == slot


def test_citizens_read_no_abbreviations() -> None:
    """Gotcha 20: understood, never written."""
    for key in texts().keys():  # noqa: SIM118
        if key.startswith("dialogue."):
            words = set(re.findall(r"[a-z.]+", texts()[key].plain.lower()))
            assert not words & {"yg", "dgn", "utk", "gmn", "hk", "s.d.", "dll", "dsb", "tgl", "no."}, key


EASY = [key for key in texts().keys() if texts()[key].easy]  # noqa: SIM118


@pytest.mark.parametrize("key", EASY)
def test_easy_words_are_short_sentences_with_the_same_fields(key: str) -> None:
    easy = texts()[key].easy or ""
    fields = {name for _, name, _, _ in string.Formatter().parse(easy) if name}
    assert fields <= _fields(key)
    for sentence in re.split(r"[.:?!\n]+", easy):
        assert len(sentence.split()) <= 14, sentence


def test_what_a_citizen_meets_most_has_easy_words() -> None:
    asked = {f"dialogue.ask.{line.slot}" for line in form("permohonan").lines if not line.when}
    met = asked | {
        "dialogue.sapa",
        "dialogue.bantuan",
        "dialogue.tanya.abstained",
        "dialogue.isian.cancelled",
    }
    assert met <= set(EASY)
