"""From keys and fields to the words a citizen reads."""

from __future__ import annotations

import pytest

from bot.phrase import phrase
from office.outcome import Outcome
from office.texts import texts


def test_a_key_becomes_its_text_with_fields_and_choices() -> None:
    done = phrase([{"say": "dialogue.isian.one_back", "with": {"label": "Alamat"}}], texts())
    assert done.messages[0].text == "Baik, kembali ke bagian: Alamat."
    assert done.outcome == Outcome.CONVERSED


def test_given_choices_come_before_those_of_the_text() -> None:
    given = [{"title": "Syarat akta", "payload": "Syarat akta"}]
    (reply,) = phrase([{"say": "dialogue.tanya.asked_back", "choices": given}], texts()).messages
    assert [choice.title for choice in reply.choices] == ["Syarat akta", "Ajukan permohonan"]


def test_text_and_sources_pass_through_as_they_are() -> None:
    said = {"text": "Dua puluh {ribu} rupiah.", "sources": [{"title": "Tarif", "unit": None, "entry": "e1"}]}
    (reply,) = phrase([said], texts()).messages
    assert reply.text == "Dua puluh {ribu} rupiah."
    assert reply.sources[0].entry == "e1"


def test_the_last_outcome_named_is_the_turns() -> None:
    said = [
        {"text": "a", "outcome": "answered_faq"},
        {"text": "b"},
        {"text": "c", "outcome": "escalated_human"},
    ]
    assert phrase(said, texts()).outcome == Outcome.ESCALATED_HUMAN


def test_a_part_without_words_is_not_a_message() -> None:
    assert phrase([{"text": ""}, {}, {"text": None}], texts()).messages == []


@pytest.mark.parametrize(
    "wrong", [{"say": "dialogue.nowhere"}, {"say": "dialogue.petugas"}, {"text": "a", "outcome": "fine"}]
)
def test_an_unknown_key_a_missing_field_or_outcome_is_an_error_at_once(wrong: dict[str, str]) -> None:
    with pytest.raises((KeyError, ValueError)):
        phrase([wrong], texts())


def test_a_citizens_braces_are_only_words() -> None:
    said = {"say": "dialogue.isian.corrected", "with": {"label": "Nama", "value": "{0.__class__} {x}"}}
    assert phrase([said], texts()).messages[0].text.endswith("Nama: {0.__class__} {x}.")


def test_easy_words_are_said_where_they_are_wished_and_there_are_some() -> None:
    said = {"say": "dialogue.ask.tujuan"}
    usual, easy = (phrase([part], texts()).messages[0].text for part in (said, said | {"easy": True}))
    assert len(easy) < len(usual)
    without = {"say": "dialogue.ask.badan"}
    assert phrase([without | {"easy": True}], texts()) == phrase([without], texts())
