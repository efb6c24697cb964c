"""A number that was misheard as a whole is said piece by piece, by voice alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.notes import Result
from bot.reply import Turn
from tests.bot.house import Messages, open_messages
from tests.bot.test_listening import speak, write

IDENTITY = "3201014507900003"
PIECES = ("3201", "0145", "0790", "0003")


@pytest.fixture
def messages(tmp_path: Path) -> Iterator[Messages]:
    opened = open_messages(tmp_path)
    yield opened
    opened.close()


def say(messages: Messages, words: str, sure: bool = False) -> str:
    return text_of(speak(messages, Result(words, sure)))


def text_of(turn: Turn) -> str:
    return "\n".join(reply.text for reply in turn.messages)


def handed_on(messages: Messages) -> list[str]:
    """What has reached the dialogue."""
    return [body["message"] for body in messages.rasa.heard]


def ask_for(messages: Messages, line: str) -> None:
    """A form is open and asks for this line."""
    write(messages, "ajukan permohonan")
    sender = messages.conversations()[0].sender
    messages.rasa.remember(sender, {"event": "active_loop", "name": "isian_form"})
    messages.rasa.remember(sender, {"event": "slot", "name": "baris", "value": line})
    messages.rasa.heard.clear()


def refuse(messages: Messages) -> str:
    """A long number was misheard, and the citizen says no."""
    assert "3 2 0 1, 0 1 4 5, 0 7 9 0, 0 0 0 4" in say(messages, "3201014507900004")
    return say(messages, "Tidak")


def test_a_misheard_number_is_asked_for_in_pieces_and_counts_after_a_yes(messages: Messages) -> None:
    assert "sedikit demi sedikit" in refuse(messages)
    assert "Saya catat: 3 2 0 1." in say(messages, PIECES[0])
    assert "Saya catat: 0 1 4 5." in say(messages, PIECES[1])
    assert "Saya catat: 0 7 9 0." in say(messages, PIECES[2])
    assert "“3 2 0 1, 0 1 4 5, 0 7 9 0, 0 0 0 3”. Apakah benar?" in say(messages, PIECES[3])
    assert handed_on(messages) == []
    say(messages, "Ya")
    assert handed_on(messages) == [IDENTITY]
    assert messages.conversations()[0].dictated is None


def test_a_wrong_piece_is_taken_back_wherever_it_is_noticed(messages: Messages) -> None:
    refuse(messages)
    say(messages, "3202")
    assert "sedikit demi sedikit" in say(messages, "Salah"), "nothing is left"
    for piece in (*PIECES[:2], "0791"):
        say(messages, piece)
    assert "Sejauh ini: 3 2 0 1, 0 1 4 5." in say(messages, "Salah")
    say(messages, PIECES[2])
    say(messages, "0004")
    assert "Sejauh ini: 3 2 0 1, 0 1 4 5, 0 7 9 0." in say(messages, "Tidak")
    say(messages, PIECES[3])
    say(messages, "Ya, benar")
    assert handed_on(messages) == [IDENTITY]


def test_a_shorter_number_ends_when_the_citizen_says_so(messages: Messages) -> None:
    ask_for(messages, "kontak")
    for piece in ("0812", "3456", "7890"):
        say(messages, piece)
    assert "“0 8 1 2, 3 4 5 6, 7 8 9 0”" in say(messages, "Selesai")
    assert "Saya catat: 1 2." in say(messages, "12"), "what was still missing"
    assert "7 8 9 0, 1 2”" in say(messages, "selesai")
    say(messages, "ya")
    assert handed_on(messages) == ["08123456789012"]


def test_pieces_may_be_said_at_once_where_a_number_is_asked_for(messages: Messages) -> None:
    ask_for(messages, "nik")
    assert "katakan salah" in say(messages, PIECES[0], sure=True)
    assert handed_on(messages) == []


def test_short_figures_elsewhere_are_no_dictation(messages: Messages) -> None:
    ask_for(messages, "alamat")
    say(messages, "3201", sure=True)
    assert handed_on(messages) == ["3201"]


def test_a_number_too_unclear_for_words_is_asked_for_in_pieces(messages: Messages) -> None:
    ask_for(messages, "nik")
    unclear = text_of(speak(messages, Result(reason="repeat")))
    assert "sedikit demi sedikit" in unclear
    say(messages, PIECES[0])
    again = text_of(speak(messages, Result(reason="repeat")))
    assert again == messages.services.texts.say("voice.hear.repeat")
    say(messages, PIECES[1])
    assert "Sejauh ini: 3 2 0 1, 0 1 4 5." in say(messages, "Ulangi")


def test_words_misheard_in_between_lose_no_piece(messages: Messages) -> None:
    refuse(messages)
    say(messages, PIECES[0])
    assert "“Di dekat pasar”. Apakah benar?" in say(messages, "Di dekat pasar")
    assert "Sejauh ini: 3 2 0 1." in say(messages, "Bukan")
    assert handed_on(messages) == []


def test_figures_beyond_the_longest_number_are_not_noted(messages: Messages) -> None:
    refuse(messages)
    for piece in PIECES[:3]:
        say(messages, piece)
    assert "lebih dari 16 angka. Sejauh ini: 3 2 0 1, 0 1 4 5, 0 7 9 0." in say(messages, "00031")
    say(messages, PIECES[3])
    assert "lebih dari 16 angka" in say(messages, "22")
    say(messages, "ya")
    assert handed_on(messages) == [IDENTITY]


def test_who_writes_the_number_or_goes_on_otherwise_is_taken_at_that(messages: Messages) -> None:
    refuse(messages)
    say(messages, PIECES[0])
    write(messages, IDENTITY)
    assert handed_on(messages) == [IDENTITY]
    refuse(messages)
    say(messages, PIECES[0])
    say(messages, "Batalkan semuanya", sure=True)
    assert handed_on(messages) == [IDENTITY, "Batalkan semuanya"]
    assert messages.conversations()[0].dictated is None


def test_wishes_about_the_voice_leave_a_question_back_and_a_number_open(messages: Messages) -> None:
    refuse(messages)
    for piece in PIECES[:2]:
        say(messages, piece)
    assert "lebih pelan" in say(messages, "Lebih pelan")
    for piece in PIECES[2:]:
        say(messages, piece)
    assert "“3 2 0 1, 0 1 4 5, 0 7 9 0, 0 0 0 3”. Apakah benar?" in say(messages, "Ulangi")
    assert "tiga, dua, nol, satu" in say(messages, "Eja")
    say(messages, "Ya")
    assert handed_on(messages) == [IDENTITY]


def test_the_reply_to_a_piece_says_its_figures_one_by_one_and_no_echo(messages: Messages) -> None:
    refuse(messages)
    reply = speak(messages, Result(PIECES[0], sure=True)).messages[0]
    assert reply.echo is None
    assert reply.aloud is not None
