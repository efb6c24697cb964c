"""Questions: answered from knowledge with a source, asked back, or honestly not answered."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions.base import Event, Spoken, TanyaAction, latest_intent, latest_text, questions_before
from actions.checks import choice_of
from actions.filling import filling
from actions.own_cases import addable
from actions.own_clock import by_right, of_the_own_case
from actions.speech import Said, answered, choice, say
from actions.steps import answered_line
from actions.tools import Tools
from cases.redirections import redirections_for
from knowledge.answerer import Decision
from knowledge.splitting import ask_each
from office.language import normalise
from office.outcome import Outcome
from office.settings import PROJECT

LEAST_QUESTION = 4
"""Words from which a message may ask something, whatever else it was heard as."""
SMALL_TALK = {
    "batal": "dialogue.tidak_ada_isian",
    "kembali": "dialogue.tidak_ada_isian",
    "koreksi": "dialogue.tidak_ada_isian",
}


class Tanya(TanyaAction):
    """Answer a question. What cannot be answered is offered as a formal request."""

    action_name = "action_tanya"

    def decide(self, tracker: Tracker) -> Spoken:
        question = latest_text(tracker)
        if tracker.active_loop_name:
            # A question in the middle of a form is about the form or stands alone; it leans on nothing before.
            if (about := about_the_form(question)) is not None:
                return Spoken(say(f"dialogue.form_question.{about}"))
            near = question in (tracker.get_slot("mirip") or [])
            return _within_form(
                self.tools.answerer.ask(question), [SlotSet("dibuka", question)] if near else []
            )
        if choice_of(self.tools.texts, question):
            return Spoken(say("dialogue.tidak_ada_isian"))  # an old button, and nothing is being filled in
        if (spoken := of_the_own_case(self.tools, tracker, question)) is not None:
            return spoken
        decisions = ask_each(self.tools.answerer.ask, question, questions_before(tracker))
        known = any(each.outcome.startswith("answered_") for each in decisions)
        if not known and (spoken := by_right(self.tools, tracker, question)) is not None:
            return spoken
        return answer_or_offer(question, decisions[0]) if len(decisions) == 1 else _answer_each(decisions)


def _answer_each(decisions: Sequence[Decision]) -> Spoken:
    """Several questions of one message, of which at least one has its answer; the turn counts as answered."""
    known = [answered(each) for each in decisions if each.outcome.startswith("answered_")]
    unknown = [each for each in decisions if not each.outcome.startswith("answered_")]
    if not unknown:
        return Spoken(*known, events=[SlotSet("tawaran", None), SlotSet("pertanyaan", None)])
    asked = " ".join(each.question for each in unknown)
    rest = say("dialogue.tanya.rest_unknown", question=asked, choices=_nearest(unknown[0]))
    offered = [SlotSet("tawaran", "permohonan"), SlotSet("pertanyaan", unknown[0].question)]
    return Spoken(*known, rest, events=offered)


def answer_or_offer(question: str, decision: Decision) -> Spoken:
    """The answer; or a question back; or an honest "not known", with a request offered for the question."""
    if decision.outcome.startswith("answered_"):
        return Spoken(answered(decision), events=[SlotSet("tawaran", None), SlotSet("pertanyaan", None)])
    offered = [SlotSet("tawaran", "permohonan"), SlotSet("pertanyaan", question)]
    if decision.outcome == Outcome.ASKED_BACK:
        return Spoken(_asked_back(decision), events=offered)
    return Spoken(_abstained(decision), events=offered)


class Arahkan(TanyaAction):
    """A wish that is not ours, or a step when nothing is being filled in. Evidence wins: what knowledge answers
    surely is answered."""

    action_name = "action_arahkan"

    def decide(self, tracker: Tracker) -> Spoken:
        act = latest_intent(tracker)
        if act == "koreksi" and addable(self.tools, tracker.sender_id):
            return Spoken(say("dialogue.tambahan.offer"), events=[SlotSet("tawaran", "tambahan")])
        least = LEAST_QUESTION if act in SMALL_TALK else 1
        if (found := evidence(self.tools, tracker, least)) is not None:
            return Spoken(answered(found))
        if act in SMALL_TALK:
            return Spoken(say(SMALL_TALK[act]))
        directed = say(f"dialogue.arahkan.{act}", outcome=Outcome.ABSTAINED_OUT_OF_SCOPE)
        offered = [SlotSet("tawaran", "permohonan"), SlotSet("pertanyaan", latest_text(tracker))]
        return Spoken(directed, events=offered)


class Darurat(TanyaAction):
    """Danger is heard early, so false alarms are many: the emergency numbers come first, and the question is
    answered all the same."""

    action_name = "action_darurat"

    def decide(self, tracker: Tracker) -> Spoken:
        numbers = [say("dialogue.darurat", outcome=Outcome.ABSTAINED_OUT_OF_SCOPE) | {"urgent": True}]
        numbers += elsewhere(latest_text(tracker), but=("darurat", "polisi"))
        if tracker.active_loop_name:
            here = filling(self.tools, tracker)
            told = here.line is not None and here.line.answer == "story"
            kept = answered_line(here, latest_text(tracker), 0.0) if told else Spoken()
            return Spoken(*numbers, events=kept.events)  # a story of danger is the answer as well
        if (found := evidence(self.tools, tracker)) is not None:
            return Spoken(*numbers, answered(found))
        offered = [SlotSet("tawaran", "permohonan"), SlotSet("pertanyaan", latest_text(tracker))]
        return Spoken(*numbers, events=offered)


def elsewhere(text: str, but: tuple[str, ...] = (), most: int = 2) -> list[Said]:
    """Who is responsible when the office is not, the most urgent first. A hint: filing here stays possible."""
    bodies = [body for body in redirections_for(text) if body.name not in but]
    return [say("dialogue.elsewhere", title=body.title, how=body.how) for body in bodies[:most]]


def evidence(tools: Tools, tracker: Tracker, least: int = LEAST_QUESTION) -> Decision | None:
    """What knowledge surely answers to this message; nothing for one of fewer words than ``least``."""
    text = latest_text(tracker)
    if len(text.split()) < least:
        return None
    decision = tools.answerer.ask(text, questions_before(tracker))
    return decision if decision.outcome.startswith("answered_") else None


@lru_cache(maxsize=1)
def _form_questions() -> list[dict[str, Any]]:
    path = PROJECT / "data" / "rules" / "form_questions.toml"
    questions: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["question"]
    return questions


def about_the_form(question: str) -> str | None:
    """Which question about the form itself this is: is it safe, why is it asked, what does it cost, how long?"""
    plain = f" {normalise(question)} "
    fits = (each["name"] for each in _form_questions() if any(f" {word} " in plain for word in each["words"]))
    return next(fits, None)


def _within_form(decision: Decision, events: list[Event]) -> Spoken:
    """Inside a form a question gets its answer or a short "not known", and the form goes on."""
    if decision.outcome.startswith("answered_"):
        return Spoken(answered(decision), events=events)
    return Spoken(say("dialogue.tanya.abstained_in_form", outcome=decision.outcome))


def _asked_back(decision: Decision) -> dict[str, object]:
    return say("dialogue.tanya.asked_back", outcome=decision.outcome, choices=_nearest(decision))


def _abstained(decision: Decision) -> dict[str, object]:
    key = _ABSTENTIONS.get(decision.outcome, "abstained")
    if key == "ambiguous" and not decision.choices:
        key = "abstained"  # "choose one below" needs something below
    return say(f"dialogue.tanya.{key}", outcome=decision.outcome, choices=_nearest(decision))


def _nearest(decision: Decision) -> list[dict[str, str]]:
    """Buttons for what comes near; an entry's own title asks for that entry."""
    return [choice(candidate.title) for candidate in decision.choices]


_ABSTENTIONS = {
    Outcome.ABSTAINED_OUT_OF_SCOPE: "out_of_scope",
    Outcome.ABSTAINED_RESTRICTED: "restricted",
    Outcome.ABSTAINED_AMBIGUOUS: "ambiguous",
}
