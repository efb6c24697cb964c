"""The spoken-Indonesian table: every written form as an Indonesian reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from voice.spoken import write_out

TABLE = Path(__file__).with_name("spoken.tsv")


def cases() -> list[tuple[str, str]]:
    rows = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if "\t" in line:
            written, spoken = line.split("\t")
            rows.append((written.replace("\\n", "\n"), spoken))
    return rows


def test_the_table_has_at_least_250_different_cases() -> None:
    assert len({written for written, _ in cases()}) == len(cases()) >= 250


@pytest.mark.parametrize(("written", "spoken"), cases())
def test_written_is_read_as_one_says_it(written: str, spoken: str) -> None:
    assert write_out(written).casefold() == spoken.casefold()


@pytest.mark.parametrize(("written", "spoken"), cases())
def test_what_is_spoken_already_stays(written: str, spoken: str) -> None:
    once = write_out(written)
    assert write_out(once) == once
