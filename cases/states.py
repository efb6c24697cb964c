"""The way of a case as data (``data/rules/<kind>.toml``): states, transitions and what must be true first.

Facts B14: every change is a dated event. A transition that is not in the data does not exist.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cases.rules import RULES

KINDS = ("permohonan", "keberatan", "sengketa", "pengaduan", "aspirasi", "cek_hoaks")
"""The kinds of case with a state machine, in the order the desk shows them."""


@dataclass(frozen=True)
class State:
    name: str
    title: str
    phase: str
    """``open``: the office's clock runs; ``waiting``: for the applicant; ``closed``."""


@dataclass(frozen=True)
class Transition:
    """One step: who may take it, from where, to where, under which conditions and which article."""

    action: str
    title: str
    sources: tuple[str, ...]
    permission: str
    target: str | None = None
    guards: tuple[str, ...] = ()
    article: str = ""
    first: str | None = None
    """A step that is taken on the way when it has not been taken yet."""
    effects: tuple[str, ...] = ()
    """What it changes besides the state, by name (:mod:`cases.effects`)."""
    starts: tuple[str, ...] = ()
    """The limits that run from this day on, by name (``clocks.toml``)."""
    approves: str | None = None
    """The step whose proposal this one approves."""
    outcome: str | None = None
    """The outcome of a case that ends here without an answer."""


@dataclass(frozen=True)
class Option:
    """A choice the law keeps apart: an outcome, a ground, a reason for extension."""

    name: str
    title: str
    refusal: bool = False
    statute: bool = False
    request: bool = True
    """Whether a ground of objection needs a request before it."""
    clock: str = ""
    """The limit a class of complaint has."""
    holder: bool = False
    """Whether the outcome names who holds the information instead."""
    answer: bool = True
    """Whether the outcome is told in an answer; otherwise the case ends without one."""


@dataclass(frozen=True)
class Machine:
    """All of it for one kind of case."""

    kind: str
    start: str
    states: dict[str, State]
    transitions: dict[str, Transition]
    outcomes: dict[str, Option]
    extensions: dict[str, Option]
    grounds: dict[str, Option]
    classes: dict[str, Option]

    def actions_from(self, state: str) -> list[Transition]:
        """The steps possible in a state, also those that take another step on the way."""
        return [
            step
            for step in self.transitions.values()
            if state in step.sources or self.on_the_way(step, state)
        ]

    def on_the_way(self, step: Transition, state: str) -> Transition | None:
        """The step to take first, when ``step`` implies one that leads from here to where it starts."""
        first = self.transitions.get(step.first or "")
        return first if first and state in first.sources and first.target in step.sources else None

    def answers(self, refusal: bool = False) -> list[Option]:
        """The outcomes an answer can have, refusals apart."""
        return [one for one in self.outcomes.values() if one.answer and one.refusal == refusal]

    def approval(self) -> Transition | None:
        """The step that approves what another step has proposed."""
        return next((step for step in self.transitions.values() if step.approves), None)

    def names(self, phase: str) -> list[str]:
        return [state.name for state in self.states.values() if state.phase == phase]

    def is_open(self, state: str) -> bool:
        return self.states[state].phase != "closed"


def parse_machine(raw: dict[str, Any]) -> Machine:
    """Read and check a state machine; raises ``ValueError`` when a transition leads nowhere."""
    states = {row["name"]: State(**row) for row in raw["state"]}
    transitions = {
        row["action"]: Transition(
            row["action"],
            row["title"],
            tuple(row["from"]),
            row["permission"],
            row.get("to"),
            tuple(row.get("guards", ())),
            row.get("article", ""),
            row.get("first"),
            tuple(row.get("effects", ())),
            tuple(row.get("starts", ())),
            row.get("approves"),
            row.get("outcome"),
        )
        for row in raw["transition"]
    }
    for step in transitions.values():
        unknown = {*step.sources, step.target or raw["start"]} - states.keys()
        if unknown:
            raise ValueError(f"{raw['kind']}/{step.action}: unknown state {', '.join(sorted(unknown))}")
    return Machine(
        kind=raw["kind"],
        start=raw["start"],
        states=states,
        transitions=transitions,
        outcomes={row["name"]: Option(**row) for row in raw.get("outcome", ())},
        extensions={row["name"]: Option(**row) for row in raw.get("extension", ())},
        grounds={
            row["letter"]: Option(
                row["letter"],
                row["title"],
                statute=row.get("statute", False),
                request=row.get("request", True),
            )
            for row in raw.get("ground", ())
        },
        classes={row["name"]: Option(**row) for row in raw.get("class", ())},
    )


@lru_cache(maxsize=8)
def machine(kind: str) -> Machine:
    """The state machine of a kind of case."""
    return parse_machine(tomllib.loads((RULES / f"{kind}.toml").read_text(encoding="utf-8")))
