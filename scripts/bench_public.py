"""The public pages of a large office beside those of a small one, in one run: p95 of each page, memory of each file.

    python scripts/bench_public.py [--entries 100000] [--answers 10000] [-o docs/benchmarks/public.md]

Each office is served by a process of its own; each page is asked for in both, one after the other, so that whatever
else the machine does weighs on both. Searching by words is measured by bench_scale.py.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
OUTPUT = ROOT / "docs" / "benchmarks" / "public.md"
SMALL = (1_000, 100)
ROUNDS = 60
PAGES = {
    "/dip": "/dip",
    "/dip, halaman terakhir": "/dip?halaman=999999",
    "/dip, kategori dan tahun": "/dip?kategori=berkala&tahun=2024",
    "/dip/{satu}": "/dip/dip-7",
    "/dip.atom": "/dip.atom",
    "/register": "/register",
    "/register, tahun": "/register?tahun=2025",
    "/register/{satu}": "/register/7",
    "/register.atom": "/register.atom",
    "/klarifikasi": "/klarifikasi",
    "/statistik": "/statistik",
    "/sitemap.xml": "/sitemap.xml",
    "/sitemap-1.xml": "/sitemap-1.xml",
}
FILES = ("/dip.csv", "/dip.json", "/register.csv", "/register.json")


def serve(home: Path, entries: int, answers: int) -> None:
    """Fill a home, serve its pages, say where, until the other side closes our input."""
    from bot.services import Services
    from tests.bot.chat.house import served

    def fill(services: Services) -> None:
        from cases.tables import Case
        from knowledge.tables import Entry

        listed = [_entry(number) for number in range(entries)]
        published = [_published(entries, number) for number in range(1, answers + 1)]
        cases = [_case(number) for number in range(1, answers + 1)]
        with services.database.engine.begin() as connection:
            for table, rows in ((Entry.__table__, listed + published), (Case.__table__, cases)):
                for start in range(0, len(rows), 5_000):
                    connection.execute(table.insert(), rows[start : start + 5_000])  # type: ignore[attr-defined]

    with served(home, fill) as house:
        print(house.url, flush=True)
        sys.stdin.read()


def _entry(number: int) -> dict[str, Any]:
    year = 2019 + number % 7
    return {
        "id": f"dip-{number}", "kind": "dip", "title": f"Laporan kegiatan {number} tahun {year}",
        "body": "Uraian singkat isi informasi ini, seperti yang ditulis kantor. " * 4, "unit": f"Dinas {number % 40}",
        "category": ("berkala", "setiap_saat", "serta_merta")[number % 3], "period": str(year), "revision": number + 1,
    }  # fmt: skip


def _published(entries: int, number: int) -> dict[str, Any]:
    return {
        "id": f"published-perkara-{number}", "kind": "published", "title": f"Permohonan tentang kegiatan {number}",
        "body": "Jawaban yang diterbitkan. " * 20, "unit": f"Dinas {number % 40}", "category": None, "period": "",
        "source_date": date(2024, 1, 1) + timedelta(days=number % 700), "revision": entries + number,
    }  # fmt: skip


def _case(number: int) -> dict[str, Any]:
    from office.clock import now

    received = date(2024, 1, 1) + timedelta(days=number % 700)
    days = {"received_on": received, "due_on": received + timedelta(days=14), "safe_on": received}
    return days | {
        "id": number, "key": f"k{number}", "office": "nusa", "kind": "permohonan" if number % 5 else "cek_hoaks",
        "number": f"{number}/PPID/2024", "year": received.year, "sequence": number, "state": "dijawab",
        "channel": "web", "opened_at": now(), "answered_on": received + timedelta(days=5), "details": "rincian",
        "purpose": "tujuan", "outcome": "diberikan" if number % 5 else "hoaks", "version": 1,
    }  # fmt: skip


class Office:
    """One served office."""

    def __init__(self, home: Path, entries: int, answers: int) -> None:
        command = [sys.executable, __file__, "--serve", str(home)]
        self._process = subprocess.Popen(
            [*command, "--entries", str(entries), "--answers", str(answers)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        assert self._process.stdout is not None
        self._client = httpx.Client(base_url=self._process.stdout.readline().strip(), timeout=120)
        self._memory = psutil.Process(self._process.pid).memory_info

    def time(self, path: str) -> tuple[float, int]:
        """Milliseconds and bytes of one page."""
        began = time.perf_counter()
        answer = self._client.get(path)
        answer.raise_for_status()
        return (time.perf_counter() - began) * 1_000, len(answer.content)

    def fetch(self, path: str) -> tuple[float, int, int]:
        """Seconds and bytes of a file, and by how many bytes the process grew meanwhile."""
        before, most, size, began = self._memory().rss, 0, 0, time.perf_counter()
        with self._client.stream("GET", path) as answer:
            answer.raise_for_status()
            for part in answer.iter_bytes():
                size += len(part)
                most = max(most, self._memory().rss - before)
        return time.perf_counter() - began, size, most

    def close(self) -> None:
        self._client.close()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


def measured(large: Office, small: Office, entries: int, answers: int) -> list[str]:
    lines = [
        f"{entries:,} entries and {answers:,} published answers beside {SMALL[0]:,} and {SMALL[1]:,}, one process "
        f"each, {ROUNDS} requests a page, one of each office in turn.\n",
        "| page | p95 small, ms | p95 large, ms | ratio | kB large |\n|---|---|---|---|---|",
    ]
    for name, path in PAGES.items():
        times: dict[bool, list[float]] = {True: [], False: []}
        size = 0
        for round_number in range(ROUNDS + 5):
            for office, is_large in ((small, False), (large, True)):
                milliseconds, weight = office.time(path)
                size = weight if is_large else size
                if round_number >= 5:
                    times[is_large].append(milliseconds)
        little, much = (float(np.percentile(times[which], 95)) for which in (False, True))
        lines.append(f"| {name} | {little:.0f} | {much:.0f} | {much / little:.2f} | {size / 1000:.0f} |")
        print(lines[-1], flush=True)
    lines.append("\n| file | seconds | MB | process grew by, MB |\n|---|---|---|---|")
    for path in FILES:
        seconds, bytes_sent, grew = large.fetch(path)
        lines.append(f"| {path} | {seconds:.1f} | {bytes_sent / 1e6:.1f} | {grew / 1e6:.0f} |")
        print(lines[-1], flush=True)
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--answers", type=int, default=10_000)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("-o", "--output", type=Path, default=OUTPUT)
    asked = parser.parse_args()
    if asked.serve is not None:
        serve(asked.serve, asked.entries, asked.answers)
        return
    with tempfile.TemporaryDirectory() as folder:
        small = Office(Path(folder) / "small", *SMALL)
        large = Office(Path(folder) / "large", asked.entries, asked.answers)
        lines = measured(large, small, asked.entries, asked.answers)
        small.close()
        large.close()
    asked.output.write_text("# Public pages at size\n\n" + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
