"""How well the running engine understands messages: accuracy, risk against coverage, confusions, time.

    .venv/bin/python scripts/bench_understanding.py [MESSAGES.jsonl]

A line is {"text", "act", "also", "context"}; a message is right when it is heard as ``act`` or one of ``also``.
Messages with a ``context`` follow a question of ours and are counted apart: out of their conversation they
can only be guessed. Writes docs/benchmarks/understanding.md.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.internal import Message
from bot.understanding import AT_ONCE, judging
from office.settings import PROJECT, load

SHARED = PROJECT.parent / "shared" / "data" / "eval" / "dialogue" / "dev.jsonl"
REPORT = PROJECT / "docs" / "benchmarks" / "understanding.md"
LEGAL = ("minta", "keberatan", "cabut", "data_saya")
COVERAGES = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)


@dataclass(frozen=True)
class Line:
    """A message with what it is and what was heard."""

    wanted: str
    also: tuple[str, ...]
    heard: str
    confidence: float
    acted: bool

    @property
    def right(self) -> bool:
        return self.heard == self.wanted or self.heard in self.also


def share(lines: list[Line]) -> str:
    return f"{sum(line.right for line in lines)}/{len(lines)}" + (
        f" = {sum(line.right for line in lines) / len(lines):.1%}" if lines else ""
    )


def summary(lines: list[Line]) -> list[str]:
    acted = [line for line in lines if line.acted]
    emergencies = [line for line in lines if line.wanted == "darurat"]
    heard = [line for line in emergencies if line.acted and line.heard == "darurat"]
    alarms = [line for line in acted if line.heard == "darurat" and not line.right]
    legal = [line for line in acted if line.heard in LEGAL and not line.right]
    return [
        f"- acted on: {len(acted)} of {len(lines)} = {len(acted) / len(lines):.1%} (target 85 %)",
        f"- right among those: {share(acted)} (target 92 %)",
        f"- right whatever the decision: {share(lines)}",
        f"- emergencies recognised: {len(heard)} of {len(emergencies)}; false alarms: {len(alarms)}",
        f"- a legal act ({', '.join(LEGAL)}) on a misread message: {len(legal)}",
    ]


def risk_and_coverage(lines: list[Line]) -> list[str]:
    ordered = sorted(lines, key=lambda line: -line.confidence)
    rows = ["| surest | right | least confidence |", "|---|---|---|"]
    for coverage in COVERAGES:
        kept = ordered[: max(1, round(coverage * len(ordered)))]
        rows.append(f"| {coverage:.0%} | {share(kept)} | {kept[-1].confidence:.2f} |")
    return rows


def confusions(lines: list[Line]) -> list[str]:
    pairs = Counter((line.wanted, line.heard) for line in lines if not line.right)
    rows = ["| is | heard as | times |", "|---|---|---|"]
    return rows + [f"| {wanted} | {heard} | {times} |" for (wanted, heard), times in pairs.most_common()]


def measure(messages: list[dict[str, Any]]) -> tuple[list[Line], float]:
    """The messages as heard, and milliseconds for one."""
    asked = [Message(text=message["text"]) for message in messages]
    with judging(load()) as judge:
        judge(asked[:1])
        began = time.perf_counter()
        heard = [each for at in range(0, len(asked), AT_ONCE) for each in judge(asked[at : at + AT_ONCE])]
        spent = time.perf_counter() - began
    lines = [
        Line(m["act"], tuple(m["also"]), h["act"], h["confidence"], h["decision"] == "act")
        for m, h in zip(messages, heard, strict=True)
    ]
    return lines, spent / len(lines) * 1000


def report(name: str, messages: list[dict[str, Any]], lines: list[Line], spent: float) -> str:
    paired = list(zip(messages, lines, strict=True))
    first = [line for message, line in paired if not message.get("context")]
    later = [line for message, line in paired if message.get("context")]
    return "\n".join(
        [
            *("# How messages are understood", "", f"`scripts/bench_understanding.py` on `{name}`.", ""),
            *(f"## {len(first)} messages without context", "", *summary(first), ""),
            *("## Risk and coverage", "", *risk_and_coverage(first), ""),
            *("## Confusions", "", *confusions(first), ""),
            *(f"## {len(later)} messages that follow a question of ours, heard without it", ""),
            *(f"- right: {share(later)}", ""),
            *(
                "## Time",
                "",
                f"{spent:.1f} ms of wall clock for a message, the way to the engine included.",
                "",
            ),
        ]
    )


def main(path: Path) -> int:
    if not path.exists():
        print(f"No messages at {path}: nothing was measured. Name a file as the first argument.")
        return 0
    rows = path.read_text(encoding="utf-8").splitlines()
    messages = [json.loads(row) for row in rows if row.strip()]
    lines, spent = measure(messages)
    text = report(path.name, messages, lines, spent)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED))
