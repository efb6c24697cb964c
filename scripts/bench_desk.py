"""What each page of the desk costs the server with 50,000 cases, over HTTP, on SQLite and on PostgreSQL.

python scripts/bench_desk.py [--cases 50000] [--only sqlite] [--write]

Each page is asked for once before, then five times; counts of reports that go on beside their page are waited for
first, because they would be taken for the next one's cost. The clock shows what an officer waits on this machine, as
busy as it is now; the processor's time is what the page costs, whatever else runs. ``--write`` puts the table into
``docs/benchmarks/desk.md``.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import psutil
from sqlalchemy import text, update

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "cases"), str(ROOT / "tests" / "desk")]

from deskbrowser import served  # noqa: E402
from deskkit import House, opened  # noqa: E402
from generated import write_cases  # noqa: E402

from cases.numbers import lock_sequence  # noqa: E402
from cases.states import KINDS  # noqa: E402
from cases.tables import Case  # noqa: E402
from cases.words import index_missing  # noqa: E402
from desk.sessions import COOKIE  # noqa: E402
from office.clock import local_date, now  # noqa: E402
from office.people import Person  # noqa: E402
from tests.standins.postgresql import server  # noqa: E402

LIMIT = 300
"""Milliseconds a page may cost the server."""
TIMES, PEOPLE = 5, 120
PAGES = (
    ("antrean", "rina", "/desk/perkara?jenis=permohonan"),
    ("antrean, halaman 20", "rina", "/desk/perkara?jenis=permohonan&halaman=20"),
    ("antrean semua jenis", "rina", "/desk/perkara?jenis=semua"),
    ("antrean semua jenis dan tahap, terbaru", "rina", "/desk/perkara?jenis=semua&tahap=semua&urut=baru"),
    ("antrean semua jenis dan tahap, menurut tenggat", "rina", "/desk/perkara?jenis=semua&tahap=semua"),
    ("antrean yang ditutup, halaman 200", "rina", "/desk/perkara?jenis=permohonan&tahap=ditutup&halaman=200"),
    ("antrean terlambat, satu unit", "rina", "/desk/perkara?jenis=permohonan&tenggat=terlambat&unit=dinkes"),
    ("perkara saya", "rina", "/desk/perkara?jenis=semua&pemegang=saya"),
    ("belum ada pemegangnya", "rina", "/desk/perkara?jenis=semua&pemegang=kosong"),
    ("antrean sebuah unit", "ppid_pelaksana", "/desk/perkara?jenis=semua&tahap=semua"),
    ("daftar yang berubah sendiri", "rina", "/desk/perkara/daftar?jenis=permohonan"),
    ("cari kata yang sering", "rina", "cari:laporan tahun"),
    ("cari kata yang jarang", "rina", "cari:terminal"),
    ("cari nama", "rina", "cari:pemohon 4321"),
    ("satu perkara", "rina", "/desk/perkara/{case}"),
    ("formulir pendaftaran", "rina", "/desk/perkara/baru"),
    ("tugas", "rina", "/desk/tugas"),
    ("kalender", "rina", "/desk/kalender"),
    ("percakapan langsung", "rina", "/desk/percakapan"),
    ("pengiriman", "rina", "/desk/pengiriman"),
    ("register", "rina", "/desk/register"),
    ("laporan ringkas", "ppid_utama", "/desk/laporan?jenis=ringkas&tahun=2026"),
    ("laporan tahunan", "ppid_utama", "/desk/laporan?jenis=tahunan&tahun=2026"),
    ("laporan kinerja", "ppid_utama", "/desk/laporan?jenis=kinerja&tahun=2026"),
    ("laporan topik", "ppid_utama", "/desk/laporan?jenis=topik&tahun=2026"),
    ("bukti SAQ", "ppid_utama", "/desk/laporan/saq?tahun=2026"),
    ("isi bab laporan", "ppid_utama", "/desk/laporan/tahunan?tahun=2026"),
    ("naskah surat", "ppid_utama", "/desk/surat"),
    ("pengetahuan", "rina", "/desk/pengetahuan"),
    ("belum terjawab", "rina", "/desk/pengetahuan/belum-terjawab"),
    ("dikecualikan", "ppid_utama", "/desk/dikecualikan"),
    ("orang", "admin", "/desk/orang"),
    ("catatan audit", "admin", "/desk/catatan"),
    ("akun saya", "rina", "/desk/akun"),
)


def fill(house: House, count: int) -> int:
    """The cases, people of every unit with cases in their hands, and one case from today; gives its id."""
    write_cases(house.database, house.office, count)
    if not house.database.is_sqlite:  # the cases came with their ids
        with house.database.writing() as session:
            session.execute(
                text("SELECT setval(pg_get_serial_sequence('\"case\"', 'id'), :last)"), {"last": count}
            )
    after: int | None = 0
    while after is not None:
        with house.database.writing() as session:
            after = index_missing(session, after, 2000)
    with house.database.writing() as session:
        for number in range(PEOPLE):
            unit = house.office.units[number % len(house.office.units)].code
            person = Person(username=f"p{number}", name=f"Orang {number}", role="ppid_pelaksana", unit=unit)
            person.created_at, person.password_hash = now(), "-"
            session.add(person)
        for place in range(1, 60):
            session.execute(update(Case).where(Case.id % 400 == place).values(assigned_to=place % PEOPLE + 1))
        today = local_date(now(), house.office.zone)
        for kind in KINDS:
            lock_sequence(session, kind, today).last = count
        session.execute(update(Case).where(Case.id > count - 400).values(due_on=today + timedelta(days=5)))
    made = house.file("bench")
    if not house.database.is_sqlite:  # what its autovacuum does by itself a minute later
        with house.database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    return made


def address(client: httpx.Client, path: str, case: int) -> str:
    if path.startswith("cari:"):
        return client.post("/desk/cari", data={"words": path[5:]}).headers["location"]
    return path.format(case=case)


def processor(house: House) -> float:
    """Seconds of processor used so far by the application, and by its database server."""
    used = time.process_time()
    if not house.database.is_sqlite:
        with house.database.reading() as session:
            backend = psutil.Process(session.scalar(text("SELECT pg_backend_pid()")))
        for process in backend.parent().children():  # type: ignore[union-attr]
            used += sum(process.cpu_times()[:2])
    return used


def measure(house: House, case: int) -> Iterator[tuple[str, int, float, float]]:
    """Each page with its size in kB, the middle time on the clock and the processor's, in milliseconds."""
    with served(house.app) as base:
        for title, who, path in PAGES:
            cookies = {COOKIE: house.client(who).cookies[COOKIE]}
            with httpx.Client(base_url=base, cookies=cookies, timeout=120) as client:
                where, waits, costs, size = address(client, path, case), [], [], 0
                for _ in range(TIMES + 1):
                    began, spent = time.perf_counter(), processor(house)
                    reply = client.get(where)
                    waits.append((time.perf_counter() - began) * 1000)
                    costs.append((processor(house) - spent) * 1000)
                    if reply.status_code not in (200, 202):
                        raise SystemExit(f"{title}: {where} gave {reply.status_code}")
                    size = len(reply.content) // 1000
                    while reply.status_code == 202:
                        reply = client.get(where)
            yield title, size, statistics.median(waits[1:]), statistics.median(costs[1:])


