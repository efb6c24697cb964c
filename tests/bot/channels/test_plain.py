"""A reply as plain text: cut where a reader would pause."""

from __future__ import annotations

import pytest

from bot.channels.plain import split


@pytest.mark.parametrize("end", ["", "\n", " ", "\n\n  "])
def test_parts_are_never_empty_or_too_long(end: str) -> None:
    for text in ("a" * 4096, "a" * 4097, "kata " * 3000, "Kalimat. " * 1000, "\U0001f600" * 5000):
        parts = split(text + end, 4096)
        assert all(part.strip() and len(part.encode("utf-16-le")) // 2 <= 4096 for part in parts)
        assert "".join("".join(parts).split()) == "".join(text.split())
    assert split("", 4096) == []


@pytest.mark.parametrize("end", [".", "?", "!"])
def test_a_part_ends_where_a_sentence_does(end: str) -> None:
    text = f"Syaratnya lima, dan semuanya dibawa saat datang{end} " * 200
    parts = split(text, 4096)
    assert len(parts) == 3
    assert all(part.endswith(f"datang{end}") for part in parts)
