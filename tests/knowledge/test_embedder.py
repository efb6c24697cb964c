"""The built-in embedder: shipped, small, deterministic, and nearer in meaning than in letters."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.embedder import BUILTIN, builtin
from knowledge.pieces import pieces, rows


def nearness(one: str, other: str) -> float:
    first, second = builtin().embed([one, other])
    return float(first @ second)


def test_it_is_small() -> None:
    assert BUILTIN.stat().st_size < 15 * 2**20


def test_vectors_are_normalised_and_empty_texts_are_zero() -> None:
    vectors = builtin().embed(["akta kelahiran", "", "!!!"])
    assert vectors.shape == (3, builtin().dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 0, 0], atol=1e-5)


def test_meaning_wins_over_letters() -> None:
    assert nearness("anak saya baru lahir mau diurus suratnya", "akta kelahiran") > nearness(
        "anak saya baru lahir mau diurus suratnya", "akta kematian"
    )
    assert nearness("motor saya mati pajak", "pajak kendaraan bermotor") > nearness(
        "motor saya mati pajak", "pajak bumi dan bangunan"
    )


def test_typing_errors_cost_little() -> None:
    assert nearness("kartu kluarga", "kartu keluarga") > 0.6


def test_names_never_seen_match_themselves() -> None:
    assert nearness("zxqwv", "zxqwv") > 0.99
    assert nearness("zxqwv", "plomk") < 0.7


@given(st.text(max_size=60))
def test_a_words_shares_add_up(word: str) -> None:
    found = rows(word, {"w:akta": 0, "s:akta": 1}, 100)
    assert abs(sum(share for _row, share in found) - 1.0) < 1e-6


def test_known_words_lie_after_the_pieces() -> None:
    found = dict(rows("akta", {"w:akta": 0, "s:akta": 1}, 100))
    assert found[100] == found[101] == 0.35
    assert all(0 <= piece < 100 for piece in pieces("akta", 100))
