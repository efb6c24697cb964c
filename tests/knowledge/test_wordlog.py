"""The log of terms is a cache: right when it can be, silent when it cannot."""

from __future__ import annotations

from pathlib import Path

from knowledge.passages import analysed
from knowledge.tables import Entry
from knowledge.wordlog import WordLog


def entry(title: str, revision: int = 1) -> Entry:
    return Entry(
        id="a",
        title=title,
        body="Isi",
        variants=[],
        heading="",
        unit="",
        period="",
        category=None,
        revision=revision,
    )


def test_what_was_written_is_known_again(tmp_path: Path) -> None:
    first = entry("Akta kelahiran")
    WordLog(tmp_path / "x.words").write([(first, analysed(first))])
    log = WordLog(tmp_path / "x.words")
    log.read()
    assert log.known(first) == analysed(first)
    # Another revision is analysed anew, whatever the log says.
    assert log.known(entry("Pajak", revision=2)).title == ("pajak",)
    log.forget()
    assert log.known(first) == analysed(first)


def test_a_broken_or_missing_log_is_no_error(tmp_path: Path) -> None:
    WordLog(tmp_path / "none.words").read()
    (tmp_path / "x.words").write_text('["a",1,["salah"],[],[["salah"]]]\n["a",2,[\n7\n')
    log = WordLog(tmp_path / "x.words")
    log.read()
    assert log.known(entry("Akta")).title == ("salah",)
