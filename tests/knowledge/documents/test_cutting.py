"""Passages end where paragraphs and sentences end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents.blocks import Block
from knowledge.documents.cutting import ENOUGH, MOST, cut

SENTENCE = "Pemohon datang ke loket dengan membawa berkas yang diminta petugas. "


def words(text: str) -> int:
    return len(text.split())


def test_paragraphs_are_put_together_until_there_is_enough() -> None:
    blocks = [Block(SENTENCE * 4, 1), Block(SENTENCE * 4, 1), Block(SENTENCE * 8, 2), Block(SENTENCE * 10, 3)]
    passages = cut(blocks)
    assert [passage.page for passage in passages] == [1, 3]
    assert all(ENOUGH <= words(passage.text) <= MOST for passage in passages[:1])


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    passages = cut([Block(SENTENCE * 60, 4)])
    assert len(passages) >= 3
    assert all(passage.text.rstrip().endswith("petugas.") and passage.page == 4 for passage in passages)
    assert all(words(passage.text) <= MOST for passage in passages)


def test_a_section_begins_a_passage_and_names_it() -> None:
    blocks = [
        Block("Biaya", 1, True),
        Block(SENTENCE * 6, 1),
        Block("Syarat", 2, True),
        Block(SENTENCE * 6, 2),
    ]
    assert [(passage.heading, passage.page) for passage in cut(blocks)] == [("Biaya", 1), ("Syarat", 2)]


def test_a_short_section_goes_on_into_the_next_and_the_one_after_has_its_own_name() -> None:
    blocks = [
        Block("Biaya", 1, True), Block("Gratis.", 1), Block("Syarat", 1, True), Block(SENTENCE * 14, 1),
        Block(SENTENCE * 14, 2),
    ]  # fmt: skip
    first, second = cut(blocks)
    assert (first.heading, second.heading) == ("Biaya", "Syarat")
    assert first.text.startswith("Gratis.\nSyarat\n")


def test_headings_alone_are_no_passage() -> None:
    assert cut([Block("Judul", 1, True), Block("Bab", 1, True)]) == []


@given(st.lists(st.tuples(st.text("abc. \n", max_size=3_000), st.booleans()), max_size=20))
def test_no_word_of_a_paragraph_is_lost_and_no_passage_is_far_too_long(given: list[tuple[str, bool]]) -> None:
    passages = cut([Block(text, None, heading) for text, heading in given])
    kept = [word for passage in passages for word in passage.text.split()]
    paragraphs = [word for text, heading in given if not heading for word in text.split()]
    assert len(kept) >= len(paragraphs)
    assert all(words(passage.text) <= MOST + ENOUGH for passage in passages) or any(
        heading and words(text) > 20 for text, heading in given
    )
