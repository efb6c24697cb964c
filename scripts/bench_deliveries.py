"""20,000 webhook calls with repeats, reordering, many callers at once, SIGKILLs and lost answers.

    .venv/bin/python scripts/bench_deliveries.py [--calls 20000] [--citizens 400] [--kills 8] [--seed 1]

`tanya serve` with its real database, inbox, turn, outbox and both messengers' doors; the platforms and the dialogue
engine are local servers (tests/standins), because what is measured is what becomes of messages, not what is said. How
a run goes: tests/journeys/many_calls.py. Writes docs/benchmarks/deliveries.md; exits with 1 when a promise is broken.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from office.settings import PROJECT
from tests.journeys.many_calls import CALLERS, Found, held

REPORT = PROJECT / "docs" / "benchmarks" / "deliveries.md"


def broken(found: Found) -> list[str]:
    """What was promised and not kept."""
    twice = {words for words, times in found.replies.items() if times == 2}
    silent = set(found.stored) - set(found.replies) - found.left_to_a_person
    checks = {
        "messages stored other than once": [w for w, times in found.stored.items() if times != 1],
        "messages lost": range(found.messages - len(found.stored)),
        "messages without effect, or with more than one": [w for w in found.stored if found.effects[w] != 1],
        "replies that never arrived and stand before no officer": silent,
        "replies that arrived more than twice": [w for w, times in found.replies.items() if times > 2],
        "second sendings that the log does not name": twice - found.marked,
        "citizens who got replies out of order": found.out_of_order,
    }
    return [f"{what}: {len(list(which))}" for what, which in checks.items() if which]


def report(found: Found, calls: int, citizens: int, seed: int) -> str:
    twice = sum(times == 2 for times in found.replies.values())
    failed = broken(found)
    lines = [
        "# Deliveries",
        "",
        "`scripts/bench_deliveries.py`: the running product, its platforms and engine as local servers.",
        "",
        "| | |",
        "|---|---|",
        f"| messages of {citizens} citizens, Telegram and WhatsApp | {found.messages} |",
        f"| webhook calls that were told 200 ({CALLERS} callers at once, shuffled; seed {seed}) | {calls} |",
        f"| calls in all, with those the platforms had to bring again | {found.calls} |",
        f"| SIGKILLs of the process | {found.kills} |",
        f"| replies taken by a platform whose answer was lost | {found.answers_lost} |",
        f"| messages stored and taken through a turn once | {sum(found.effects[w] == 1 for w in found.stored)} |",
        f"| replies that arrived once | {sum(times == 1 for times in found.replies.values())} |",
        f"| replies that arrived twice, the second marked in the log | {twice} |",
        f"| replies sent twice without word whether they arrived, left to an officer | {len(found.left_to_a_person)} |",
        f"| seconds in all, restarts included | {found.seconds:.0f} |",
        f"| promises broken | **{len(failed)}** |",
        "",
    ]
    return "\n".join([*lines, *(f"- {each}" for each in failed)]).rstrip() + "\n"


def main(calls: int, citizens: int, kills: int, seed: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        found = held(Path(folder), calls, citizens, kills, seed)
    text = report(found, calls, citizens, seed)
    REPORT.write_text(text, encoding="utf-8")
    print(text)
    return 1 if broken(found) else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=20_000)
    parser.add_argument("--citizens", type=int, default=400)
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    sys.exit(main(asked.calls, asked.citizens, asked.kills, asked.seed))
