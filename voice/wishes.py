"""What a citizen wants of the voice: again, slower, faster, stop, text only, always voice, spell, go on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from voice.spoken import spell
from voice.spoken.tables import table

STEPS = (0.6, 0.8, 1.0, 1.25, 1.5, 1.75, 2.0)
"""Speeds one after the other; 1.0 is where everybody begins."""
_WORD = re.compile(r"[a-z]+")
_NUMBER = re.compile(r"(?=\S*\d)[\w./-]*\w")
_SHORT = 3


class Wish(StrEnum):
    """One wish; its text is ``voice.wish.<name>``."""

    REPEAT = "repeat"
    SLOWER = "slower"
    FASTER = "faster"
    STOP = "stop"
    TEXT_ONLY = "text_only"
    ALWAYS_VOICE = "always_voice"
    SPELL = "spell"
    NEXT = "next"


class Mode(StrEnum):
    """When replies are spoken."""

    AS_ASKED = "as_asked"
    """When the citizen spoke."""
    TEXT = "text"
    VOICE = "voice"


@dataclass(frozen=True)
class Preference:
    """How one citizen hears us. Nothing about why: a disability is not stored."""

    mode: Mode = Mode.AS_ASKED
    speed: float = 1.0

    def after(self, wish: Wish) -> Preference:
        """The preference once a wish is granted; other wishes leave it as it is."""
        if wish is Wish.TEXT_ONLY:
            return replace(self, mode=Mode.TEXT)
        if wish is Wish.ALWAYS_VOICE:
            return replace(self, mode=Mode.VOICE)
        if wish is Wish.SLOWER:
            return replace(self, speed=max((step for step in STEPS if step < self.speed), default=STEPS[0]))
        if wish is Wish.FASTER:
            return replace(self, speed=min((step for step in STEPS if step > self.speed), default=STEPS[-1]))
        return self

    def speaks(self, citizen_spoke: bool) -> bool:
        """Whether a reply gets a voice beside its text."""
        return self.mode is Mode.VOICE or (self.mode is Mode.AS_ASKED and citizen_spoke)


def wish(text: str) -> Wish | None:
    """The wish a whole message says, polite words aside; none when it says anything else."""
    words = _WORD.findall(text[:200].lower())
    phrases = _phrases()
    if found := phrases.get(" ".join(words)):
        return found
    polite = _polite()
    return phrases.get(" ".join(word for word in words if word not in polite))


def answer_key(granted: Wish, before: Preference) -> str | None:
    """The text that answers a wish; at the end of the scale it says so. None: the wish is its own answer."""
    if granted in (Wish.REPEAT, Wish.NEXT):
        return None
    if granted is Wish.SLOWER and before.speed <= STEPS[0]:
        return "voice.wish.slowest"
    if granted is Wish.FASTER and before.speed >= STEPS[-1]:
        return "voice.wish.fastest"
    return f"voice.wish.{granted}"


def spelled(text: str) -> str | None:
    """The last number in a text, spelled; without one the last quoted or only short text; none: nothing to spell."""
    numbers = [found for found in _NUMBER.findall(text) if sum(map(str.isdigit, found)) >= _SHORT]
    if numbers:
        return spell(numbers[-1])
    quoted = re.findall(r"[“\"]([^”\"]{2,60})[”\"]", text)
    if quoted:
        return spell(quoted[-1])
    return spell(text) if 0 < len(text.split()) <= _SHORT else None


@cache
def _phrases() -> dict[str, Wish]:
    return {phrase: each for each in Wish for phrase in table("wishes")[each]["phrases"]}


@cache
def _polite() -> frozenset[str]:
    return frozenset(table("wishes")["polite"])
