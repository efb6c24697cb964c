"""Words compared by meaning, and the facts read from an entry once."""

from __future__ import annotations

from knowledge.aspects import asked, given
from knowledge.embedder import builtin
from knowledge.facts import FactsCache
from knowledge.soft import WordTable
from knowledge.tables import Entry


def entry(title: str, body: str = "", variants: tuple[str, ...] = (), revision: int = 1) -> Entry:
    return Entry(
        id=f"{title}{body}{variants}",
        title=title,
        body=body,
        variants=list(variants),
        kind="faq",
        period="",
        revision=revision,
    )


def test_the_same_words_overlap_fully() -> None:
    table = WordTable(builtin())
    [overlap] = table.compare(["akta", "kelahiran"], [entry("Akta kelahiran")])
    assert overlap.title > 0.99
    assert overlap.said > 0.99
    assert overlap.worst < 0.01


def test_a_missed_word_shows() -> None:
    table = WordTable(builtin())
    full, part = table.compare(["akta", "kematian"], [entry("Akta kematian"), entry("Akta kelahiran")])
    assert full.title > part.title
    assert part.worst > full.worst


def test_variants_and_body_count() -> None:
    table = WordTable(builtin())
    bare, variant, body = table.compare(
        ["bayi"], [entry("Akta"), entry("Akta", variants=("surat orok",)), entry("Akta ", body="untuk orok")]
    )
    assert variant.title > bare.title
    assert body.text > bare.text
    assert body.title < variant.title


def test_nothing_to_compare_is_no_error() -> None:
    table = WordTable(builtin())
    assert table.compare([], [entry("Akta")])[0].title == 0.0
    assert table.compare(["akta"], []) == []
    assert table.compare(["akta"], [entry("?")])[0].title == 0.0


def test_a_changed_entry_is_read_again() -> None:
    table, cache = WordTable(builtin()), FactsCache()
    before, after = entry("Akta"), entry("Akta", revision=2)
    after.title = "Pajak 2026"
    assert table.compare(["akta"], [before])[0].title > table.compare(["akta"], [after])[0].title
    assert cache.of(before).numbers == frozenset()
    assert cache.of(after).numbers == {"2026"}


def test_aspects_of_questions_and_answers() -> None:
    assert "biaya" in asked(["berapa", "biaya", "bikin", "ktp"])
    assert "waktu" in asked(["jam", "buka", "kantor"])
    assert "tempat" in given(["loket", "3", "gedung", "pelita"])
    assert asked([]) == frozenset()
