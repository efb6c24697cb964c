"""What every reader makes of a file: sheets of cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]"
)
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")


class Cell(NamedTuple):
    """One cell. ``above``: the value is that of a merged cell which began in a row above."""

    text: str = ""
    link: str = ""
    above: bool = False
    more: tuple[str, ...] = ()
    """Further addresses behind the cell."""


@dataclass
class Sheet:
    """A table with its name and the text that stands before it, if any."""

    name: str
    rows: list[list[Cell]]
    caption: str = ""
    notes: list[str] = field(default_factory=list)
    """What the reader could not do, for the result."""


def clean(value: object) -> str:
    """A cell's value as text: no invisible characters, single spaces, lines kept."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date() if not (value.hour or value.minute) else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = _INVISIBLE.sub("", str(value)).replace("\r\n", "\n").replace("\r", "\n")
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def flat(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())
