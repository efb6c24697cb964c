"""The voices, each the real engine or a stand-in that speaks its real protocol."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from tests.standins.google_voice import GoogleVoice, google_voice
from tests.standins.piper_voice import RATE, SYMBOLS, write_voice
from voice.speaking.espeak import Espeak, phonemes
from voice.speaking.google import Google
from voice.speaking.opus import Pcm
from voice.speaking.piper import Piper
from voice.speaking.voice import VoiceFailed, VoiceRefused

SENTENCE = "permohonan Anda sudah terdaftar."


@pytest.fixture
def google() -> Iterator[GoogleVoice]:
    with google_voice() as served:
        yield served


def loud(sound: Pcm) -> bool:
    return bool(np.abs(sound.samples.astype(int)).max() > 1000)


def test_espeak_speaks_indonesian_without_a_system_package() -> None:
    sound = Espeak().say(SENTENCE, 1.0, 30)
    assert loud(sound)
    assert 1 < sound.seconds < 6


def test_espeak_is_slower_and_faster_when_asked() -> None:
    slow, usual, fast = (Espeak().say(SENTENCE, speed, 30).seconds for speed in (0.5, 1.0, 2.0))
    assert slow > 1.3 * usual > 1.6 * fast


def test_espeak_reads_indonesian_sounds() -> None:
    assert phonemes("nyanyi", 30).replace("ˈ", "") == "ɲaɲi"


@pytest.mark.parametrize("sentence", ["", "😀", "\x00\x01", "…", "<speak>", "\u202e"])
def test_espeak_says_odd_text_or_nothing(sentence: str) -> None:
    with suppress(VoiceFailed):
        assert Espeak().say(sentence, 1.0, 30).seconds < 10


def test_espeak_is_cut_off_at_its_time_limit() -> None:
    with pytest.raises(VoiceFailed, match="TimeoutExpired"):
        Espeak().say(SENTENCE * 100, 0.5, 0.001)


@pytest.mark.parametrize("speakers", [1, 3])
def test_a_piper_voice_is_read_from_its_file(tmp_path: Path, speakers: int) -> None:
    piper = Piper(write_voice(tmp_path, speakers))
    sound, fast = piper.say(SENTENCE, 1.0, 30), piper.say(SENTENCE, 2.0, 30)
    assert sound.rate == RATE
    assert loud(sound)
    assert sound.seconds == pytest.approx(2 * fast.seconds)


def test_piper_gets_every_sound_followed_by_the_pad_and_the_signs_kept(tmp_path: Path) -> None:
    said = "".join(SYMBOLS[number] for number in Piper(write_voice(tmp_path)).phoneme_ids("apa, siapa?", 30))
    assert set(said[1::2]) == {"_"}
    assert said.replace("_", "").replace("ˈ", "") == "^apa, siapa?$"


def test_a_piper_voice_that_is_not_there_or_broken_is_one_sentence(tmp_path: Path) -> None:
    broken = write_voice(tmp_path)
    broken.write_bytes(b"no onnx")
    for file in (tmp_path / "none.onnx", broken):
        with pytest.raises(VoiceRefused, match=r"speaking\.piper_voice"):
            Piper(file)


def test_google_is_asked_in_pieces_it_takes_and_they_are_joined(google: GoogleVoice) -> None:
    sentence = "Anda dapat mengajukan permohonan informasi kapan saja, " * 4
    sound = Google(google.url).say(sentence, 1.0, 30)
    assert loud(sound)
    assert " ".join(google.texts) == sentence.strip()
    assert sound.seconds == pytest.approx(len(sentence.split()) * 0.1, abs=0.3)


def test_google_is_made_faster_here(google: GoogleVoice) -> None:
    usual = Google(google.url).say(SENTENCE * 5, 1.0, 30).seconds
    assert Google(google.url).say(SENTENCE * 5, 2.0, 30).seconds == pytest.approx(usual / 2, rel=0.2)


@pytest.mark.parametrize("behaviour", ["429", "html", "no_sound", "not_mp3", "playlist", "half"])
def test_google_that_refuses_or_answers_nonsense_has_failed(google: GoogleVoice, behaviour: str) -> None:
    google.behaviour = behaviour
    with pytest.raises(VoiceFailed) as failed:
        Google(google.url).say(SENTENCE, 1.0, 30)
    assert "permohonan" not in str(failed.value)
    assert google.texts == [SENTENCE]


@pytest.mark.parametrize("behaviour", ["silent", "endless"])
def test_google_that_hangs_or_drips_is_left(google: GoogleVoice, behaviour: str) -> None:
    google.behaviour = behaviour
    with pytest.raises(VoiceFailed):
        Google(google.url).say(SENTENCE, 1.0, 0.5)


def test_google_that_is_away_has_failed() -> None:
    with pytest.raises(VoiceFailed):
        Google("http://127.0.0.1:9").say(SENTENCE, 1.0, 5)
