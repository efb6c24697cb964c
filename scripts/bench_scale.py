"""A large office beside a small one in the same run: import, index and ask, with time and memory.

    python scripts/bench_scale.py [--entries 100000] [-o docs/benchmarks/scale.md]


Both offices are open when the questions are asked, one of each in turn, so that whatever else the machine does
weighs on both. No question is asked twice: what is kept of earlier questions helps neither.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from knowledge.answerer import Answerer

KINDS = ("Laporan kinerja", "Rencana kerja", "Rencana strategis", "Laporan keuangan", "Daftar aset", "Profil pejabat",
         "Statistik layanan", "Standar pelayanan", "Rencana umum pengadaan", "Kontrak pengadaan", "Laporan realisasi",
         "Agenda kegiatan", "Peraturan", "Notula rapat", "Survei kepuasan", "Data penerima bantuan")  # fmt: skip
SUBJECTS = ("kesehatan", "pendidikan", "jalan", "irigasi", "pertanian", "perikanan", "perizinan", "pariwisata",
            "kependudukan", "tenaga kerja", "koperasi", "perhubungan", "air bersih", "persampahan", "kebakaran",
            "perpustakaan", "arsip", "olahraga", "perempuan dan anak", "bencana")  # fmt: skip
SYLLABLES = ("ba", "ru", "ti", "sa", "mo", "la", "ke", "di", "na", "wa", "go", "pe", "lu", "ma", "ri", "to")
QUESTIONS = 400
OUTPUT = Path(__file__).resolve().parent.parent / "docs" / "benchmarks" / "scale.md"
WARM_UP = 20


@dataclass
class Office:
    """One office of the run: what it is asked, and what was measured."""

    entries: int
    questions: list[str]
    answerer: Answerer
    figures: dict[str, float]
    times: list[float] = field(default_factory=list)
    """Milliseconds, one for every question after the first few."""

    def ask(self, question: str) -> None:
        begun = time.perf_counter()
        self.answerer.ask(question)
        self.times.append((time.perf_counter() - begun) * 1_000)


def write_register(path: Path, entries: int) -> list[str]:
    """A csv register of so many lines; returns questions that lines of it answer."""
    chance = random.Random(3)
    places = ["".join(chance.choices(SYLLABLES, k=3)).capitalize() for _ in range(400)]
    questions = []
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(
            ["No", "Judul Informasi", "Ringkasan", "Unit yang menguasai", "Waktu pembuatan", "Bentuk"]
        )
        for number in range(entries):
            kind, subject, place = chance.choice(KINDS), chance.choice(SUBJECTS), chance.choice(places)
            year = 2010 + number % 16
            title = f"{kind} bidang {subject} Kecamatan {place} {year} nomor {number}"
            writer.writerow([number, title, f"Memuat {kind.lower()} {subject} di {place} tahun {year}.",
                             f"Dinas {subject.title()}", f"Tahun {year}", "Softcopy"])  # fmt: skip
            if number % max(1, entries // QUESTIONS) == 0 and len(questions) < QUESTIONS:
                questions.append(f"min {kind.lower()} {subject} kec {place} {year} ada?")
    return questions


def open_office(entries: int) -> Office:
    """Import and index a register in a home of its own."""
    from knowledge.answerer import Answerer
    from knowledge.importing import import_file
    from knowledge.index import Index
    from office.database import Base, Database
    from office.settings import load

    home = Path(tempfile.mkdtemp(prefix="tanya-scale-"))
    os.environ["TANYA_HOME"] = str(home)
    settings = load()
    database = Database(settings)
    Base.metadata.create_all(database.engine)
    questions = write_register(home / "register.csv", entries)
    started, busy = time.perf_counter(), time.process_time()
    import_file(database, home / "register.csv", progress=bar("import"))
    imported, imported_busy, after_import = time.perf_counter(), time.process_time(), peak()
    index = Index(database, settings)
    indexed, indexed_busy = time.perf_counter(), time.process_time()
    index.close()
    reopening = time.perf_counter()
    answerer = Answerer(database, settings)
    figures = {
        "import s": imported - started,
        "of it CPU": imported_busy - busy,
        "index s": indexed - imported,
        "of that CPU": indexed_busy - imported_busy,
        "reopen s": time.perf_counter() - reopening,
        "MB after import": after_import,
    }
    return Office(entries, questions, answerer, figures)


def seconds_until_live(office: Office) -> float:
    """From writing an entry to its being the best answer."""
    from knowledge.store import Draft, put

    begun = time.perf_counter()
    with office.answerer.database.writing() as session:
        put(session, Draft(kind="published", title="Kapan pasar malam dibuka?", body="Pukul 18.00."))
    office.answerer.sync()
    found = office.answerer.ask("kapan pasar malam dibuka").candidates[0].title
    assert found == "Kapan pasar malam dibuka?", found
    return time.perf_counter() - begun


def measure(sizes: list[int]) -> list[Office]:
    """Open the offices from the smallest to the largest, then ask them in turn."""
    offices = []
    for entries in sorted(sizes):
        offices.append(open_office(entries))
        offices[-1].figures["MB with index"] = peak()
    for place, questions in enumerate(zip(*(office.questions for office in offices), strict=True)):
        for office, question in zip(offices, questions, strict=True):
            office.ask(question)
            if place < WARM_UP:
                office.times.clear()
    for office in offices:
        office.figures["p50 ms"] = float(np.percentile(office.times, 50))
        office.figures["p95 ms"] = float(np.percentile(office.times, 95))
        office.figures["change live s"] = seconds_until_live(office)
        office.answerer.close()
    return offices


def peak() -> float:
    """Megabytes this process has needed at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bar(name: str) -> Callable[[int, int], None]:
    def show(done: int, of: int) -> None:
        if done % 10_000 == 0 or done == of:
            print(f"{name} {done}/{of}", flush=True)

    return show


def report(offices: list[Office]) -> str:
    names = list(offices[0].figures)
    lines = ["# A small and a large office in one run", "", "| entries | " + " | ".join(names) + " |"]
    lines.append("|" + "---:|" * (len(names) + 1))
    for office in offices:
        lines.append(
            f"| {office.entries} | " + " | ".join(f"{office.figures[name]:.1f}" for name in names) + " |"
        )
    small, large = offices[0], offices[-1]
    ratio = large.figures["p95 ms"] / small.figures["p95 ms"]
    load = os.getloadavg()[0]
    lines += [
        "",
        f"A question's p95 at {large.entries} entries is {ratio:.2f} times that at {small.entries}; the aim is 2.",
        f"{len(small.times)} questions to each office in turn, none asked twice; megabytes are the most the one "
        f"process has needed so far, both offices in it. {os.cpu_count()} cores, shared with other work: load "
        f"{load:.1f} at the end, so seconds of CPU tell more than those on the clock.",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--small", type=int, default=1_000)
    parser.add_argument("-o", "--output", type=Path, default=OUTPUT)
    args = parser.parse_args()
    text = report(measure([args.small, args.entries]))
    print(text)
    args.output.parent.mkdir(parents=True, exist_ok=True)
    args.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
