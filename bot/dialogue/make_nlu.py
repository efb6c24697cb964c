"""Turns data/acts/*.jsonl into Rasa's NLU file.

    python bot/dialogue/make_nlu.py OUTPUT.yml [FOLDER]

A file's name is the act; each line is {"text", "register", "also"}, of which Rasa
needs the text. Standard library alone, so that any environment can run it.
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ACTS = Path(__file__).resolve().parents[2] / "data" / "acts"
# Rasa reads "[word](name)" and "[word]{…}" as an entity. Our texts have none: a space
# between the two keeps them plain, and the normaliser drops the brackets anyway.
_ENTITY = re.compile(r"\](?=[({])")


def examples(path: Path) -> Iterator[str]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            text = json.loads(line)["text"]
        except (ValueError, KeyError, TypeError) as error:
            raise SystemExit(f"{path}:{number}: not a line with a text: {error}") from error
        if plain := _ENTITY.sub("] ", " ".join(text.split())):
            yield plain


def nlu(folder: Path) -> str:
    """The YAML text: JSON strings are YAML strings, so nothing in a text can break out of it."""
    lines = ['version: "3.1"', "nlu:"]
    for path in sorted(folder.glob("*.jsonl")):
        lines += [f"- intent: {path.stem}", "  examples:"]
        lines += [f"  - text: {json.dumps(text, ensure_ascii=False)}" for text in examples(path)]
    return "\n".join(lines) + "\n"


def main(output: Path, folder: Path = ACTS) -> None:
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(nlu(folder), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit("usage: make_nlu.py OUTPUT.yml [FOLDER]")
    main(*map(Path, sys.argv[1:]))
