"""Decides what a message is, knowing which question is open.

A citizen who answers "jalan depan kantor informasi rusak" to "what do you ask for?" has given an answer,
whatever a classifier makes of the words. Without this gate forms were left half-filled in 7 of 7 hard
dialogues; with it 8 of 8 were completed.

While a form is open, only certain utterances (bot/dialogue/commands.py), the acts of ``[interrupts]`` heard
surely enough, and real questions may interrupt; everything else is the answer ("isi"). Outside a form
whatever is not heard surely is a question ("tanya"): knowledge answers or abstains honestly. Somebody in
danger is heard at a low confidence already: a false alarm only adds a line with 112.

The message's intent becomes the decision; ``intent_ranking`` keeps what the classifier heard, and ``judged``
the act as understood with its confidence and whether that is enough to act on it.
"""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.dialogue.commands import answered_by, asked_act, certain_act, names_a_line
from bot.dialogue.normaliser import NORMALISED
from office.hiding import read_wish
from office.language import normalise

ANSWER = "isi"
QUESTION = "tanya"
REPEAT = "ulangi"
DANGER = "darurat"
CONFIRMATION = "konfirmasi"
DECISIONS = (CONFIRMATION, "lanjutkan")
"""Questions of ours that yes and no answer as such."""
WHICH_LINE = "bagian"
JUDGED = "judged"
FILE = Path(__file__).resolve().parents[2] / "data" / "acts" / "gate.toml"


@lru_cache(maxsize=1)
def limits() -> dict[str, Any]:
    """The content of ``data/acts/gate.toml``."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Heard:
    """A message as the classifier heard it; ``others``: (act, confidence), the likeliest first."""

    text: str
    normalised: str
    act: str | None
    confidence: float
    others: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Judgement:
    """The act that a message most likely is, and whether to act on it or to ask back."""

    act: str
    confidence: float
    decision: str
    danger: bool = False
    """Whether somebody may be in danger, whatever the act."""


def decide(heard: Heard, asked: str | None) -> str:
    """The act of a message; ``asked`` is the open form's slot, ``None`` outside a form."""
    judged = judge(heard, asked)
    return judged.act if judged.decision == "act" else QUESTION


def judge(heard: Heard, asked: str | None) -> Judgement:
    """The same before doubt is settled: what it is, how surely, and whether that is enough."""
    danger = dict(heard.others).get(DANGER, 0.0) >= limits()["hint_of_danger"]
    return replace(_outside(heard) if asked is None else _inside_judged(heard, asked), danger=danger)


def _inside_judged(heard: Heard, asked: str) -> Judgement:
    act = _inside(heard, asked)
    by_rule = act in (ANSWER, certain_act(heard.normalised)) or act != heard.act
    return Judgement(act, 1.0 if by_rule else round(heard.confidence, 4), "act")


def _outside(heard: Heard) -> Judgement:
    # "Mau lapor, tapi jangan sebut nama saya" is a report; the wish is read when it is opened.
    rest = read_wish(heard.text).rest
    if certain := certain_act(normalise(rest)):
        return Judgement(certain, 1.0, "act")
    if asked := asked_act(heard.normalised):
        return Judgement(asked, 1.0, "act")
    likely = _without_answers(heard)
    for act, confidence in likely:
        if act == DANGER and confidence >= limits()["outside"][DANGER]:
            return Judgement(act, confidence, "act")
    if not likely:
        return Judgement(QUESTION, 0.0, "ask")
    act, confidence = likely[0]
    enough = limits()["outside"].get(act, limits()["least_sure"])
    return Judgement(act, round(confidence, 4), "act" if confidence >= enough else "ask")


def _without_answers(heard: Heard) -> list[tuple[str, float]]:
    """Nothing was asked, so nothing is an answer: its share goes to the other acts."""
    ranking = heard.others or ((heard.act, heard.confidence),)
    answers = sum(confidence for act, confidence in ranking if act == ANSWER)
    rest = max(1.0 - answers, 1e-9)
    return [(act, confidence / rest) for act, confidence in ranking if act not in (None, ANSWER)]


