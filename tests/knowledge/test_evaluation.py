"""Figures on hand-counted decisions."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.answerer import Candidate, Decision
from knowledge.evaluation import Question, evaluate, read_questions
from office.outcome import Outcome

DECISIONS = {
    "right": ("a", 0.9, Outcome.ANSWERED_FAQ),
    "wrong": ("b", 0.8, Outcome.ANSWERED_FAQ),
    "shy": ("c", 0.4, Outcome.ABSTAINED_NO_EVIDENCE),
    "silly": ("a", 0.1, Outcome.ABSTAINED_NO_EVIDENCE),
}


def ask(question: str) -> Decision:
    entry, score, outcome = DECISIONS[question]
    return Decision(
        question, outcome, score, None, "", [], [Candidate(entry, entry, score), Candidate("x", "x", 0.0)]
    )


def test_figures_are_counted() -> None:
    questions = [
        Question("right", frozenset({"a"}), True, "formal"),
        Question("wrong", frozenset({"x"}), True, "formal"),
        Question("shy", frozenset({"c"}), True, "indirect"),
        Question("silly", frozenset(), False),
    ]
    result = evaluate(ask, questions)
    overall = result.overall
    assert (overall.questions, overall.answerable) == (4, 3)
    assert overall.recall_1 == pytest.approx(2 / 3)
    assert overall.recall_3 == 1.0
    assert overall.wrong == pytest.approx(1 / 2)
    assert overall.coverage == pytest.approx(1 / 3)
    assert overall.coverage_5 == pytest.approx(1 / 3)
    assert overall.auroc == 1.0
    assert result.registers["indirect"].recall_1 == 1.0
    assert result.missed == [("wrong", "b", "answered_faq")]


def test_equal_scores_are_answered_together() -> None:
    result = evaluate(
        lambda text: ask("right"), [Question("1", frozenset({"a"}), True), Question("2", frozenset(), False)]
    )
    assert result.curve == [(0.9, 1.0, 0.5)]


def test_questions_are_read_from_json_lines(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(
        '{"text": "x", "targets": ["a"], "answerable": true, "register": "formal"}\n\n{"text": "y"}\n'
    )
    assert read_questions(file) == [
        Question("x", frozenset({"a"}), True, "formal"),
        Question("y", frozenset(), False),
    ]
    file.write_text('{"text": "x"}\nnot json\n')
    with pytest.raises(ValueError, match="baris 2"):
        read_questions(file)
