"""Names for what a report counts: channels, kinds, units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from office.profile import Office
from office.texts import texts


def say(key: str, /, **fields: object) -> str:
    """The words of a key in ``data/texts/reports.toml``."""
    return texts().say(f"reports.{key}", **fields)


def title_of(group: str, name: str) -> str:
    """What people call a channel or a kind of applicant; a new one is shown by its own name."""
    key = f"reports.{group}.{name}"
    return texts().say(key) if key in texts() else (name or say("none"))


def unit_title(office: Office, code: str) -> str:
    unit = office.unit(code) if code else None
    return unit.name if unit else (code or say("performance.no_unit"))


def named(counted: Counter[str], title: Callable[[str], str]) -> list[tuple[str, int]]:
    """Names and counts, most first, equal ones by name."""
    return sorted(((title(key), count) for key, count in counted.items()), key=lambda row: (-row[1], row[0]))
