"""The form of a permohonan as a list of lines: label, check and what a correction is recognised by.

The fields are those of Perki 1/2021 art. 29(5); their checks live in ``cases.fields``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cases import fields
from cases.fields import Accepted, Refused
from office.language import normalise
from office.settings import PROJECT

Check = Callable[[str], Accepted | Refused]


@dataclass(frozen=True)
class Line:
    """One line of the form."""

    slot: str
    label: str
    check: Check
    names: tuple[str, ...]
    """Plain words by which a citizen names this line in a correction."""


CHECKS: dict[str, Check] = {
    "rincian": fields.check_details,
    "tujuan": fields.check_purpose,
    "cara_memperoleh": fields.check_obtain,
    "cara_pengiriman": fields.check_deliver,
    "nama": fields.check_name,
    "nik": fields.check_nik,
    "alamat": fields.check_address,
    "kontak": fields.check_contact,
}


@lru_cache(maxsize=1)
def form_rules() -> dict[str, Any]:
    """The content of ``data/rules/permohonan_form.toml``."""
    return tomllib.loads((PROJECT / "data/rules/permohonan_form.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def lines() -> dict[str, Line]:
    """The lines in their order."""
    return {
        line["slot"]: Line(line["slot"], line["label"], CHECKS[line["slot"]], tuple(line["names"]))
        for line in form_rules()["line"]
    }


def names_something(wish: str) -> bool:
    """Whether a wish says what is wanted: "saya mau ajukan permohonan" does not."""
    said = [word for word in normalise(wish).split() if word not in form_rules()["says_nothing"]]
    return len(said) >= 2


_NEW_VALUE = re.compile(
    r"\b(?:yang benar(?: adalah| itu)?|yg bener|yg benar|seharusnya|harusnya|hrsnya|mestinya|diganti jadi|ganti jadi"
    r"|ganti menjadi|diganti menjadi|ubah jadi|ubah menjadi|diubah menjadi|menjadi|jadi|tetapi|tapi)\s*[:,]?\s+(.+)$",
    re.IGNORECASE | re.DOTALL,
)


def named_line(text: str) -> Line | None:
    """The line a correction speaks of: the first one it names before the new value."""
    plain = f" {normalise(text)} "
    places = [
        (at, line)
        for line in lines().values()
        for name in line.names
        for ending in ("", "nya", "-nya")
        if (at := plain.find(f" {name}{ending} ")) >= 0
    ]
    return min(places, key=lambda place: place[0])[1] if places else None


def new_value(text: str) -> str | None:
    """What a correction wants to be written instead, when it says so."""
    found = _NEW_VALUE.search(text)
    return found[1].strip(" .\"'") if found else None


_ASKS = ("apa", "apakah", "siapa", "kapan", "di mana", "berapa", "bagaimana", "mengapa", "kenapa")


def is_question(text: str) -> bool:
    """Whether a wish is asked as a question about how, when or where."""
    plain = normalise(text)
    return any(plain == word or plain.startswith(f"{word} ") for word in _ASKS)


_FILING = (
    "permohonan",
    "ajukan",
    "mengajukan",
    "diajukan",
    "daftarkan",
    "mendaftarkan",
    "mohonkan",
    "formulir",
    "resmi",
)


def speaks_of_filing(text: str) -> bool:
    """Whether a wish is to file a request, not only to have the information."""
    return any(word in _FILING for word in normalise(text).split())
