"""The last question of a form: everything is read back, and its yes sends this form and no other."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.base import Spoken, latest_intent
from actions.filling import Filling
from actions.forms import CONFIRM
from actions.speech import choice, say
from office.language import LEXICON, normalise, without_turn


def confirmation(here: Filling, tracker: Tracker) -> Spoken:
    """Everything is read back once in full; after that only on request, and with secrets shortened."""
    shown, title = _shown(here, tracker), _static(here)[0]
    question = say(f"dialogue.confirm.{here.form.kind}", choices=[choice(title, _words(here, tracker))])
    seen, repeat = tracker.get_slot("diperiksa"), latest_intent(tracker) == "ulangi"
    events = [SlotSet("baris", CONFIRM), SlotSet("terlihat", shown)]
    if seen and not repeat:
        return Spoken(question, events=events)
    events.append(SlotSet("diperiksa", True))
    if not here.form.lines:
        return Spoken(question, events=events)
    read = here.summary(in_full=not seen)
    return Spoken(say("dialogue.isian.check", title=here.form.title, summary=read), question, events=events)


def of_another_form(here: Filling, tracker: Tracker, answer: str) -> bool:
    """Whether a yes comes from the button of a form that was filled in before this one.

    Taken as the yes to this form, it would send what nobody has approved.
    """
    said, static = normalise(answer), normalise(_static(here)[1])
    return without_turn(said) == static and said != normalise(_words(here, tracker))


def _static(here: Filling) -> tuple[str, str]:
    return here.tools.texts[f"dialogue.confirm.{here.form.kind}"].choices[0]


def _words(here: Filling, tracker: Tracker) -> str:
    """What the button of this form sends: from the second form of a kind on it says which one."""
    words, shown = _static(here)[1], _shown(here, tracker)[here.form.kind]
    turn = shown.index(tracker.get_slot("draf")) + 1
    return (
        words if turn == 1 else here.tools.texts.say("dialogue.confirm_again", words=words, turn=_nth(turn))
    )


def _shown(here: Filling, tracker: Tracker) -> dict[str, list[str]]:
    """The forms whose last question was asked in this conversation, this one too; drafts by kind."""
    shown: dict[str, list[str]] = tracker.get_slot("terlihat") or {}
    drafts, draft = shown.get(here.form.kind, []), tracker.get_slot("draf")
    return shown if draft in drafts else {**shown, here.form.kind: [*drafts, draft]}


@lru_cache(maxsize=1)
def _ordinals() -> list[str]:
    numbers: dict[str, Any] = tomllib.loads((LEXICON / "choosing.toml").read_text(encoding="utf-8"))
    return [words[1] for words in numbers["numbers"]]


def _nth(turn: int) -> str:
    return _ordinals()[turn - 1] if turn <= len(_ordinals()) else f"ke-{turn}"
