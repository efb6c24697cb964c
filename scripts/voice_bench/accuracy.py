"""Word errors, the gate's decisions and the time of both engines on the same clips."""

from __future__ import annotations

import math
import random
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voice_model.clips import RATE, Clip, draw_clip, draw_silence, opus, resampled
from voice_model.sentences import DIGITS, Sentences
from voice_model.speech import Voice, draw_voice, say

if TYPE_CHECKING:
    from voice.hearing import Hearer

ENGINES = ("faster", "openai")
MOST_OPENAI = 10
"""Clips of each kind for openai-whisper, which takes ten times as long: enough to see that it hears the same."""
LIMITS = (-0.15, -0.2, -0.25, -0.3, -0.4, -0.5, -0.7)
PLAIN = Voice(rate=145)
"""The voice of the citizens in our journeys."""


@dataclass
class Score:
    """One engine on one set of clips."""

    wrong: int = 0
    words: int = 0
    sentences: int = 0
    count: int = 0
    invented: int = 0
    """Words made of clips in which nobody speaks."""
    engine: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    decisions: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """Decision of the gate, and whether every word was right."""

    sure: list[tuple[float, bool]] = field(default_factory=list)
    """Confidence, and whether every word was right."""

    def share(self, decision: str) -> str:
        """How many clips got this decision, and how many of those were wrong."""
        right, wrong = self.decisions[decision, True], self.decisions[decision, False]
        return (
            f"{(right + wrong) / self.count:.0%}, {wrong} of {right + wrong} wrong" if right + wrong else "0%"
        )


def clip_sets(count: int) -> Iterator[tuple[str, list[Clip]]]:
    """Clips by what they are; the same each time."""
    sentences = Sentences()

    def some(draw: Callable[[random.Random], Clip]) -> list[Clip]:
        chance = random.Random(99)
        return [draw(chance) for _ in range(count)]

    yield "voices and sentences never trained on", some(lambda chance: draw_clip(sentences, chance, True))
    yield "as trained on, other clips", some(lambda chance: draw_clip(sentences, chance, False))
    yield (
        "identity numbers, voices never trained on",
        some(lambda chance: _identity_number(chance, draw_voice(chance, held_out=True))),
    )
    yield "identity numbers, the voice of the journeys", some(lambda chance: _identity_number(chance, PLAIN))
    yield "silence and noise", some(draw_silence)


def measured(hearer: Hearer, clips: list[Clip]) -> Score:
    score = Score(count=len(clips))
    for clip in clips:
        heard = hearer.hear(opus(clip.samples))
        said, found = words(clip.text), words(heard.spoken)
        wrong = distance(said, found)
        score.wrong += wrong
        score.words += len(said)
        score.sentences += wrong > 0
        score.invented += bool(not said and heard.text)
        score.engine.append(heard.engine_seconds)
        score.ours.append(heard.other_seconds)
        score.decisions[heard.decision, wrong == 0] += 1
        score.sure.append((heard.confidence, wrong == 0))
    return score


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def distance(said: list[str], found: list[str]) -> int:
    """Words to change, add or leave out."""
    row = list(range(len(found) + 1))
    for at, word in enumerate(said, 1):
        above, row = row, [at]
        for other, candidate in enumerate(found, 1):
            row.append(min(above[other] + 1, row[-1] + 1, above[other - 1] + (word != candidate)))
    return row[-1]


def tables(open_hearer: Callable[[str], Hearer], count: int) -> list[str]:
    """Both engines on the same sound: errors and decisions, then time."""
    hearers = {name: open_hearer(name) for name in ENGINES}
    errors = [
        "| clips | engine | of them | word error | sentences wrong | taken | read back | asked again |",
        "|---|---|---|---|---|---|---|---|",
    ]
    times = ["| engine | Whisper's own, s | ours around it, s | our share |", "|---|---|---|---|"]
    spent: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in ENGINES}
    silence, sure = [], []
    for kind, clips in clip_sets(count):
        for name, hearer in hearers.items():
            hearer.hear(opus(clips[0].samples))  # the first one also loads what is loaded late
            score = measured(hearer, clips if name == ENGINES[0] else clips[:MOST_OPENAI])
            if not score.words:
                silence.append(
                    f"{name}: of {score.count} clips of silence and noise {score.invented} became words."
                )
                continue
            sure += score.sure if name == ENGINES[0] else []
            spent[name][0].extend(score.engine)
            spent[name][1].extend(score.ours)
            errors.append(
                f"| {kind} | {name} | {score.count} | {score.wrong / score.words:.1%} "
                f"| {score.sentences / score.count:.0%} "
                f"| {score.share('take')} | {score.share('check')} | {score.share('repeat')} |"
            )
    for name, (engine, ours) in spent.items():
        theirs, mine = statistics.median(engine), statistics.median(ours)
        times.append(f"| {name} | {theirs:.3f} | {mine:.3f} | {mine / (theirs + mine):.0%} |")
        hearers[name].close()
    return [*errors, "", *silence, "", *_limits(sure), "", *times]


def _limits(sure: list[tuple[float, bool]]) -> list[str]:
    """What another limit of "take" would do: data/voice/gate.toml was chosen by this."""
    rows = ["| take from a mean log probability of | taken | wrong among them |", "|---|---|---|"]
    for limit in LIMITS:
        taken = [right for confidence, right in sure if confidence >= math.exp(limit)]
        wrong = f"{1 - sum(taken) / len(taken):.0%}" if taken else ""
        rows.append(f"| {limit} | {len(taken) / len(sure):.0%} | {wrong} |")
    return rows


def _identity_number(chance: random.Random, voice: Voice) -> Clip:
    """Sixteen figures in four groups, as one dictates them."""
    groups = [" ".join(chance.choice(DIGITS) for _ in range(4)) for _ in range(4)]
    text = ", ".join(groups).capitalize() + "."
    samples, rate = say(text, voice)
    return Clip(resampled(samples, rate, RATE), text)
