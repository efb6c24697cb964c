"""Set up what Tanya PPID runs on; called by ``scripts/setup.sh``, with any Python from 3.11 to 3.13.

    run    the application's environment and Rasa's, after a look at what would stop the server
    setup  the same, without the look
    lint   the application's, with the developers' tools
    bench  both, with what we are measured against
    test   both, with the developers' tools, a browser, PostgreSQL, Redis, openai-whisper, and the judges of the
           messengers' doors (docs/judges.md)
    openai the second speech engine, openai-whisper, alone

Each part is done once: a stamp in its folder names what it was made from, and it is made again when that
changes. The stamp is written last, so an interrupted set-up is simply run again.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from preflight import refuse_early
from setup_parts import PARTS, ROOT, Part
from setup_tools import SetupFailed, size_of


@dataclass(frozen=True)
class Plan:
    """What one ``make`` command needs."""

    parts: tuple[str, ...]
    check_first: bool = False
    """Whether what would stop the server is looked for before anything is downloaded."""


# Rasa before the application: where no Python 3.11 is, that is said before the large download.
PLANS = {
    "run": Plan(("uv", "rasa", "application"), check_first=True),
    "setup": Plan(("uv", "rasa", "application")),
    "lint": Plan(("uv", "development")),
    "bench": Plan(("uv", "rasa", "bench", "openai")),
    "test": Plan(
        (
            "uv",
            "rasa",
            "development",
            "browser",
            "servers",
            "openai",
            "judge of telegram",
            "judge of whatsapp",
        )
    ),
    "openai": Plan(("uv", "openai")),
}


def main(purpose: str) -> None:
    plan = PLANS[purpose]
    if plan.check_first:
        refuse_early(ROOT)
    missing = [PARTS[name] for name in plan.parts if not PARTS[name].done()]
    if not missing:
        return
    _room_for(missing)
    with (ROOT / ".setup.lock").open("w") as lock:
        _wait_for(lock.fileno())
        for part in missing:
            if not part.done():  # another set-up may have done it while we waited
                _make(part)


def _make(part: Part) -> None:
    began = time.monotonic()
    print(f"Memasang {part.title}, sekitar {part.download} MB diunduh …", flush=True)
    part.make()
    on_disk = f", {size_of(part.folder) // 1_000_000} MB di disk" if part.folder else ""
    print(f"  selesai dalam {time.monotonic() - began:.0f} detik{on_disk}.", flush=True)


def _room_for(missing: list[Part]) -> None:
    needed = sum(part.room for part in missing)
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free < needed:
        raise SetupFailed(f"Ruang disk tinggal {free} MB. Sediakan paling sedikit {needed} MB, lalu ulangi.")


def _wait_for(lock: int) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Menunggu pemasangan lain di folder ini selesai …", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)


def _told(work: Callable[[], None]) -> int:
    """Run; every refusal is one sentence, and no traceback."""
    try:
        work()
    except SetupFailed as failed:
        print(failed, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nDihentikan. Perintah yang sama melanjutkan dari sini.", file=sys.stderr)
        return 130
    except OSError as error:
        print(f"Pemasangan berhenti: {error.strerror or error}: {error.filename or ''}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(_told(lambda: main(sys.argv[1] if len(sys.argv) > 1 else "setup")))
