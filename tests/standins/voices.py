"""Citizens who speak: espeak-ng's Indonesian voices, as voice notes and as what hostile senders make of them."""

from __future__ import annotations

import io
import random
import struct
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

from office.settings import PROJECT

sys.path.insert(0, str(PROJECT / "scripts"))

from voice_model.clips import opus, resampled
from voice_model.speech import Samples, Voice, say

CLEAR = Voice(rate=145)
"""The voice citizens of the journeys have."""
FORMATS = {
    "ogg": ("ogg", "libopus", 48_000),
    "webm": ("webm", "libopus", 48_000),
    "wav": ("wav", "pcm_s16le", 16_000),
    "mp3": ("mp3", "mp3", 44_100),
    "m4a": ("ipod", "aac", 44_100),
    "flac": ("flac", "flac", 22_050),
}
"""As Telegram and WhatsApp, browsers, and recorders of telephones write them: container, codec, rate."""


def note(words: str, voice: Voice = CLEAR) -> bytes:
    """A voice note with these words: Opus in Ogg."""
    samples, rate = say(words, voice)
    return opus(np.pad(samples, rate // 4), rate)


def for_microphone(words: str, file: Path) -> None:
    """Write a sound for a browser's microphone: a moment, the words, then ten seconds of silence."""
    samples, rate = say(words, CLEAR)
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(np.pad(samples, (rate // 2, rate * 10)).tobytes())


def recording(samples: Samples, rate: int, format: str, layout: str = "mono") -> bytes:
    """Samples as a file of one of :data:`FORMATS`."""
    container, codec, wanted = FORMATS[format]
    mono = resampled(samples, rate, wanted)
    channels = 2 if layout == "stereo" else 1
    frame = av.AudioFrame.from_ndarray(
        np.repeat(mono.reshape(-1, 1), channels, axis=1).reshape(1, -1), format="s16", layout=layout
    )
    frame.sample_rate = wanted
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        stream = out.add_stream(codec, rate=wanted, layout=layout)
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return file.getvalue()


def hostile(count: int, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """Files that must end in one clear sentence each, with the kind of mischief."""
    chance = random.Random(seed)
    samples, rate = say("Apa syarat mengurus akta kelahiran?", CLEAR)
    whole = {name: recording(samples, rate, name) for name in FORMATS}
    kinds = [
        lambda f: ("cut", f[: chance.randrange(1, len(f) // 2)]),
        lambda f: ("damaged", _damaged(f, chance)),
        lambda f: ("beginning only", f[: chance.randrange(1, 64)]),
        lambda f: ("another beginning", chance.choice(list(whole.values()))[:32] + f[32:]),
        lambda f: ("twice", f + f[: len(f) // 2]),
        lambda f: ("noise of bytes", bytes(chance.randrange(256) for _ in range(chance.randrange(1, 4000)))),
        lambda f: ("noise behind a head", f[:40] + chance.randbytes(chance.randrange(1, 20_000))),
        lambda f: ("no audio", chance.choice(_not_audio())),
        lambda f: ("silent", recording(_quiet(chance, 0), 16_000, chance.choice(["wav", "ogg", "flac"]))),
        lambda f: ("hiss", recording(_quiet(chance, 40), 16_000, chance.choice(["wav", "ogg", "m4a"]))),
        lambda f: ("clipped noise", recording(_quiet(chance, 32_000), 16_000, "wav")),
        lambda f: ("zeroes", bytes(chance.randrange(0, 3000))),
    ]
    yield "an hour of silence", recording(np.zeros(3600 * 8000, np.int16), 8000, "ogg")
    yield "a bomb: two hours in a few kilobytes", recording(np.zeros(7200 * 8000, np.int16), 8000, "flac")
    yield "a wav that claims four gigabytes", _wav_that_claims(0xFFFFFF00)
    yield "a wav with 200 channels", _wav_with_channels(200)
    yield "more than may be sent", whole["wav"][:44] + bytes(20 * 2**20 + 1)
    for number in range(count - 5):
        yield kinds[number % len(kinds)](chance.choice(list(whole.values())))


def _damaged(file: bytes, chance: random.Random) -> bytes:
    broken = bytearray(file)
    for _ in range(chance.randrange(20, 400)):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    return bytes(broken)


def _quiet(chance: random.Random, loudness: int) -> Samples:
    """Seconds without words: silence, or noise so loud."""
    length = chance.randrange(1600, 64_000)
    noise = np.random.default_rng(chance.getrandbits(32)).standard_normal(length) * loudness
    return noise.clip(-32_768, 32_767).astype(np.int16)


def _not_audio() -> list[bytes]:
    return [
        b"%PDF-1.7\n1 0 obj", b"\x89PNG\r\n\x1a\n" + bytes(500), b"PK\x03\x04" + bytes(500), b"<html></html>",
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", b"ffconcat version 1.0\nfile /etc/passwd\n", b"halo",
        b"OggS", b"RIFF\x00\x00\x00\x00WAVE", b"\x1a\x45\xdf\xa3", b"fLaC", b"ID3", b"\xff\xfb",
        b"\x00\x00\x00\x18ftypM4A ", b"#!AMR\n", b"\xff\xf1",
    ]  # fmt: skip


def _wav_that_claims(size: int) -> bytes:
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", size, b"WAVE", b"fmt ", 16, 1, 1, 16_000, 32_000, 2, 16, b"data", size
    )
    return head + bytes(1000)


def _wav_with_channels(channels: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes(bytes(channels * 2 * 16_000))
    return file.getvalue()
