"""A large office: import, index and ask, with time and memory, beside a small one in the same run.

python scripts/bench_scale.py --entries 100000 [-o docs/benchmarks/scale.md]
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import tempfile
import time
from pathlib import Path

import numpy as np

KINDS = ("Laporan kinerja", "Rencana kerja", "Rencana strategis", "Laporan keuangan", "Daftar aset", "Profil pejabat",
         "Statistik layanan", "Standar pelayanan", "Rencana umum pengadaan", "Kontrak pengadaan", "Laporan realisasi",
         "Agenda kegiatan", "Peraturan", "Notula rapat", "Survei kepuasan", "Data penerima bantuan")  # fmt: skip
SUBJECTS = ("kesehatan", "pendidikan", "jalan", "irigasi", "pertanian", "perikanan", "perizinan", "pariwisata",
            "kependudukan", "tenaga kerja", "koperasi", "perhubungan", "air bersih", "persampahan", "kebakaran",
            "perpustakaan", "arsip", "olahraga", "perempuan dan anak", "bencana")  # fmt: skip
SYLLABLES = ("ba", "ru", "ti", "sa", "mo", "la", "ke", "di", "na", "wa", "go", "pe", "lu", "ma", "ri", "to")


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
            if number % max(1, entries // 200) == 0:
                questions.append(f"min {kind.lower()} {subject} kec {place} {year} ada?")
    return questions


def measure(entries: int) -> dict[str, float]:
    from knowledge.answerer import Answerer
    from knowledge.importing import import_file
    from knowledge.store import Draft, put
    from office.database import Base, Database
    from office.settings import load

    home = Path(tempfile.mkdtemp())
    os.environ["TANYA_HOME"] = str(home)
    settings = load()
    database = Database(settings)
    Base.metadata.create_all(database.engine)
    questions = write_register(home / "register.csv", entries)
    started = time.perf_counter()
    import_file(database, home / "register.csv", progress=_bar("import"))
    imported = time.perf_counter()
    answerer = Answerer(database, settings)
    indexed = time.perf_counter()
    for question in questions[:20]:
        answerer.ask(question)
    times = []
    for question in questions:
        begun = time.perf_counter()
        answerer.ask(question)
        times.append((time.perf_counter() - begun) * 1_000)
    changed = time.perf_counter()
    with database.writing() as session:
        put(session, Draft(kind="published", title="Kapan pasar malam dibuka?", body="Pukul 18.00."))
    answerer.sync()
    found = answerer.ask("kapan pasar malam dibuka").candidates[0].title
    live = time.perf_counter() - changed
    assert found == "Kapan pasar malam dibuka?", found
    answerer.close()
    reopened = time.perf_counter()
    Answerer(database, settings).close()
    return {
        "entries": entries,
        "import s": imported - started,
        "index s": indexed - imported,
        "reopen s": time.perf_counter() - reopened,
        "p50 ms": float(np.percentile(times, 50)),
        "p95 ms": float(np.percentile(times, 95)),
        "change live s": live,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _bar(name: str):  # type: ignore[no-untyped-def]
    def show(done: int, of: int) -> None:
        if done % 10_000 == 0 or done == of:
            print(f"{name} {done}/{of}", flush=True)

    return show


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--small", type=int, default=1_000)
    parser.add_argument("-o", "--output", type=Path, default=None)
    args = parser.parse_args()
    results = [measure(args.small), measure(args.entries)]
    lines = ["# A small and a large office in one run", "", "| " + " | ".join(results[0]) + " |"]
    lines += ["|" + "---|" * len(results[0])]
    lines += ["| " + " | ".join(f"{value:.1f}" for value in result.values()) + " |" for result in results]
    text = "\n".join(lines) + "\n"
    print(text)
    if args.output:
        args.output.parent.mkdir(parents=True, exist_ok=True)
        args.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
