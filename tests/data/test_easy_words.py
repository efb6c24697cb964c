"""Who asks for easy words gets them: every longer text of the conversation has a wording in short sentences."""

from __future__ import annotations

import re
import string

import pytest

from office.texts import Text, texts

LONG = 90
"""Characters from which a text needs an easier one beside it."""
MOST_WORDS = 16
"""Words of a sentence in easy wording."""
NUMBERS = r"\d+|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|puluh|ratus"
KEYS = sorted(key for key in texts().keys() if key.startswith("dialogue."))  # noqa: SIM118
EASY = [key for key in KEYS if texts()[key].easy]


def easy(key: str) -> tuple[Text, str]:
    text = texts()[key]
    return text, text.easy or ""


def fields(wording: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(wording) if name}


def test_every_long_text_of_the_conversation_has_an_easy_wording() -> None:
    assert [key for key in KEYS if len(texts()[key].plain) > LONG and not texts()[key].easy] == []


@pytest.mark.parametrize("key", EASY)
def test_easy_words_are_fewer_in_short_sentences_with_what_fills_the_plain_ones(key: str) -> None:
    text, wording = easy(key)
    assert len(wording) < len(text.plain)
    assert fields(wording) <= fields(text.plain)
    for sentence in re.split(r"(?:[.?!:]\s|\n)", wording):
        assert len(sentence.split()) <= MOST_WORDS, sentence


@pytest.mark.parametrize("key", EASY)
def test_easy_words_name_no_number_that_the_plain_ones_do_not(key: str) -> None:
    text, wording = easy(key)
    said = set(re.findall(rf"\b(?:{NUMBERS})\b", re.sub(r"^\d\.", "", wording.lower(), flags=re.MULTILINE)))
    known = set(re.findall(rf"\b(?:{NUMBERS})\b", text.plain.lower()))
    assert said - {"satu"} <= known | ({"enam"} if "16" in known else set())
