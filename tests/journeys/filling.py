"""Filling in a form as a citizen does, whatever its kind: the house's own question tells which line is open."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.forms import CONFIRM, Form, Line, form, kinds
from office.language import normalise
from office.settings import PROJECT
from office.texts import texts
from tests.journeys.house import House
from tests.journeys.records import cases_of_citizen, fields_of
from tests.journeys.transcripts import Talk

MOST_QUESTIONS = 40
"""A form that asks longer goes round in circles."""


@cache
def material() -> dict[str, Any]:
    """The content of ``isian.yaml``."""
    found: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "isian.yaml").read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True)
class Way:
    """One way through a form: what begins it and what is answered."""

    name: str
    kind: str
    starts: str
    first: str | None = None
    """Another way that the same citizen has gone before."""
    menu: tuple[str, ...] = ()
    """The buttons that lead to its first question from the menu."""
    answers: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def form(self) -> Form:
        return form(self.kind)

    @property
    def confirmation(self) -> str:
        """The words that send what was filled in."""
        return texts()[f"dialogue.confirm.{self.kind}"].choices[0][1]

    def answer(self, slot: str, other: bool = False) -> str:
        """What the citizen answers to a line; ``other``: what they say when they correct it."""
        return self.answers.get(slot) or str(material()["jawaban"][slot][1 if other else 0])


@cache
def ways() -> dict[str, Way]:
    """All ways by name."""
    return {
        name: Way(
            name, row["jenis"], row["mulai"], row.get("sebelum"), tuple(row["menu"]), row.get("jawaban", {})
        )
        for name, row in material()["jalan"].items()
    }


def ways_of_each_kind() -> dict[str, Way]:
    """The first way of every kind."""
    firsts: dict[str, Way] = {}
    for way in ways().values():
        firsts.setdefault(way.kind, way)
    return {way.name: way for way in firsts.values()}


def kinds_with_lines() -> set[str]:
    """The kinds of cases that are filled in question by question."""
    return {kind for kind in kinds() if form(kind).lines}


Before = Callable[[Talk, str], None]
"""What a citizen does before answering a question: the conversation, and the line that is open."""


Say = Callable[[Talk, str], Any]
"""How a citizen says what a button says: as words, by its number, by pressing it."""


def begin(house: House, way: Way, say: Say | None = None) -> Talk:
    """A new citizen begins a form, with its words or (``say``) by way of the menu."""
    if way.first is None:
        talk = Talk(house)
    else:
        before = ways()[way.first]
        talk = begin(house, before)
        fill(talk, before)
        talk.say(before.confirmation)
    if say is None:
        talk.say(way.starts)
    else:
        talk.say("menu")
        for title in way.menu:
            say(talk, talk.choices()[title])
    return talk


def open_line(talk: Talk, way: Way) -> str | None:
    """The line the last message asks for, ``konfirmasi`` at the end, nothing when no form is open."""
    if not talk.last["messages"]:
        return None
    said = talk.last["messages"][-1]["text"]
    for line in way.form.lines:
        if said.endswith(texts()[f"dialogue.ask.{line.slot}"].plain):
            return line.slot
    return CONFIRM if said.endswith(texts()[f"dialogue.confirm.{way.kind}"].plain) else None


def meant(talk: Talk, words: str) -> str:
    """An answer's words; "=1" is what the first button sends."""
    return next(iter(talk.choices().values())) if words == "=1" else words


def nothing(_talk: Talk, _slot: str) -> None:
    """Does nothing before answering."""


def fill(talk: Talk, way: Way, before: Before = nothing, say: Say | None = None) -> None:
    """Answer every question up to the confirmation; ``say`` answers in its own way, given the words."""
    for _ in range(MOST_QUESTIONS):
        slot = open_line(talk, way)
        assert slot is not None, f"no question of {way.name} is open after {talk.last}"
        before(talk, slot)
        if slot == CONFIRM:
            return
        words = meant(talk, way.answer(slot))
        if say is None:
            talk.say(words)
        else:
            say(talk, words)
    raise AssertionError(f"{way.name} does not end")


def the_case(house: House, talk: Talk) -> dict[str, Any]:
    """The one case this citizen has filed, without what is its own."""
    (case,) = cases_of_citizen(house, talk.id)
    return fields_of(case)


_plain: dict[tuple[str, str], dict[str, Any]] = {}


def plain_case(house: House, way: Way) -> dict[str, Any]:
    """What a conversation without detours files."""
    if (key := (house.address, way.name)) not in _plain:
        talk = begin(house, way)
        fill(talk, way)
        talk.say(way.confirmation)
        _plain[key] = the_case(house, talk)
    return _plain[key]


def may_interrupt(act: str, line: Line | None) -> bool:
    """Whether the gate lets this act interrupt here: in a story of the citizen's own only a few may."""
    if act == "darurat" and line is not None and line.answer == "story":
        return False  # answered, and kept: a complaint about danger is told in the words that call for help
    gate = tomllib.loads((PROJECT / "data" / "acts" / "gate.toml").read_text(encoding="utf-8"))
    commands = tomllib.loads((PROJECT / "data" / "acts" / "commands.toml").read_text(encoding="utf-8"))
    words = normalise(material()["selaan"][act])
    if words in {normalise(each) for each in commands["exact"].get(act, ())} or act == "tanya":
        return True
    table = {"story": "free_text", "choice": "choice"}.get(line.answer if line else "short", "interrupts")
    return act in gate[table]


def each_interruption() -> Iterator[tuple[str, str]]:
    """Every way with every act that may interrupt it."""
    for way in ways():
        for act in material()["selaan"]:
            yield way, act


def each_line() -> Iterator[tuple[str, str]]:
    """The first way of every kind with each line that it always asks for and that has two answers."""
    for way in ways_of_each_kind().values():
        for line in way.form.lines:
            if not line.when and way.answer(line.slot) != way.answer(line.slot, other=True):
                yield way.name, line.slot