@contextmanager
def house_on(kind: str) -> Iterator[House]:
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            with opened(Path(folder)) as house:
                yield house
        else:
            with server() as url, opened(Path(folder), database_url=url.replace("+psycopg", "")) as house:
                yield house


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=50_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    lines = [f"{asked.cases:,} cases. Milliseconds: the middle of {TIMES} after one before.", ""]
    for kind in [asked.only] if asked.only else ["sqlite", "postgresql"]:
        with house_on(kind) as house:
            began = time.perf_counter()
            case = fill(house, asked.cases)
            print(f"{kind}: filled in {time.perf_counter() - began:.0f} s", flush=True)
            lines += [
                f"## {kind}",
                "",
                "| page | kB | on the clock | of the processor | under 300 |",
                "|---|---|---|---|---|",
            ]
            for title, size, wait, cost in measure(house, case):
                line = f"| {title} | {size} | {wait:.0f} | {cost:.0f} | {'yes' if cost < LIMIT else 'NO'} |"
                print(line, flush=True)
                lines.append(line)
            lines.append("")
    if asked.write:
        head = "# What a page of the desk costs\n\n`scripts/bench_desk.py`: see there how it is measured.\n\n"
        (ROOT / "docs" / "benchmarks" / "desk.md").write_text(head + "\n".join(lines))


if __name__ == "__main__":
    main()
