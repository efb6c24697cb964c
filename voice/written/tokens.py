"""Heard text as words, each with the mark that follows it, and the table of what words mean."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from office.settings import PROJECT

FILE = PROJECT / "data" / "voice" / "written.toml"
_MARKS = ",.?!;:"


@dataclass(frozen=True)
class Token:
    """A word and the marks right after it."""

    word: str
    tail: str = ""

    @property
    def key(self) -> str:
        """The word as the table has it."""
        return self.word.casefold()


@cache
def table() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def read(text: str) -> list[Token]:
    """Words of a text; marks inside a word ("08.30", "2,5") stay in it."""
    found = []
    for part in text.split():
        word = part.rstrip(_MARKS)
        found.append(Token(word, part[len(word) :]))
    return found


def spelled(tokens: Sequence[Token]) -> str:
    return " ".join(token.word + token.tail for token in tokens if token.word or token.tail)
