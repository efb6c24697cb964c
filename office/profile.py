"""Who the office is: name, address, time zone and units, read from its ``office.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Shift = tuple[time, time]
"""From when to when, in the office's own time."""
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Unit:
    """A unit (perangkat daerah) that holds information and answers dispositions."""

    code: str
    name: str
    short: str
    parent: str | None = None
    scope: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Office:
    """The public body that runs this installation."""

    name: str
    short: str
    region: str
    address: str
    phone: str
    email: str
    hours: str
    zone: ZoneInfo
    units: tuple[Unit, ...]
    capital: str = ""
    """Where letters are dated."""
    website: str = ""
    posts: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What the posts are called: ppid, atasan_ppid, petugas, komisi_informasi …"""
    signatories: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)
    """Who signs for a post: ``name`` and ``id`` (NIP); empty for letters without a name."""
    opening: tuple[tuple[Shift, ...], ...] = ()
    """Opening hours from Monday to Sunday; empty when the office names none."""
    second_factor: frozenset[str] = frozenset({"admin"})
    """Roles that cannot work without a second factor."""

    def unit(self, code: str) -> Unit | None:
        return next((unit for unit in self.units if unit.code == code), None)

    def below(self, code: str) -> tuple[str, ...]:
        """The unit and all its sub-units, however deep."""
        found = {code}
        for _ in self.units:
            more = {unit.code for unit in self.units if unit.parent in found} - found
            if not more:
                break
            found |= more
        return tuple(sorted(found))


@lru_cache(maxsize=4)
def read_office(path: Path) -> Office:
    """Read the file; raises ``OSError`` or ``KeyError`` naming what is missing."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    office = raw["office"]
    return Office(
        name=office["name"],
        short=office["short"],
        region=office.get("region", ""),
        address=office.get("address", ""),
        phone=office.get("phone", ""),
        email=office.get("email", ""),
        hours=office.get("hours", "").rstrip("."),
        zone=ZoneInfo(office.get("timezone", "Asia/Jakarta")),
        units=tuple(
            Unit(
                code=unit["code"],
                name=unit["name"],
                short=unit.get("short", unit["name"]),
                parent=unit.get("parent"),
                scope=unit.get("scope", ""),
                topics=tuple(unit.get("topics", ())),
            )
            for unit in raw.get("units", [])
        ),
        capital=office.get("capital", ""),
        website=office.get("website", ""),
        posts=office.get("posts", {}),
        signatories=office.get("signatories", {}),
        opening=_opening(office.get("opening")),
        second_factor=frozenset(raw.get("sign_in", {}).get("second_factor", ["admin"])),
    )


def _opening(week: dict[str, Any] | None) -> tuple[tuple[Shift, ...], ...]:
    """``monday = ["08:00-12:00", "13:00-15:30"]`` and so on; a day that is not named is closed."""
    if not week:
        return ()
    return tuple(tuple(_shift(words) for words in week.get(day, ())) for day in DAYS)


def _shift(words: str) -> Shift:
    first, last = words.split("-")
    return time.fromisoformat(first.strip()), time.fromisoformat(last.strip())
