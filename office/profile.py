"""Who the office is: name, address, time zone and units, read from its ``office.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo


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

    def unit(self, code: str) -> Unit | None:
        return next((unit for unit in self.units if unit.code == code), None)


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
    )
