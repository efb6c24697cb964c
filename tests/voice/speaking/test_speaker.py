"""Saying a text: fall-back in order, sentences kept, nothing personal kept or sent away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from office.sealed import Sealer
from office.settings import Settings, Speaking
from tests.standins.google_voice import GoogleVoice, google_voice
from voice.speaking import Speaker, VoiceRefused, speaker
from voice.speaking.cache import Cache
from voice.speaking.espeak import Espeak
from voice.speaking.opus import decode
from voice.speaking.sentences import CHARACTERS_A_SECOND, names_somebody, parts, sentences
from voice.spoken import write_out

TEXT = "Selamat pagi. Kantor buka pukul 08.00. Selamat pagi."
Made = Callable[..., Speaker]


@pytest.fixture
def google() -> Iterator[GoogleVoice]:
    with google_voice() as served:
        yield served


@pytest.fixture
def made(tmp_path: Path, google: GoogleVoice) -> Made:
    (tmp_path / "secrets").mkdir()

    def make(*voices: str, **chosen: Any) -> Speaker:
        speaking = Speaking.model_validate({"voices": voices, "google_url": google.url, **chosen})
        return speaker(Settings(home=tmp_path, speaking=speaking))

    return make


def heard(note: bytes | None) -> bytes:
    """The sound itself: two files of the same sound differ in their serial number."""
    assert note is not None
    return decode(note).samples.tobytes()


def kept(home: Path) -> list[Path]:
    return sorted(home.glob("audio/sentences/*"))


def test_a_text_becomes_one_voice_note(made: Made) -> None:
    note = made("espeak").speak(TEXT)
    assert note is not None
    assert note[:4] == b"OggS"
    assert 3 < decode(note).seconds < 12


def test_a_sentence_is_said_once_and_kept_sealed(made: Made, tmp_path: Path, google: GoogleVoice) -> None:
    assert heard(made("google").speak(TEXT)) == heard(made("google").speak(TEXT))
    assert google.texts == ["Selamat pagi.", "Kantor buka pukul delapan."]
    files = kept(tmp_path)
    assert len(files) == 2
    for file in files:
        assert set(file.name) <= set("0123456789abcdef")
        assert not file.read_bytes().startswith(b"OggS")


def test_another_speed_is_another_sound(made: Made) -> None:
    fast, slow = (made("espeak").speak(TEXT, speed) for speed in (2.0, 0.6))
    assert fast is not None
    assert slow is not None
    assert decode(slow).seconds > 1.5 * decode(fast).seconds


def test_a_speed_off_the_scale_is_the_nearest_on_it(made: Made) -> None:
    assert heard(made("espeak").speak(TEXT, 99.0)) == heard(made("espeak").speak(TEXT, 2.0))


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("Nama Anda Siti Aminah.", True),
        ("NIK Anda 3201123456780001.", False),
        ("Nomor Anda 0812-3456-7890, benar?", False),
        ("Surel Anda siti@contoh.id.", False),
    ],
)
def test_what_is_personal_is_neither_kept_nor_sent_to_google(
    made: Made, tmp_path: Path, google: GoogleVoice, text: str, personal: bool
) -> None:
    assert made("google", "espeak").speak(text, personal=personal) is not None
    assert kept(tmp_path) == []
    assert google.texts == []


def test_with_google_alone_what_is_personal_stays_text(made: Made, google: GoogleVoice) -> None:
    assert made("google").speak("NIK Anda 3201123456780001.") is None
    assert google.texts == []


@pytest.mark.parametrize("behaviour", ["429", "html", "not_mp3", "half"])
def test_the_next_voice_speaks_when_the_first_fails_and_the_first_rests(
    made: Made, google: GoogleVoice, behaviour: str
) -> None:
    google.behaviour = behaviour
    speaking = made("google", "espeak")
    assert heard(speaking.speak(TEXT)) == heard(made("espeak").speak(TEXT))
    google.behaviour = "ok"
    assert heard(speaking.speak("Sampai jumpa.")) == heard(made("espeak").speak("Sampai jumpa."))
    assert google.texts == ["Selamat pagi."]


def test_a_voice_that_hangs_is_left_at_its_time_limit(made: Made, google: GoogleVoice) -> None:
    google.behaviour = "silent"
    assert made("google", time_limit=0.5).speak(TEXT) is None
    assert google.texts == ["Selamat pagi."]


def test_the_cache_stays_within_its_bound(tmp_path: Path) -> None:
    limit = 100_000
    cache = Cache(tmp_path / "audio" / "sentences", Sealer(bytes(32)), limit)
    speaking = Speaker([Espeak()], cache, limit=30)
    for number in range(12):
        assert speaking.speak(f"Ini kalimat nomor {number} tentang layanan informasi.")
    sizes = [file.stat().st_size for file in kept(tmp_path)]
    assert 1 < len(sizes) < 12
    assert sum(sizes) <= limit


def test_a_spoilt_file_of_the_cache_is_said_anew(made: Made, tmp_path: Path) -> None:
    first = made("espeak").speak("Selamat pagi.")
    for file in kept(tmp_path):
        file.write_bytes(b"\xff spoilt")
    assert heard(made("espeak").speak("Selamat pagi.")) == heard(first)


def test_without_a_cache_nothing_is_kept(made: Made, tmp_path: Path) -> None:
    assert made("espeak", cache_megabytes=0).speak(TEXT) is not None
    assert kept(tmp_path) == []


def test_a_piper_voice_without_its_file_is_refused_in_one_sentence(made: Made) -> None:
    with pytest.raises(VoiceRefused, match=r"speaking\.piper_voice"):
        made("piper")


@pytest.mark.parametrize("text", ["", "😀👍", "...", "\u202e\u200f", "\x00", "中文"])
def test_nothing_to_say_is_no_sound(made: Made, text: str) -> None:
    assert made("espeak").speak(text) is None


def test_ten_megabytes_are_cut_to_what_anybody_would_hear(made: Made) -> None:
    note = made("espeak", time_limit=300).speak("Halo, apa kabar. " * 700_000, 2.0)
    assert note is not None
    assert 300 < decode(note).seconds < 1500


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_no_text_makes_it_raise(made: Made, text: str) -> None:
    note = made("espeak", cache_megabytes=0).speak(text)
    assert note is None or decode(note).seconds > 0


@settings(deadline=None)
@given(st.lists(st.sampled_from([*"ab .?!,", "kata ", "nol satu ", "Kalimat. "]), max_size=200).map("".join))
def test_parts_hold_every_sentence_once_and_in_order(text: str) -> None:
    spoken = write_out(text)
    cut = parts(spoken, 5)
    assert " ".join(cut).split() == " ".join(sentences(spoken)).split()
    for part in cut:
        assert len(part) <= 5 * CHARACTERS_A_SECOND or len(sentences(part)) == 1


def test_a_part_is_said_as_it_was_cut() -> None:
    cut = parts(write_out("Biayanya Rp25.000 per lembar. Bawalah KTP dan NIK Anda. " * 3), 5)
    assert len(cut) > 1
    assert [write_out(part) for part in cut] == cut


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("nik Anda tiga dua nol satu, satu dua tiga empat", True),
        ("siti at contoh titik i de", True),
        ("Kantor buka pukul delapan.", False),
        ("dua puluh satu juta tiga ratus ribu rupiah", False),
    ],
)
def test_a_sentence_that_may_name_somebody_is_known(sentence: str, expected: bool) -> None:
    assert names_somebody(sentence) is expected
