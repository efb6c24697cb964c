"""The sentences the test model knows: patterns of data/voice/sentences.toml, filled in at random."""

from __future__ import annotations

import hashlib
import random
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parents[2] / "data" / "voice" / "sentences.toml"
DIGITS = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
HELD_OUT = 32
"""Of 256: one open sentence in eight is never trained on."""
_HOLE = re.compile(r"\{(\w+)(?::(\d+))?\}")


@dataclass(frozen=True)
class Sentence:
    """What is said. Held-out ones serve to measure, never to train."""

    text: str
    held_out: bool


class Sentences:
    """Draws sentences; the same random numbers give the same sentences."""

    def __init__(self, file: Path = FILE) -> None:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        self._words: dict[str, list[str]] = content["words"]
        self._patterns = content["pattern"]
        self._weights = [pattern["weight"] for pattern in self._patterns]

    def draw(self, chance: random.Random) -> Sentence:
        pattern = chance.choices(self._patterns, self._weights)[0]
        core = self._filled(chance.choice(pattern["say"]), chance)
        text = core[:1].upper() + core[1:]
        closed = pattern.get("closed", False)
        return Sentence(text, not closed and _hash(text.casefold()) < HELD_OUT)

    def _filled(self, text: str, chance: random.Random) -> str:
        def word(hole: re.Match[str]) -> str:
            name, count = hole[1], int(hole[2] or 1)
            if name == "angka":
                return " ".join(chance.choice(DIGITS) for _ in range(count))
            if name == "huruf":
                return " ".join(chance.choice(LETTERS) for _ in range(count))
            return self._filled(chance.choice(self._words[name]), chance)

        return _HOLE.sub(word, text)


def _hash(text: str) -> int:
    return hashlib.sha256(text.encode()).digest()[0]
