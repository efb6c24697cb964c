"""The tables of words in ``data/voice``, read once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from typing import Any

from office.settings import PROJECT

FOLDER = PROJECT / "data" / "voice"


@cache
def table(name: str) -> dict[str, Any]:
    """One file of ``data/voice`` by its name without ending."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of these words, the longest first, with any white space between its parts."""
    ordered = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"
