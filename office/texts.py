"""The words citizens and staff read. They live in ``data/texts/*.toml``; code names them by key.

A text has a ``plain`` wording and may have an ``easy`` one, choices to offer, and is filled with
``{name}`` fields. A missing key or field is an error at once: a citizen must never read a key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from office.settings import PROJECT

FOLDER = PROJECT / "data" / "texts"


@dataclass(frozen=True)
class Text:
    """One wording with the choices that belong to it, as (title, payload) pairs."""

    plain: str
    easy: str | None = None
    choices: tuple[tuple[str, str], ...] = ()

    def say(self, fields: dict[str, Any] | None = None, easy: bool = False) -> str:
        """The wording with its fields filled; raises ``KeyError`` for a field that is not given."""
        wording = self.easy if easy and self.easy else self.plain
        return wording.format_map(fields or {})


class Texts:
    """All texts by dotted key: file name first, then the tables of the file."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._texts: dict[str, Text] = {}
        for path in sorted(folder.glob("*.toml")):
            self._read(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))

    def _read(self, key: str, table: dict[str, Any]) -> None:
        if "plain" in table:
            choices = tuple((title, payload) for title, payload in table.get("choices", ()))
            self._texts[key] = Text(
                table["plain"].strip(), (table.get("easy") or "").strip() or None, choices
            )
            return
        for name, value in table.items():
            if isinstance(value, dict):
                self._read(f"{key}.{name}", value)
            elif isinstance(value, str):
                self._texts[f"{key}.{name}"] = Text(value.strip())

    def __getitem__(self, key: str) -> Text:
        return self._texts[key]

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def keys(self) -> Iterable[str]:
        return self._texts.keys()

    def say(self, key: str, **fields: Any) -> str:
        """Shorthand for ``texts[key].say(fields)``."""
        return self._texts[key].say(fields)


@lru_cache(maxsize=1)
def texts() -> Texts:
    """The texts of this installation, read once."""
    return Texts()
