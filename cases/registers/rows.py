"""The rows of a register: one case each, every cell from the case's stored inputs and dated events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from cases.fields import field_rules
from cases.letters.values import cost_words
from cases.ratings import EVENT as RATING
from cases.registers.columns import Column
from cases.reports.period import Period
from cases.reports.reading import Decision, decision
from cases.reports.words import say, title_of
from cases.states import machine
from cases.tables import Case, CaseEvent
from cases.texts import long_date, long_moment
from office.people import Person
from office.profile import Office

YES = "ya"
AT_ONCE = 500
"""Cases read together; a register of a large office does not stand in memory as a whole."""


@dataclass(frozen=True)
class Line:
    """One case, as a register asks about it."""

    case: Case
    office: Office
    numbers: Mapping[int, str]
    """Registration numbers of the cases behind this one."""
    disputes: Mapping[int, str]
    """Numbers of the disputes about objections, by the objection."""
    people: Mapping[int, str]
    """Names of officers, for who decided."""

    @cached_property
    def decision(self) -> Decision | None:
        """The decision that holds, or how the case ended without one."""
        return decision(self.case.kind, self.case.events)

    @property
    def answer(self) -> Decision | None:
        """The answer that holds."""
        return self.decision if self.decision and self.decision.answer else None

    @property
    def facts(self) -> Mapping[str, Any]:
        return self.answer.event.data if self.answer else {}

    @property
    def outcome(self) -> str:
        return self.decision.outcome if self.decision else ""

    def line(self, name: str) -> str:
        """A further line of the form."""
        return next((one.value for one in self.case.lines if one.name == name), "")

    def who(self, name: str) -> str:
        """Something about the applicant; empty when erased or not asked."""
        value = getattr(self.case.applicant, name, None)
        return str(value) if value else ""

    def day_of(self, kind: str) -> str:
        """The last day something happened."""
        days = [event.day for event in self.case.events if event.kind == kind]
        return long_date(days[-1]) if days else ""


def rows(
    session: Session, kind: str, period: Period, office: Office, columns: Sequence[Column]
) -> Iterator[list[str]]:
    """The cells of each case received in the period, in the order of its number."""
    ids = session.scalars(
        select(Case.id)
        .where(Case.kind == kind, Case.received_on >= period.first, Case.received_on <= period.last)
        .order_by(Case.year, Case.sequence)
    ).all()
    people = {row.id: row.name for row in session.execute(select(Person.id, Person.name))}
    for at in range(0, len(ids), AT_ONCE):
        part = ids[at : at + AT_ONCE]
        loaded = selectinload(Case.events), selectinload(Case.applicant), selectinload(Case.lines)
        query = select(Case).where(Case.id.in_(part)).options(*loaded).order_by(Case.year, Case.sequence)
        cases = session.scalars(query).all()
        parents = [case.parent_id for case in cases if case.parent_id]
        numbers = {row.id: row.number for row in session.execute(_numbers(parents))}
        disputes = {row.parent_id: row.number for row in session.execute(_disputes(part))}
        for case in cases:
            line = Line(case, office, numbers, disputes, people)
            yield [CELLS[column.name](line) for column in columns]
        session.expunge_all()


def _numbers(ids: Sequence[int]) -> Any:
    return select(Case.id, Case.number).where(Case.id.in_(ids))


def _disputes(ids: Sequence[int]) -> Any:
    return select(Case.parent_id, Case.number).where(Case.parent_id.in_(ids), Case.kind == "sengketa")


def _proxy(line: Line) -> str:
    parts = [line.who(name) for name in ("power_of_attorney", "on_behalf_of", "represented_by")]
    return "; ".join(part for part in parts if part)


def _unit(line: Line) -> str:
    unit = line.office.unit(line.case.unit) if line.case.unit else None
    return unit.name if unit else (line.case.unit or "")


def _decision_title(line: Line) -> str:
    """The outcome in the law's words; how a case ended when it had none; empty while it runs."""
    rules = machine(line.case.kind)
    if line.outcome:
        return rules.outcomes[line.outcome].title
    return "" if rules.is_open(line.case.state) else rules.states[line.case.state].title


def _refusal(line: Line) -> str:
    ground = machine(line.case.kind).grounds.get(str(line.facts.get("ground", "")))
    if ground is None:
        return ""
    stated = [say("request.ground_letter", letter=ground.name, title=ground.title)]
    return "; ".join(
        stated + [str(line.facts[key]) for key in ("statute", "consequence_test") if line.facts.get(key)]
    )


