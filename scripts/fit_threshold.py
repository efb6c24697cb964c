"""Fit the risk curve in data/retrieval/decision.json on question sets of whole offices.

    python scripts/fit_threshold.py --set data/demo/questions.jsonl data/demo/dip.xlsx data/demo/faq.csv \
        --set Q.jsonl:fit CORPUS.jsonl

Each ``--set`` is a question set (with ``:split`` to take one split of it) and the files its office
publishes. None of these questions was trained on. For every accepted risk the curve holds the smallest
probability at which at most that share of the answers given is wrong, all sets together.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from pathlib import Path

from knowledge.calibration import curve_of
from knowledge.model import PATH


def ask_all(questions: str, files: list[str]) -> list[tuple[float, bool]]:
    """(probability, whether the first candidate is right) of every question."""
    from knowledge.answerer import Answerer
    from knowledge.importing import import_file
    from office.database import Base, Database
    from office.settings import load

    os.environ["TANYA_HOME"] = tempfile.mkdtemp()
    settings = load()
    database = Database(settings)
    Base.metadata.create_all(database.engine)
    for file in files:
        import_file(database, Path(file))
    answerer = Answerer(database, settings)
    path, _, split = questions.partition(":")
    asked = []
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        if split and raw.get("split") != split:
            continue
        decision = answerer.ask(raw["text"])
        right = bool(decision.candidates) and decision.candidates[0].entry in raw["targets"]
        asked.append((decision.score, right))
    answerer.close()
    return asked


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--set", nargs="+", action="append", required=True, dest="sets")
    args = parser.parse_args()
    asked = [ask_all(questions, files) for questions, *files in args.sets]
    curve = curve_of(answer for answers in asked for answer in answers)
    raw = json.loads(PATH.read_text(encoding="utf-8"))
    PATH.write_text(json.dumps({**raw, "curve": curve}), encoding="utf-8")
    print(f"{sum(map(len, asked))} questions; {curve}")


if __name__ == "__main__":
    main()
