"""The time of registers and reports over a generated year of 5,000 cases, as a person waits for them.

python scripts/bench_reports.py [--cases 6400]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "cases")]

from casekit import open_database  # noqa: E402
from generated import write_cases  # noqa: E402

from cases.registers.columns import registers  # noqa: E402
from cases.registers.writing import as_xlsx  # noqa: E402
from cases.reports.making import NAMES, as_file, make  # noqa: E402
from cases.reports.period import year  # noqa: E402
from office.calendar import read_calendar  # noqa: E402
from office.profile import read_office  # noqa: E402

LIMIT = 10.0
"""Seconds a report may take; shown, not enforced: the machine may be busy."""


def timed(what: str, work: Callable[[], bytes]) -> None:
    began = time.perf_counter()
    size = len(work())
    seconds = time.perf_counter() - began
    print(
        f"| {what} | {seconds:.1f} | {size / 1000:.0f} | {'ya' if seconds < LIMIT else 'TIDAK'} |", flush=True
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--cases", type=int, default=6400, help="over 15 months; 6,400 make 5,000 in the year"
    )
    asked = parser.parse_args()
    office, calendar, period = (
        read_office(ROOT / "data" / "demo" / "office.toml"),
        read_calendar(),
        year(2026),
    )
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(Path(folder))
        write_cases(database, office, asked.cases)
        print("| apa | detik | kB | di bawah 10 detik |\n|---|---|---|---|")
        for name in NAMES:
            for form in ("pdf", "xlsx"):

                def report(name: str = name, form: str = form) -> bytes:
                    with database.reading() as session:
                        return as_file(make(session, name, period, office, calendar), form, office)

                timed(f"laporan {name}, {form}", report)
        for kind in registers():

            def register(kind: str = kind) -> bytes:
                with database.reading() as session:
                    return as_xlsx(session, kind, period, office)

            timed(f"register {kind}, xlsx", register)
        database.close()


if __name__ == "__main__":
    main()
