"""``tanya evaluate``: how well the office's knowledge answers a question set, and the threshold fitted to it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.local import Refused, house
from office.settings import load

if TYPE_CHECKING:
    from knowledge.evaluation import Evaluation


def evaluate(
    questions: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="Simpan ambang menjawab yang cocok untuk pertanyaan ini.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Keluaran JSON.")] = False,
) -> None:
    """Ukur jawaban pada daftar pertanyaan (JSONL: text, targets, answerable)."""
    from bot.answers import from_line
    from bot.printing import figures
    from knowledge.evaluation import evaluate as measure
    from knowledge.evaluation import read_questions

    try:
        asked = read_questions(questions)
    except ValueError as error:
        raise Refused(f"Daftar pertanyaan tidak dapat dibaca: {error}.") from error
    with house(load()) as at_home:
        result = measure(lambda question: from_line(at_home.ask([question])[0]), asked)
    typer.echo(json.dumps(asdict(result), ensure_ascii=False) if as_json else figures(result))
    if calibrate:
        _calibrate(result)


def _calibrate(result: Evaluation) -> None:
    from knowledge.calibration import FEWEST_QUESTIONS, TooFew, keep
    from knowledge.model import threshold_of

    settings = load()
    try:
        curve = keep(settings.home, result.asked)
    except TooFew as error:
        raise Refused(
            f"Daftar itu berisi {error} pertanyaan; untuk menghitung ambang diperlukan paling sedikit "
            f"{FEWEST_QUESTIONS}. Tambah pertanyaan, lalu ulangi."
        ) from error
    threshold = threshold_of(curve, settings.knowledge.risk)
    typer.echo(f"Ambang menjawab kini {threshold:.3f} pada risiko {settings.knowledge.risk:.0%}.", err=True)
