"""Recordings of every kind become samples; what is none is refused with its reason."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from tests.standins.voices import CLEAR, FORMATS, note, recording, say
from voice.hearing.audio import LARGEST, RATE, Unheard, decode


def words() -> tuple[np.ndarray, int]:
    return say("Apa syarat mengurus akta kelahiran?", CLEAR)


@pytest.mark.parametrize("layout", ["mono", "stereo"])
@pytest.mark.parametrize("format", FORMATS)
def test_what_phones_and_browsers_record_is_decoded(format: str, layout: str) -> None:
    samples, rate = words()
    heard = decode(recording(samples, rate, format, layout), 60)
    assert heard.dtype == np.float32
    assert len(heard) / RATE == pytest.approx(len(samples) / rate, abs=0.1)
    assert 0.1 < np.abs(heard).max() <= 1.0


@pytest.mark.parametrize("format", ["ogg", "wav", "m4a", "flac"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_half_a_recording_is_not_taken_for_a_whole_one(format: str, share: float) -> None:
    whole = recording(*words(), format)
    with pytest.raises(Unheard) as refused:
        decode(whole[: int(len(whole) * share)], 60)
    assert refused.value.reason == "broken"


@pytest.mark.parametrize(
    "file",
    [
        b"halo",
        b"%PDF-1.7",
        b"#EXTM3U\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd",
        b"\x00" * 900,
    ],
)
def test_what_is_no_recording_is_said_so_and_never_followed(file: bytes) -> None:
    with pytest.raises(Unheard) as refused:
        decode(file, 60)
    assert refused.value.reason == "not_audio"


def test_nothing_and_too_much_are_refused_before_they_are_opened() -> None:
    for file, reason in ((b"", "empty"), (b"OggS" + bytes(LARGEST), "too_large")):
        with pytest.raises(Unheard) as refused:
            decode(file, 60)
        assert refused.value.reason == reason


@pytest.mark.parametrize("format", ["ogg", "flac", "wav"])
def test_a_recording_longer_than_the_office_listens_is_refused(format: str) -> None:
    file = recording(np.zeros(8000 * 30, np.int16), 8000, format)
    with pytest.raises(Unheard) as refused:
        decode(file, 20)
    assert refused.value.reason == "too_long"
    assert len(decode(file, 31)) == pytest.approx(30 * RATE, rel=0.01)


def test_a_recorder_that_writes_no_size_is_believed() -> None:
    whole = bytearray(recording(*words(), "wav"))
    at = whole.find(b"data")
    whole[at + 4 : at + 8] = struct.pack("<I", 0xFFFFFFFF)
    assert len(decode(bytes(whole), 60)) > RATE


def test_a_voice_note_of_a_messenger_is_decoded() -> None:
    assert len(decode(note("Ya."), 60)) > RATE // 2
