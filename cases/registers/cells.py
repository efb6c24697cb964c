"""What stands in each column: every cell from the case's stored inputs and dated events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from cases.fields import field_rules
from cases.letters.values import cost_words
from cases.ratings import EVENT as RATING
from cases.registers.line import Line
from cases.reports.reading import Decision
from cases.reports.words import say, title_of
from cases.states import machine
from cases.tables import CaseEvent
from cases.texts import long_date, long_moment

YES = "ya"
NOT_HELD = "tidak_dikuasai"


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
    """When the copy went out: noted by who sent it, with the answer when electronic, or when the case was closed."""
    sent = [event.data["sent"] for event in line.case.events if event.kind == "sudah_dikirim"]
    if sent:
        return long_date(date.fromisoformat(sent[-1]))
    given = line.outcome in ("diberikan", "sebagian")
    with_answer = line.case.kind == "permohonan" and given and line.facts.get("medium") == "elektronik"
    return _notified(line) if with_answer else line.day_of("selesai")


def _elsewhere(line: Line) -> str:
    """Who holds it instead, as far as known."""
    option = machine(line.case.kind).outcomes.get(line.outcome)
    not_here = line.outcome == NOT_HELD or bool(option and option.holder)
    return str(line.facts.get("holder", "")) or _when(not_here)


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
    "held_elsewhere": _elsewhere,
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