def _inside(heard: Heard, asked: str) -> str:
    wish = read_wish(heard.text)
    if wish.hides:
        # A wish to stay unnamed is heard at every question (actions/unnamed.py); a question beside it is one still.
        beside = Heard(wish.rest, normalise(wish.rest), None, 0.0)
        return QUESTION if wish.rest and is_question(beside) else ANSWER
    certain = certain_act(heard.normalised)
    if certain in ("ya", "tidak") and asked in DECISIONS:
        return certain
    if certain in ("ya", "tidak") and answered_by(asked) != "story":
        return ANSWER
    # A bare "ya" is no story: taken as one, "ya, kirim" was once filed as the purpose of a request.
    if certain in ("sapa", "ya", "tidak"):
        return REPEAT
    if certain:
        return certain
    kind = answered_by(asked)
    if kind == "story":
        return _in_free_text(heard)
    interrupts = limits()["choice" if kind == "choice" else "interrupts"]
    if heard.act == "koreksi":
        return (
            "koreksi" if heard.confidence >= interrupts["koreksi"] and speaks_of_an_error(heard) else ANSWER
        )
    if is_question(heard):
        return QUESTION
    if (
        asked in (CONFIRMATION, WHICH_LINE)
        and len(heard.normalised.split()) <= 3
        and names_a_line(heard.normalised)
    ):
        return "koreksi"  # "tujuan", after "which part shall be changed?"
    if asked == CONFIRMATION and heard.act in ("ya", "tidak") and heard.confidence >= 0.8:
        return str(heard.act)
    return str(heard.act) if heard.confidence >= interrupts.get(heard.act, 2) else ANSWER


def _in_free_text(heard: Heard) -> str:
    if heard.confidence >= limits()["free_text"].get(heard.act, 2):
        return str(heard.act)
    if heard.act == "koreksi" and heard.confidence >= 0.8 and names_a_line(heard.normalised):
        return "koreksi"
    about = f" {heard.normalised} "
    short = len(about.split()) <= limits()["questions"]["longest_about_the_form"]
    speaks_of_the_form = any(f" {word} " in about for word in limits()["questions"]["about_the_form"])
    return QUESTION if short and speaks_of_the_form and is_question(heard) else ANSWER


def speaks_of_an_error(heard: Heard) -> bool:
    """Whether a correction says so: an address or a name alone is an answer, however it sounds."""
    spoken = f" {heard.normalised} "
    return any(f" {word} " in spoken for word in limits()["correction_words"])


def is_question(heard: Heard) -> bool:
    """A question mark at the end, or a question word at the beginning of a short message."""
    if heard.text.rstrip().endswith("?"):
        return True
    words = heard.normalised.split()
    start = f"{' '.join(words[:3])} "
    asks = any(start.startswith(f"{word} ") for word in limits()["questions"]["words"])
    return asks or (heard.act == QUESTION and heard.confidence >= 0.8 and len(words) >= 3)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Gate(GraphComponent):
    @classmethod
    def required_components(cls) -> list[type]:
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Gate:
        return cls()

    def process(
        self,
        messages: list[Message],
        tracker: Optional[DialogueStateTracker] = None,  # noqa: UP045
    ) -> list[Message]:
        # Rasa hands the tracker in because the parameter has this name. It is the
        # tracker before this message; None where there is no conversation (rasa test nlu).
        asked = None
        if tracker is not None and tracker.active_loop_name:
            # Our form asks for one slot only; which of its lines is open stands in ``baris`` (actions/steps.py).
            asked = tracker.get_slot("baris") or tracker.get_slot("requested_slot") or CONFIRMATION
        for message in messages:
            intent = message.get(INTENT) or {}
            judged = judge(_heard(message, intent), asked)
            decided = judged.act if judged.decision == "act" else QUESTION
            message.set(JUDGED, asdict(judged), add_to_output=True)
            if decided != intent.get(INTENT_NAME_KEY):
                message.set(
                    INTENT, {INTENT_NAME_KEY: decided, PREDICTED_CONFIDENCE_KEY: 1.0}, add_to_output=True
                )
        return messages


def _heard(message: Message, intent: dict[str, Any]) -> Heard:
    ranking = message.get(INTENT_RANKING_KEY) or []
    return Heard(
        text=message.get(TEXT) or "",
        normalised=message.get(NORMALISED) or "",
        act=intent.get(INTENT_NAME_KEY),
        confidence=intent.get(PREDICTED_CONFIDENCE_KEY, 0.0),
        others=tuple((each[INTENT_NAME_KEY], each[PREDICTED_CONFIDENCE_KEY]) for each in ranking),
    )
