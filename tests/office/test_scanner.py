"""The virus scanner: clamd over its own protocol, a command, and what happens when neither answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from office.scanner import CLEAN, INFECTED, UNSCANNED, Scanner
from office.settings import Scanner as Settings
from tests.standins.clamd import EICAR, Clamd


@pytest.fixture
def clamd() -> Iterator[Clamd]:
    running = Clamd()
    yield running
    running.close()


def test_clamd_gets_the_whole_file_and_its_verdict_counts(clamd: Clamd) -> None:
    scanner = Scanner(Settings(clamd=clamd.address))
    large = bytes(range(256)) * 1024
    assert scanner.is_set
    assert scanner.scan(large) == CLEAN
    assert clamd.looked_at == [large]
    assert scanner.scan(b"berkas " + EICAR) == INFECTED


def test_a_clamd_that_refuses_or_is_away_leaves_the_file_unscanned(clamd: Clamd) -> None:
    scanner = Scanner(Settings(clamd=clamd.address, time_limit=2))
    clamd.says = b"INSTREAM size limit exceeded. ERROR\0"
    assert scanner.scan(b"isi") == UNSCANNED
    clamd.close()
    assert scanner.scan(b"isi") == UNSCANNED
    assert Scanner(Settings(clamd="/tidak/ada.sock")).scan(b"isi") == UNSCANNED
    assert Scanner(Settings(clamd="salah")).scan(b"isi") == UNSCANNED


def test_a_command_reads_the_file_and_its_status_is_the_verdict() -> None:
    code = "import sys; sys.exit(int(b'virus' in sys.stdin.buffer.read()))"
    scanner = Scanner(Settings(command=f'{sys.executable} -c "{code}"'))
    assert scanner.scan(b"isi yang baik") == CLEAN
    assert scanner.scan(b"ada virus") == INFECTED


def test_a_command_that_fails_or_is_not_there_leaves_the_file_unscanned() -> None:
    assert (
        Scanner(Settings(command=f'{sys.executable} -c "import sys; sys.exit(2)"')).scan(b"isi") == UNSCANNED
    )
    assert Scanner(Settings(command="/tidak/ada")).scan(b"isi") == UNSCANNED
    slow = f'{sys.executable} -c "import time; time.sleep(60)"'
    assert Scanner(Settings(command=slow, time_limit=0.2)).scan(b"isi") == UNSCANNED


def test_an_office_without_a_scanner_scans_nothing_and_says_so() -> None:
    scanner = Scanner(Settings())
    assert not scanner.is_set
    assert scanner.scan(EICAR) == UNSCANNED
