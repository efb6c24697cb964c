"""Hostile files into the importer and hostile questions into ask: no traceback, no hang, bounded memory.

python scripts/fuzz_knowledge.py [--inputs 10000] [--seed 1]

Prints figures; exit 1 with the seed of every input that failed. One input again: --seed SEED --inputs 1.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.standins import hostile

LONGEST_S = {"import": 20.0, "ask": 5.0}
MOST_MB = 1_500


def peak_megabytes() -> int:
    """The most memory this program has held. ``ru_maxrss`` would count what started it, before the exec."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def outcomes_of(name: str, inputs: int, seed: int, one: Callable[[random.Random], str]) -> bool:
    """Run one fuzzer and print what came out."""
    found: Counter[str] = Counter()
    slowest, failed, begun = (0.0, seed), [], time.perf_counter()
    for number in range(seed, seed + inputs):
        faulthandler.dump_traceback_later(300, exit=True)
        started = time.process_time()
        try:
            found[one(random.Random(number))] += 1
        except Exception:
            failed.append(number)
            print(f"{name} {number}: {traceback.format_exc(limit=-3)}", flush=True)
        took = time.process_time() - started
        slowest = max(slowest, (took, number))
        if took > LONGEST_S[name]:
            failed.append(number)
            print(f"{name} {number}: {took:.1f} s of CPU", flush=True)
    faulthandler.cancel_dump_traceback_later()
    peak = peak_megabytes()
    total = time.perf_counter() - begun
    print(
        f"{name}: {inputs} inputs from seed {seed} in {total:.0f} s, {len(failed)} failed; "
        f"slowest {slowest[0]:.2f} s of CPU (seed {slowest[1]}); peak {peak} MB; {dict(found.most_common())}",
        flush=True,
    )
    return not failed and peak < MOST_MB


def run(inputs: int, seed: int, only: str) -> bool:
    """Both fuzzers in a home of their own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TANYA_HOME"] = folder
        from knowledge.answerer import Answerer
        from knowledge.importing import ImportRefused, import_file
        from knowledge.store import Draft, put
        from office.database import Base, Database
        from office.settings import load

        database = Database(load())
        Base.metadata.create_all(database.engine)

        def read(chance: random.Random) -> str:
            suffix, data = hostile.file_of(chance)
            file = Path(folder) / f"berkas{suffix}"
            file.write_bytes(data)
            try:
                result = import_file(database, file)
            except ImportRefused as refusal:
                if len(str(refusal)) > 2_000 or "\n" in str(refusal):
                    raise AssertionError(f"not one sentence: {refusal}") from refusal
                return f"{suffix} refused"
            return f"{suffix} {'read' if result.entries else 'empty'}"

        good = only == "ask" or outcomes_of("import", inputs, seed, read)
        with database.writing() as session:
            for title in ("Akta kelahiran", "Kartu keluarga", "Alamat kantor", "LHKPN 2026", "Biaya salinan"):
                put(
                    session,
                    Draft(
                        kind="faq",
                        title=title,
                        body=f"{title}: datang ke loket.",
                        variants=(f"syarat {title}",),
                    ),
                )
        answerer = Answerer(database, load())

        def ask(chance: random.Random) -> str:
            before = [hostile.question(chance)] if chance.random() < 0.3 else []
            return str(answerer.ask(hostile.question(chance), before).outcome)

        good = (only == "import" or outcomes_of("ask", inputs, seed, ask)) and good
        answerer.close()
        database.close()
    return good


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("import", "ask"), default="")
    arguments = parser.parse_args()
    sys.exit(0 if run(arguments.inputs, arguments.seed, arguments.only) else 1)
