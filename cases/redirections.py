"""What this office may not decide: the body that does, and the way there (``data/rules/redirections.toml``)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache

from cases.rules import RULES
from office.language import normalise


@dataclass(frozen=True)
class Redirection:
    """A body that decides what this office may not, and the way there."""

    name: str
    title: str
    when: str
    how: str
    contact: str
    """Telephone number; empty when it differs from place to place."""
    words: tuple[str, ...]


@lru_cache(maxsize=1)
def redirections() -> tuple[Redirection, ...]:
    """The bodies of ``data/rules/redirections.toml``, the most urgent first."""
    raw = tomllib.loads((RULES / "redirections.toml").read_text(encoding="utf-8"))
    return tuple(Redirection(**{**row, "words": tuple(row["words"])}) for row in raw["body"])


def redirections_for(text: str) -> list[Redirection]:
    """The bodies whose words occur in a text, the most urgent first. A hint: filing here stays possible."""
    plain = normalise(text)
    return [body for body in redirections() if any(_has(plain, word) for word in body.words)]


def _has(plain: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?:nya)?(?!\w)", plain) is not None