def _delivered(line: Line) -> str:
    """When the case was closed as handed over; what was given electronically went out with the answer."""
    closed = line.day_of("selesai")
    given = line.outcome in ("diberikan", "sebagian")
    with_answer = line.case.kind == "permohonan" and given and line.facts.get("medium") == "elektronik"
    return _notified(line) if with_answer else closed


def _notified(line: Line) -> str:
    return long_date(line.answer.day) if line.answer else ""


def _decider(line: Line) -> str:
    """Who answered, and the post (Perki 1/2021 annex XI)."""
    if line.answer is None or not isinstance(line.answer.event, CaseEvent):
        return ""
    actor = line.answer.event.actor
    name = line.people.get(int(actor.removeprefix("petugas:")), "") if actor.startswith("petugas:") else ""
    return ", ".join(part for part in (name, line.office.posts.get("atasan_ppid", "Atasan PPID")) if part)


def _reaction(line: Line) -> str:
    """What the applicant did with the answer: went on to the Komisi Informasi, or did not."""
    disputed = line.disputes.get(line.case.id)
    return say("objection.disputed", number=disputed) if disputed else ""


def _ground(letter: str) -> Callable[[Line], str]:
    return lambda line: YES if letter in line.case.events[0].data.get("grounds", ()) else ""


def _when(given: bool) -> str:
    return YES if given else ""


def _held(line: Line) -> bool:
    return line.outcome in ("diberikan", "sebagian", "dikecualikan")


def _stars(line: Line) -> str:
    given = [event.data["stars"] for event in line.case.events if event.kind == RATING]
    return str(given[-1]) if given else ""


def _class(line: Line) -> str:
    chosen = machine(line.case.kind).classes.get(line.case.classification or "")
    return chosen.title if chosen else ""


def _medium(names: tuple[str, ...]) -> Callable[[Line], str]:
    known = {row["name"] for row in field_rules()["medium"]}
    return lambda line: _when(line.facts.get("medium") in known & set(names))


def _at(line: Line, event: CaseEvent | Decision | None) -> str:
    return long_moment(event.at.astimezone(line.office.zone)) if event else ""


CELLS: dict[str, Callable[[Line], str]] = {
    "number": lambda line: line.case.number,
    "received": lambda line: long_date(line.case.received_on),
    "received_at": lambda line: _at(line, line.case.events[0]),
    "applicant": lambda line: line.who("name"),
    "identity": lambda line: line.who("identity_number"),
    "address": lambda line: line.who("address"),
    "contact": lambda line: line.who("contact"),
    "proxy": _proxy,
    "details": lambda line: line.case.details,
    "purpose": lambda line: line.case.purpose,
    "held_here": lambda line: _when(_held(line)),
    "held_elsewhere": lambda line: (
        str(line.facts.get("holder", "")) or _when(line.outcome == "tidak_dikuasai")
    ),
    "not_documented": lambda line: _when(line.outcome == "belum_didokumentasikan"),
    "soft": _medium(("elektronik", "keduanya")),
    "hard": _medium(("cetak", "keduanya")),
    "see": lambda line: _when(line.case.obtain == "melihat"),
    "copy": lambda line: _when(line.case.obtain == "salinan"),
    "decision": _decision_title,
    "refusal": _refusal,
    "notified": _notified,
    "notified_at": lambda line: _at(line, line.answer),
    "delivered": _delivered,
    "cost": lambda line: cost_words({**line.facts, "payment": ""}),
    "payment": lambda line: str(line.facts.get("payment", "")),
    "request": lambda line: line.numbers.get(line.case.parent_id or 0, ""),
    **{f"ground_{letter}": _ground(letter) for letter in "abcdefg"},
    "due": lambda line: long_date(line.case.due_on),
    "decider": _decider,
    "reaction": _reaction,
    "channel": lambda line: title_of("channel", line.case.channel),
    "tracking": lambda line: line.case.external_number or "",
    "anonymous": lambda line: _when(line.case.anonymous),
    "confidential": lambda line: _when(line.case.confidential),
    "place": lambda line: line.line("place"),
    "happened": lambda line: line.line("happened"),
    "reported": lambda line: line.line("reported"),
    "link": lambda line: line.line("link"),
    "class": _class,
    "unit": _unit,
    "state": lambda line: machine(line.case.kind).states[line.case.state].title,
    "stars": _stars,
    "external": lambda line: line.case.external_number or "",
    "mediated": lambda line: line.day_of("mediasi"),
    "ruled": lambda line: line.day_of("putus"),
    "sued": lambda line: line.day_of("gugat"),
    "court": lambda line: line.day_of("putusan_pengadilan"),
    "executed": lambda line: line.day_of("selesai"),
    "source": lambda line: str(line.facts.get("source", "")),
}
