"""Wrong codes count together, whichever process got them; right ones do not count."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import time_machine
from sqlalchemy import func, select

from bot.guesses import opened
from bot.limits import limits
from bot.tables import WrongCode
from office.clock import now
from office.database import Database
from tests.bot.house import Messages

MOST = limits()["resume"].messages
ANOTHER_PROCESS = """
import sys
from bot.guesses import opened
from office.database import Database
from office.settings import Settings
database = Database(Settings(home=sys.argv[1]))
for _ in range(int(sys.argv[2])):
    with database.writing() as session:
        assert opened({"resume": sys.argv[3]}, session, lambda: None) is None
"""


def tried(database: Database, code: str, **of: str) -> str | None:
    with database.writing() as session:
        return opened(of, session, lambda: code if code == "benar" else None)


def test_after_too_many_wrong_codes_a_right_one_opens_nothing_for_a_while(database: Database) -> None:
    for _ in range(MOST):
        assert tried(database, "salah", resume="203.0.113.7") is None
    assert tried(database, "benar", resume="203.0.113.7") is None
    assert tried(database, "benar", resume="203.0.113.8") == "benar"
    with time_machine.travel(now() + timedelta(seconds=limits()["resume"].seconds + 1)):
        assert tried(database, "benar", resume="203.0.113.7") == "benar"


def test_right_codes_and_refused_tries_are_not_counted(database: Database) -> None:
    for _ in range(MOST * 2):
        assert tried(database, "benar", resume="203.0.113.7") == "benar"
    for _ in range(MOST * 2):
        tried(database, "salah", resume="203.0.113.7")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(WrongCode)) == MOST


def test_one_number_is_not_tried_from_everywhere(database: Database) -> None:
    for n in range(limits()["number"].messages):
        tried(database, "salah", case=f"203.0.113.{n}", number="1/PPID/XI/2026")
    assert tried(database, "benar", case="198.51.100.1", number="1/PPID/XI/2026") is None
    assert tried(database, "benar", case="198.51.100.1", number="2/PPID/XI/2026") == "benar"


def test_a_household_of_the_newer_internet_is_one(database: Database) -> None:
    for n in range(MOST):
        tried(database, "salah", resume=f"2001:db8::{n:x}")
    assert tried(database, "benar", resume="2001:db8::ffff") is None


def test_what_no_longer_counts_is_not_kept_and_nobody_is_named(database: Database) -> None:
    tried(database, "salah", resume="203.0.113.7")
    with time_machine.travel(now() + timedelta(hours=2)):
        tried(database, "salah", resume="203.0.113.9")
    with database.reading() as session:
        [row] = session.scalars(select(WrongCode))
    assert "203" not in row.key


def test_two_processes_count_together(messages: Messages) -> None:
    home = str(messages.services.settings.home)
    half = [sys.executable, "-c", ANOTHER_PROCESS, home, str(MOST // 2), "203.0.113.7"]
    running = [subprocess.Popen(half) for _ in range(2)]
    assert [process.wait(60) for process in running] == [0, 0]
    assert tried(messages.database, "benar", resume="203.0.113.7") is None
    assert tried(messages.database, "benar", resume="203.0.113.8") == "benar"
