"""How well the office's knowledge answers its question set.

How to call::

    questions = read_questions(path)                 # JSON lines {"text","targets","answerable","register"?}
    evaluation = evaluate(answerer.ask, questions)   # -> Evaluation
    evaluation.overall.recall_1, evaluation.registers["formal"].coverage, evaluation.curve

All figures are shares from 0 to 1. ``wrong`` counts, of all answers given, those that name no target.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.answerer import Decision
from office.settings import Settings


@dataclass(frozen=True)
class Question:
    """A labelled question; ``targets`` are the ids of all entries that answer it."""

    text: str
    targets: frozenset[str]
    answerable: bool
    register: str = ""


@dataclass(frozen=True)
class Figures:
    """Figures of a group of questions."""

    questions: int
    answerable: int
    recall_1: float
    """Share of answerable questions whose first candidate is a target."""
    recall_3: float
    wrong: float
    """Wrong answers among the answers given at the office's risk."""
    coverage: float
    """Share of answerable questions answered rightly at the office's risk."""
    coverage_5: float
    """Best coverage at any threshold with at most 5 % wrong answers."""
    coverage_2: float
    auroc: float
    """Chance that an answerable question scores above an unanswerable one."""


@dataclass(frozen=True)
class Evaluation:
    """All figures, per register too, and the curve (threshold, coverage, wrong) by falling threshold."""

    overall: Figures
    registers: dict[str, Figures]
    curve: list[tuple[float, float, float]]
    missed: list[tuple[str, str, str]]
    """(question, first candidate's id, outcome) where the first candidate is no target."""
    asked: list[tuple[float, bool]] = field(default_factory=list)
    """Of every question: probability, and whether the first candidate is right."""


@dataclass(frozen=True)
class _Asked:
    question: Question
    decision: Decision

    @property
    def right(self) -> bool:
        return self._within(1)

    @property
    def answered(self) -> bool:
        return self.decision.outcome.startswith("answered")

    def _within(self, most: int) -> bool:
        return any(item.entry in self.question.targets for item in self.decision.candidates[:most])

    @property
    def near(self) -> bool:
        return self._within(3)


def question_file(settings: Settings) -> Path:
    """Where the office's own question set lies; put there at the desk, by hand, or by the demo."""
    return settings.home / "questions.jsonl"


def read_questions(path: Path) -> list[Question]:
    """Raises ``ValueError`` with the line number when a line is no labelled question."""
    questions = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
            targets = frozenset(raw.get("targets") or ())
            answerable = bool(raw.get("answerable", bool(targets)))
            questions.append(Question(str(raw["text"]), targets, answerable, str(raw.get("register") or "")))
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise ValueError(f"baris {number} di {path.name} bukan pertanyaan berlabel") from error
    return questions


def evaluate(
    ask: Callable[[str], Decision],
    questions: Iterable[Question],
    progress: Callable[[int], None] | None = None,
) -> Evaluation:
    """Ask every question and count."""
    asked = []
    for number, question in enumerate(questions, start=1):
        asked.append(_Asked(question, ask(question.text)))
        if progress:
            progress(number)
    registers = sorted({item.question.register for item in asked if item.question.register})
    return Evaluation(
        _figures(asked),
        {name: _figures([item for item in asked if item.question.register == name]) for name in registers},
        _curve(asked),
        [
            (item.question.text, item.decision.candidates[0].entry, item.decision.outcome.value)
            for item in asked
            if item.question.answerable and not item.right and item.decision.candidates
        ],
        [(item.decision.score, item.right) for item in asked],
    )


def _figures(asked: Sequence[_Asked]) -> Figures:
    answerable = [item for item in asked if item.question.answerable]
    answered = [item for item in asked if item.answered]
    wrong = [item for item in answered if not item.right]
    curve = _curve(asked)
    return Figures(
        questions=len(asked),
        answerable=len(answerable),
        recall_1=_share(sum(item.right for item in answerable), len(answerable)),
        recall_3=_share(sum(item.near for item in answerable), len(answerable)),
        wrong=_share(len(wrong), len(answered)),
        coverage=_share(sum(item.answered and item.right for item in answerable), len(answerable)),
        coverage_5=max((coverage for _t, coverage, share in curve if share <= 0.05), default=0.0),
        coverage_2=max((coverage for _t, coverage, share in curve if share <= 0.02), default=0.0),
        auroc=_auroc(
            [item.decision.score for item in answerable],
            [item.decision.score for item in asked if not item.question.answerable],
        ),
    )


def _curve(asked: Sequence[_Asked]) -> list[tuple[float, float, float]]:
    """(threshold, coverage, wrong share) at every score that occurs, highest first."""
    answerable = sum(item.question.answerable for item in asked)
    ordered = sorted(asked, key=lambda item: -item.decision.score)
    curve, right = [], 0
    for count, item in enumerate(ordered, start=1):
        right += item.right
        following = ordered[count].decision.score if count < len(ordered) else -1.0
        if following != item.decision.score:  # equal scores are answered together
            curve.append((item.decision.score, _share(right, answerable), (count - right) / count))
    return curve


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _auroc(high: Sequence[float], low: Sequence[float]) -> float:
    if not high or not low:
        return 0.0
    wins = sum((h > x) + 0.5 * (h == x) for h in high for x in low)
    return wins / (len(high) * len(low))
