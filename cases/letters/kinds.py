"""Which letters there are, from which event each follows, and the fields its wording may hold.

``data/letters/letters.toml``, with the article that asks for each letter and for what must stand in it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cases.typeset import LAYOUTS


@dataclass(frozen=True)
class Field:
    """Something a wording may name in braces."""

    name: str
    title: str
    sample: str
    """For the preview; nobody real."""


@dataclass(frozen=True)
class LetterKind:
    """One letter of the law."""

    name: str
    title: str
    case_kinds: tuple[str, ...]
    events: tuple[str, ...]
    signatory: str
    """The post in the office profile that signs."""
    article: str
    required: tuple[str, ...]
    """Fields without which the letter is not what the law asks for."""
    fields: tuple[str, ...]
    """All the fields that are known when this letter is written."""

    def file_name(self, number: str) -> str:
        """What the letter of a case is called as a file."""
        return f"{self.title} {number.replace('/', '-')}.pdf"

    def shipped(self) -> str:
        """The wording that comes with Tanya PPID."""
        return (LAYOUTS / f"{self.name}.txt").read_text(encoding="utf-8").strip()


@lru_cache(maxsize=1)
def _raw() -> dict[str, Any]:
    return tomllib.loads((LAYOUTS / "letters.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def fields() -> dict[str, Field]:
    """Every field, by name."""
    return {row["name"]: Field(**row) for row in _raw()["field"]}


@lru_cache(maxsize=1)
def kinds() -> dict[str, LetterKind]:
    """Every letter, by name."""
    raw = _raw()
    made = {}
    for row in raw["letter"]:
        groups = [name for group in row["groups"] for name in raw["group"][group]]
        made[row["name"]] = LetterKind(
            row["name"],
            row["title"],
            tuple(row["case_kinds"]),
            tuple(row["events"]),
            row["signatory"],
            row["article"],
            tuple(row["required"]),
            tuple(groups),
        )
    return made


def letters_after(case_kind: str, event: str) -> list[LetterKind]:
    """The letters an event of a case calls for."""
    return [kind for kind in kinds().values() if case_kind in kind.case_kinds and event in kind.events]
