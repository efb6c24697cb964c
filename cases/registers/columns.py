"""Which columns a register has, by law (``data/rules/registers.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from cases.rules import RULES


@dataclass(frozen=True)
class Column:
    """One column. ``personal``: names a person or is in a person's words; never in the public variant."""

    name: str
    title: str
    personal: bool = False


@dataclass(frozen=True)
class Register:
    """The register of one kind of case."""

    kind: str
    title: str
    article: str
    columns: tuple[Column, ...]

    def public(self) -> tuple[Column, ...]:
        """What anybody may see."""
        return tuple(column for column in self.columns if not column.personal)


@lru_cache(maxsize=1)
def registers() -> dict[str, Register]:
    """Every register, by kind of case."""
    raw = tomllib.loads((RULES / "registers.toml").read_text(encoding="utf-8"))
    return {
        row["kind"]: Register(
            row["kind"], row["title"], row["article"], tuple(Column(**column) for column in row["columns"])
        )
        for row in raw["register"]
    }
