"""What part of the queue is to be seen. It stands in the address, except what was searched for: people type names."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, not_

from cases.assignment import Holders
from cases.lookup import Filter
from cases.states import KINDS, State, machine
from cases.tables import Case
from cases.words import matching
from office.people import Person, may
from office.profile import Office

HERE = "/desk/perkara"
ALL = "semua"
PHASES = {"berjalan": "open", "ditutup": "closed", ALL: None}
MINE, FREE = "saya", "kosong"
ORDERS = ("tenggat", "baru")


@dataclass(frozen=True)
class Chosen:
    """A part of the queue by its kind, phase, limit, state, unit, holder and order; ``cari``: a kept search."""

    jenis: str = KINDS[0]
    tahap: str = "berjalan"
    tenggat: str = ""
    keadaan: str = ""
    unit: str = ""
    pemegang: str = ""
    urut: str = ORDERS[0]
    cari: int = 0

    def link(self, **changed: Any) -> str:
        """Its address. The kind always stands there: without it the address means one's own start view."""
        wanted = replace(self, **changed)
        differs = {
            name: value for name, value in vars(wanted).items() if value and value != getattr(Chosen, name)
        }
        return f"{HERE}?{urlencode({'jenis': wanted.jenis} | differs)}"

    @property
    def is_narrowed(self) -> bool:
        return replace(self, jenis=Chosen.jenis) != Chosen()

    @property
    def kind(self) -> str | None:
        return None if self.jenis == ALL else self.jenis


class Typed(BaseModel):
    """The address as it came."""

    jenis: str = KINDS[0]
    tahap: str = ""
    tenggat: str = ""
    keadaan: str = ""
    unit: str = ""
    pemegang: str = ""
    urut: str = ""
    cari: str = ""
    halaman: int = Field(1, ge=1, le=100_000)
    selesai: str = ""
    dilihat: str = ""
    """What the page that asks again already shows."""


def clean(typed: Typed, office: Office, bands: Collection[str]) -> Chosen:
    """What an address asks for, without what nobody knows."""
    jenis = typed.jenis if typed.jenis in (*KINDS, ALL) else KINDS[0]
    known: dict[str, Collection[str]] = {
        "tahap": PHASES,
        "tenggat": bands,
        "keadaan": {state.name for state in states(jenis)},
        "unit": {unit.code for unit in office.units},
        "pemegang": (MINE, FREE),
        "urut": ORDERS,
    }
    kept = {name: getattr(typed, name) for name, values in known.items() if getattr(typed, name) in values}
    cari = int(typed.cari) if typed.cari.isdecimal() and len(typed.cari) < 10 else 0
    return Chosen(jenis=jenis, cari=cari, **kept)


def states(jenis: str) -> list[State]:
    """The states to choose from; cases of different kinds have no states in common."""
    return [] if jenis == ALL else list(machine(jenis).states.values())


def as_filter(
    chosen: Chosen, person: Person, own: tuple[str, ...] | None, people: Holders, words: str
) -> Filter:
    """The part of the queue, within what the person sees (``own``: these units; None for all)."""
    units = own if not chosen.unit else (chosen.unit,) if own is None or chosen.unit in own else ()
    also: list[ColumnElement[bool]] = []
    if chosen.pemegang == MINE:
        also.append(Case.assigned_to == person.id)
    elif chosen.pemegang == FREE:
        also.append(not_(people.held()))
    if chosen.cari:
        also.append(matching(words, names=may(person, "case.identity")))
    return Filter(
        phase=PHASES[chosen.tahap],
        state=chosen.keadaan or None,
        units=units,
        kind=chosen.kind,
        also=tuple(also),
        newest=chosen.urut != ORDERS[0],
    )
