"""The citizen's own cases as answers in a form: what can be objected to, withdrawn, added to.

Only cases of this conversation count; a number alone opens nothing, however well it is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from actions.filling import Filling
from actions.forms import rules
from actions.speech import choice
from actions.tools import Tools
from cases.applicant_acts import may_add, may_withdraw
from cases.fields import Accepted, Refused
from cases.lookup import cases_of, tidy_number
from cases.objections import LEAST_POSITION, Window, objection_window
from cases.states import machine
from cases.tables import Case
from office.clock import local_date, now
from office.language import normalise

NO_REQUEST = "tanpa permohonan"
"""An objection on ground b needs no request before it (Perki 1/2021 annex XI)."""
_DIGITS = re.compile(r"\d+")


def own(tools: Tools, sender: str, fits: Callable[[Case], bool]) -> list[Case]:
    """The cases of a conversation that fit, newest first."""
    with tools.database.reading() as session:
        return [case for case in cases_of(session, sender) if fits(case)]


def window(tools: Tools, case: Case) -> Window:
    """What can be objected to about a request today."""
    return objection_window(case, local_date(now(), tools.office.zone))


def objectionable(tools: Tools, sender: str) -> list[Case]:
    """The requests of a conversation whose window for an objection is open."""
    return own(tools, sender, lambda case: window(tools, case).open)


def withdrawable(tools: Tools, sender: str) -> list[Case]:
    return own(tools, sender, may_withdraw)


def addable(tools: Tools, sender: str) -> list[Case]:
    return own(tools, sender, may_add)


def check_request(here: Filling, text: str) -> Accepted | Refused:
    """One of the own requests that can be objected to, or that there was none."""
    if "tanpa" in normalise(text).split():
        return Accepted(NO_REQUEST)
    return _one_of(objectionable(here.tools, here.sender), text, [NO_REQUEST.capitalize()])


def check_withdrawable(here: Filling, text: str) -> Accepted | Refused:
    """One of the own cases that can be withdrawn."""
    return _one_of(withdrawable(here.tools, here.sender), text)


def check_addable(here: Filling, text: str) -> Accepted | Refused:
    """One of the own cases that words can be added to."""
    return _one_of(addable(here.tools, here.sender), text)


def _one_of(cases: list[Case], text: str, also: list[str] | None = None) -> Accepted | Refused:
    number, figures = tidy_number(text), _DIGITS.findall(text)
    for case in cases:
        if case.number == number or (figures and int(figures[0]) == case.sequence and len(figures) == 1):
            return Accepted(case.number)
    options = [case.number for case in cases] + (also or [])
    return Refused("dialogue.isian.choose", {"options": "; ".join(options)})


def allowed_grounds(here: Filling) -> list[str]:
    """The letters of the grounds that can be true of the request chosen."""
    number = here.values.get("nomor")
    if number in (None, NO_REQUEST):
        return ["b"]
    for case in objectionable(here.tools, here.sender):
        if case.number == number:
            return [ground.name for ground in window(here.tools, case).grounds]
    return []


def check_grounds(here: Filling, text: str) -> Accepted | Refused:
    """Grounds a to g by letter or in words, several at once (UU 14/2008 art. 35(1))."""
    plain, allowed = f" {normalise(text)} ", allowed_grounds(here)
    named = [
        row["letter"]
        for row in rules("keberatan")["ground"]
        if any(f" {word} " in plain for word in (row["letter"], normalise(row["title"]), *row["words"]))
        or plain.strip() == normalise(machine("keberatan").grounds[row["letter"]].title)
    ]
    chosen = [letter for letter in named if letter in allowed]
    if chosen:
        return Accepted(",".join(chosen))
    titles = [row["title"] for row in rules("keberatan")["ground"] if row["letter"] in allowed]
    key = "dialogue.keberatan.ground_closed" if named else "dialogue.isian.choose"
    return Refused(key, {"options": "; ".join(titles)})


def check_position(here: Filling, text: str) -> Accepted | Refused:
    """What happened, in the applicant's words."""
    story = text.strip()
    return Accepted(story) if len(story) >= LEAST_POSITION else Refused("dialogue.keberatan.position_short")


def check_addition(here: Filling, text: str) -> Accepted | Refused:
    """Words added to a case; how many is checked where they are kept."""
    story = text.strip()
    return Accepted(story) if len(story.split()) > 1 else Refused("dialogue.tambahan.short")


def number_choices(here: Filling, slot: str) -> list[dict[str, str]]:
    """Buttons for the own cases that a question is about."""
    found = {
        "nomor": objectionable,
        "perkara": withdrawable,
        "perkara_ditambah": addable,
    }[slot](here.tools, here.sender)
    buttons = [choice(case.number) for case in found[:8]]
    return [*buttons, choice("Tanpa permohonan", NO_REQUEST)] if slot == "nomor" else buttons


def ground_choices(here: Filling) -> list[dict[str, str]]:
    """Buttons for the grounds that are possible."""
    allowed = allowed_grounds(here)
    return [
        choice(row["title"], row["title"].lower())
        for row in rules("keberatan")["ground"]
        if row["letter"] in allowed
    ]
