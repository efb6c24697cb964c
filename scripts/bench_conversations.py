"""Generated conversations held with the running product: is there a state without a way on?

    .venv/bin/python scripts/bench_conversations.py [--count 500] [--seed 0]

What a conversation consists of and what every answer owes: tests/journeys/wild.py. Writes
docs/benchmarks/conversations.md; exits with 1 when there was a dead end.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from office.settings import PROJECT
from tests.journeys.house import House
from tests.journeys.wild import Wild, converse

REPORT = PROJECT / "docs" / "benchmarks" / "conversations.md"
AT_ONCE = 4


def report(found: Wild, seed: int, cases: int, seconds: float) -> str:
    lines = [
        *(
            "# Generated conversations",
            "",
            "`scripts/bench_conversations.py`: see there and tests/journeys/wild.py.",
            "",
        ),
        f"- conversations: {found.conversations} (seeds {seed} to {seed + found.conversations - 1})",
        f"- turns: {found.turns}, in {seconds:.0f} seconds, {AT_ONCE} conversations at once",
        f"- dead ends: **{len(found.dead_ends)}** (an answer without words or after a failure; after it all, “menu” or",
        "  “batal” that does not work, or a question that is not answered)",
        f"- cases filed and still open: {cases}; times a citizen said yes: {found.confirmations}",
        *("", "| how a turn ended | times |", "|---|---|"),
        *(f"| {outcome} | {times} |" for outcome, times in found.outcomes.most_common()),
        "",
    ]
    return "\n".join([*lines, *(f"- {each}" for each in found.dead_ends[:50])]).rstrip() + "\n"


def main(count: int, seed: int) -> int:
    found = Wild()
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder) / "home")
        house.home.mkdir()
        house.run("demo")
        cases = house.run("case", "list").stdout.count("\n")
        house.start()
        began = time.perf_counter()
        try:
            with ThreadPoolExecutor(AT_ONCE) as together:
                for each in together.map(partial(converse, house), range(seed, seed + count)):
                    found.add(each)
            seconds = time.perf_counter() - began
            cases = house.run("case", "list").stdout.count("\n") - cases
        finally:
            house.stop()
    text = report(found, seed, cases, seconds)
    REPORT.write_text(text, encoding="utf-8")
    print(text)
    return 1 if found.dead_ends else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    sys.exit(main(chosen.count, chosen.seed))
