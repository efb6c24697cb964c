"""Short utterances whose act is certain: "batal", "kembali", "ya, kirim", "ubah alamat".

Buttons send these very words, so a button, typing and speaking lead to the same act.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from office.language import bare, normalise, without_turn

DATA = Path(__file__).resolve().parents[2] / "data"
LONGEST_STEP = 6
"""Words of a larger step back ("kembali ke pertanyaan tujuan")."""
LONGEST_BEGUN = 30
"""Words after which "ganti …" is a story rather than a correction."""


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads((DATA / "acts" / "commands.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def commands() -> tuple[dict[str, str], tuple[str, ...]]:
    """Exact utterances, normalised, each to its act; and the beginnings of a correction."""
    table = _table()
    exact = {normalise(words): act for act, utterances in table["exact"].items() for words in utterances}
    return exact, tuple(normalise(words) for words in table["correction_begins"])


@lru_cache(maxsize=1)
def lines() -> tuple[dict[str, Any], ...]:
    """The lines that forms are made of."""
    return tuple(tomllib.loads((DATA / "rules" / "form_lines.toml").read_text(encoding="utf-8"))["line"])


@lru_cache(maxsize=1)
def line_names() -> tuple[str, ...]:
    """The words by which a citizen names a line of a form."""
    return tuple(name for line in lines() for name in line["names"])


@lru_cache(maxsize=32)
def answered_by(slot: str) -> str:
    """What answers a question: a ``story`` of its own, one ``choice`` of a few, or something ``short``."""
    return next((str(line["answer"]) for line in lines() if line["slot"] == slot), "short")


def _says_how_far(normalised: str) -> bool:
    far = set(normalised.split()) & set(_table()["how_far"])
    return bool(far) or names_a_line(normalised)


def names_a_line(normalised: str) -> bool:
    """Whether a line of the form is spoken of."""
    spoken = f" {normalised} "
    return any(f" {name} " in spoken or f" {name}nya " in spoken for name in line_names())


def asked_act(normalised: str) -> str | None:
    """The act of a short question that holds a certain phrase ("ada pengumuman darurat tidak"), outside a form."""
    table, spoken = _table(), f" {normalised} "
    if len(normalised.split()) > table["longest_asked"]:
        return None
    fits = (act for act, phrases in table["asked"].items() if any(f" {each} " in spoken for each in phrases))
    return next(fits, None)


def certain_act(normalised: str) -> str | None:
    """The act of a certain utterance, or ``None``."""
    exact, begins = commands()
    said = without_turn(normalised)
    if act := exact.get(said) or exact.get(bare(said)):
        return act
    words = normalised.split()
    if (
        len(words) <= LONGEST_STEP
        and words[0:1]
        and words[0] in _table()["back_begins"]
        and _says_how_far(normalised)
    ):
        return "kembali"
    if len(words) <= LONGEST_BEGUN and any(normalised.startswith(start + " ") for start in begins):
        # "ubah fungsi lahan" is what somebody asks about; "ubah alamat" is a correction.
        return "koreksi" if names_a_line(" ".join(words[:5])) else None
    return None
