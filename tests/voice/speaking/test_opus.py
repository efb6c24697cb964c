"""Voice notes: OGG/Opus that decodes to what went in, and joins without losing time."""

from __future__ import annotations

import base64
import io
import random
from contextlib import suppress

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from voice.speaking.opus import NotSound, Pcm, decode, encode, join, stretched

PRE_SKIP = 0.01
"""Seconds an Opus decoder may drop at the start."""


def tone(seconds: float, rate: int = 22_050) -> Pcm:
    wave = np.sin(np.arange(int(seconds * rate)) * 2 * np.pi * 330 / rate) * 12_000
    return Pcm(wave.astype(np.int16), rate)


def test_a_voice_note_is_what_telegram_and_whatsapp_ask_for() -> None:
    note = encode(tone(2.0))
    with av.open(io.BytesIO(note)) as container:
        assert container.format.name == "ogg"
        stream = container.streams.audio[0]
        assert (stream.codec.name, stream.rate, stream.layout.name) == ("opus", 48_000, "mono")
    assert len(encode(tone(60.0))) < 300_000


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(0.02, 1.5), min_size=1, max_size=5), st.sampled_from([16_000, 22_050, 24_000]))
def test_joined_notes_last_as_long_as_all_of_them(lengths: list[float], rate: int) -> None:
    joined = decode(join([encode(tone(length, rate)) for length in lengths]))
    assert joined.rate == 48_000
    assert joined.seconds == pytest.approx(sum(lengths), abs=(0.02 + PRE_SKIP) * len(lengths) + 0.02)
    assert np.abs(joined.samples.astype(int)).max() > 6_000


def test_the_pitch_stays_when_the_speed_changes() -> None:
    fast = stretched(tone(2.0), 1.6)
    assert fast.seconds == pytest.approx(2.0 / 1.6, rel=0.1)
    spectrum = np.abs(np.fft.rfft(fast.samples))
    assert spectrum.argmax() * fast.rate / len(fast.samples) == pytest.approx(330, abs=15)


@settings(max_examples=40, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.integers(0, 2**32).map(lambda seed: damaged(seed))))
def test_bytes_that_are_no_sound_are_refused_in_one_way(data: bytes) -> None:
    with suppress(NotSound):
        assert decode(data).seconds > 0


def damaged(seed: int) -> bytes:
    chance = random.Random(seed)
    note = bytearray(NOTE[: chance.randrange(len(NOTE))])
    for _ in range(chance.randrange(20)):
        if note:
            note[chance.randrange(len(note))] = chance.randrange(256)
    return bytes(note)


NOTE = encode(tone(0.5))


def test_a_browser_plays_it(browser: Browser) -> None:
    page = browser.new_page()
    source = (
        "data:audio/ogg;base64," + base64.b64encode(join([encode(tone(1.0)), encode(tone(1.0))])).decode()
    )
    length = page.evaluate(
        """source => new Promise((done, failed) => {
            const audio = new Audio(source);
            audio.onerror = () => failed(audio.error.message);
            audio.onloadedmetadata = () => done(audio.duration);
        })""",
        source,
    )
    page.close()
    assert length == pytest.approx(2.0, abs=0.1)
