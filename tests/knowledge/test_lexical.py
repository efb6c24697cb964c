"""The word index: absolute scores, changes in place, packing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexical import Analysed, LexicalIndex

WORDS = st.sampled_from(["akta", "kartu", "izin", "jalan", "pajak"])


def entry(*title: str, body: tuple[str, ...] = ()) -> Analysed:
    return Analysed(title, body, (title,))


def test_the_title_counts_more_than_the_body() -> None:
    index = LexicalIndex()
    index.put("a", entry("akta"))
    index.put("b", entry("kartu", body=("akta",)))
    assert [identity for identity, _ in index.search({"akta": 1.0}, 5)] == ["a", "b"]


def test_unknown_terms_find_nothing_and_weigh_most() -> None:
    index = LexicalIndex()
    index.put("a", entry("akta"))
    assert index.search({"kucing": 1.0}, 5) == []
    assert index.idf("kucing") > index.idf("akta")
    assert not index.knows("kucing")


@given(st.lists(st.tuples(st.integers(0, 9), st.lists(WORDS, max_size=4)), max_size=200))
def test_puts_and_removes_in_any_order_match_a_fresh_index(changes: list[tuple[int, list[str]]]) -> None:
    index, wanted = LexicalIndex(), {}
    for number, title in changes:
        if title:
            index.put(str(number), entry(*title))
            wanted[str(number)] = entry(*title)
        else:
            index.remove(str(number))
            wanted.pop(str(number), None)
    fresh = LexicalIndex()
    for identity, analysed in wanted.items():
        fresh.put(identity, analysed)
    for word in ("akta", "kartu", "izin"):
        assert sorted(index.search({word: 1.0}, 20)) == sorted(fresh.search({word: 1.0}, 20))
    assert len(index) == len(wanted)
