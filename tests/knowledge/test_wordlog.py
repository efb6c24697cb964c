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
    WordLog(tmp_path / "x.words").write([(first, analysed(first), 2)])
    log = WordLog(tmp_path / "x.words")
    assert list(log.read({"a": 1})) == [("a", analysed(first), 2)]
    # Of another revision or of a retired entry nothing is told.
    assert list(log.read({"a": 2})) == []
    assert list(log.read({})) == []


def test_a_broken_or_missing_log_is_no_error(tmp_path: Path) -> None:
    assert list(WordLog(tmp_path / "none.words").read({"a": 1})) == []
    (tmp_path / "x.words").write_text(
        '["a",1,["lama"],[],[["lama"]]]\n["a",1,["benar"],[],[["benar"]],1]\n["a",2,[\n7\n[{},1,[],[],[],1]\n'
    )
    assert [line.analysed.title for line in WordLog(tmp_path / "x.words").read({"a": 1})] == [("benar",)]
