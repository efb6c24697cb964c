"""Forms as data: ``data/rules/<kind>_form.toml`` lists the lines of ``data/rules/form_lines.toml`` that it asks for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cases.fields import field_rules, options
from cases.states import machine
from office.language import normalise
from office.settings import PROJECT

RULES = PROJECT / "data" / "rules"
CONFIRM = "konfirmasi"
"""The question after the last line: is everything right, shall it be sent?"""
WHICH = "bagian"
"""The question which line is to be changed."""
SKIPPED = "tidak disebutkan"
"""The answer to a line that may be left out and was."""
RESUME = "lanjutkan"
"""The question whether to go on with what was left half-filled."""
SAME = "data_lama"
"""The question whether to use again what was said about oneself before."""


@dataclass(frozen=True)
class Line:
    """One line of a form."""

    slot: str
    label: str
    check: str
    """Name of the check in ``actions.checks``."""
    answer: str
    """``story``, ``choice`` or ``short``."""
    names: tuple[str, ...]
    """Plain words by which a citizen names this line in a correction."""
    labels: tuple[str, ...] = ()
    """What people write before its value when they give several at once."""
    optional: bool = False
    """May be left out ("lewati")."""
    secret: bool = False
    """Shown in full once, afterwards by its last figures."""
    when: Mapping[str, tuple[str, ...]] | None = None
    """Asked only when these lines have one of these values."""

    def asked(self, values: Mapping[str, str]) -> bool:
        """Whether this line is asked for, given the answers so far."""
        return all(values.get(slot) in wanted for slot, wanted in (self.when or {}).items())


@dataclass(frozen=True)
class Form:
    """The questions of one kind of case."""

    kind: str
    title: str
    """What is being filled in, as the citizen reads it."""
    lines: tuple[Line, ...]

    def asked(self, values: Mapping[str, str]) -> list[Line]:
        """The lines that these answers call for, in order."""
        return [line for line in self.lines if line.asked(values)]

    def missing(self, values: Mapping[str, str]) -> list[Line]:
        """The lines still to be answered."""
        return [line for line in self.asked(values) if not values.get(line.slot)]

    def line(self, slot: str | None) -> Line | None:
        return next((line for line in self.lines if line.slot == slot), None)


@lru_cache(maxsize=1)
def line_rules() -> dict[str, Any]:
    """The content of ``data/rules/form_lines.toml``."""
    return tomllib.loads((RULES / "form_lines.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def catalogue() -> dict[str, dict[str, Any]]:
    """Its lines by slot."""
    return {line["slot"]: line for line in line_rules()["line"]}


@lru_cache(maxsize=16)
def rules(kind: str) -> dict[str, Any]:
    """The content of ``data/rules/<kind>_form.toml``."""
    return tomllib.loads((RULES / f"{kind}_form.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=16)
def form(kind: str) -> Form:
    """The form of a kind of case; raises ``FileNotFoundError`` for a kind without one."""
    table = rules(kind)
    return Form(kind, table["title"], tuple(_line(line) for line in table.get("line", ())))


def kinds() -> list[str]:
    """The kinds of cases that have a form."""
    return sorted(path.name.removesuffix("_form.toml") for path in RULES.glob("*_form.toml"))


def _line(listed: dict[str, Any]) -> Line:
    known = catalogue()[listed["slot"]]
    return Line(
        slot=known["slot"],
        label=known["label"],
        check=known["check"],
        answer=known["answer"],
        names=tuple(known["names"]),
        labels=tuple(known.get("labels", ())),
        optional=known.get("optional", False),
        secret=known.get("secret", False),
        when={slot: tuple(values) for slot, values in listed.get("when", {}).items()},
    )


def title_of(line: Line, value: str) -> str:
    """A stored answer as people read it ("badan_hukum": "Badan hukum")."""
    if line.check == "grounds":
        grounds = machine("keberatan").grounds
        return "; ".join(grounds[letter].title for letter in value.split(","))
    known = options(line.check) if line.answer == "choice" and line.check in field_rules() else []
    return dict(known).get(value, value)


def names_something(wish: str, also_empty: Iterable[str] = ()) -> bool:
    """Whether a wish says what it is about: "saya mau ajukan permohonan" does not."""
    empty = {*rules("permohonan")["says_nothing"], *also_empty}
    return len([word for word in normalise(wish).split() if word not in empty]) >= 2


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
    """Whether a wish is to file, not only to have the information."""
    return any(word in _FILING for word in normalise(text).split())
