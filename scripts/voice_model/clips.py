"""Clips as a phone would send them: a pause, a room, noise, another loudness, Opus and back."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass

import av
import numpy as np
from numpy.typing import NDArray

from voice_model.sentences import Sentences
from voice_model.speech import Samples, draw_voice, say

RATE = 16_000
LONGEST = 15.0
"""Seconds; the time marks of longer ones are not learnt."""

Wave = NDArray[np.float32]


@dataclass(frozen=True)
class Clip:
    """Sound with its words; without words it is silence or noise. ``start`` and ``end`` of speech in seconds."""

    samples: Samples
    text: str
    start: float = 0.0
    end: float = 0.0


def resampled(samples: Samples, rate: int, wanted: int) -> Samples:
    if rate == wanted:
        return samples
    resampler = av.AudioResampler(format="s16", layout="mono", rate=wanted)
    parts = [*resampler.resample(_frame(samples, rate)), *resampler.resample(None)]
    return np.concatenate([part.to_ndarray()[0] for part in parts])


def opus(samples: Samples, rate: int = RATE, kilobits: int = 24) -> bytes:
    """A voice note as Telegram and WhatsApp send it: Opus in Ogg, 48 kHz, one channel."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=48_000, layout="mono", options={"application": "voip"})
        stream.bit_rate = kilobits * 1000
        for frame in (_frame(resampled(samples, rate, 48_000), 48_000), None):
            container.mux(stream.encode(frame))
    return buffer.getvalue()


def decoded(audio: bytes) -> Samples:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(io.BytesIO(audio)) as container:
        parts = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
        parts += resampler.resample(None)
    return np.concatenate([part.to_ndarray()[0] for part in parts])


def draw_clip(sentences: Sentences, chance: random.Random, held_out: bool) -> Clip:
    """A sentence by a speaker, neither of them ever in both kinds of set."""
    while True:
        sentence = sentences.draw(chance)
        if sentence.held_out != held_out:
            continue
        samples, rate = say(sentence.text, draw_voice(chance, held_out))
        clip = _recorded(resampled(samples, rate, RATE), sentence.text, chance)
        if 0.3 < len(clip.samples) / RATE < LONGEST:
            return clip


def draw_silence(chance: random.Random) -> Clip:
    """Nothing said: silence, noise, a hum."""
    length = int(chance.uniform(0.8, 6) * RATE)
    wave = np.zeros(length, np.float32)
    if chance.random() < 0.75:
        wave = _noise(length, chance) * 10 ** (-chance.uniform(20, 60) / 20)
    if chance.random() < 0.3:
        hum = np.sin(np.arange(length) / RATE * 2 * np.pi * chance.uniform(80, 2000))
        wave = wave + hum.astype(np.float32) * 10 ** (-chance.uniform(10, 40) / 20)
    return Clip(_travelled(_whole(wave), chance), "")


def _recorded(samples: Samples, text: str, chance: random.Random) -> Clip:
    wave = samples.astype(np.float32) / 32768
    loud = np.flatnonzero(np.abs(wave) > 0.01)
    wave = wave[max(0, loud[0] - 160) : loud[-1] + 160]
    before, after = (int(chance.uniform(*span) * RATE) for span in ((0.02, 0.7), (0.05, 0.5)))
    start, end = before / RATE, (before + len(wave)) / RATE
    wave = np.pad(wave, (before, after))
    if chance.random() < 0.25:  # a room
        delay = int(chance.uniform(0.01, 0.05) * RATE)
        echo = wave[:-delay] * chance.uniform(0.1, 0.35)
        wave[delay:] += echo
    loudness = float(np.sqrt((wave**2).mean())) + 1e-9
    wave = wave + _noise(len(wave), chance) * loudness * 10 ** (-chance.uniform(18, 40) / 20)
    wave = wave / np.abs(wave).max() * 10 ** (-chance.uniform(1, 14) / 20)
    return Clip(_travelled(_whole(wave), chance), text, start, end)


def _travelled(samples: Samples, chance: random.Random) -> Samples:
    if chance.random() < 0.65:
        return samples
    return decoded(opus(samples, kilobits=chance.choice([16, 20, 24, 32])))


def _noise(length: int, chance: random.Random) -> Wave:
    """Noise of loudness one; the steeper, the deeper it sounds."""
    white = np.random.default_rng(chance.getrandbits(32)).standard_normal(length)
    spectrum = np.fft.rfft(white)
    steepness = chance.choice([0.0, 0.5, 1.0])
    shaped = np.fft.irfft(spectrum / np.maximum(np.arange(len(spectrum)), 1) ** steepness, length)
    return (shaped / (shaped.std() + 1e-9)).astype(np.float32)


def _whole(wave: Wave) -> Samples:
    return (wave * 32767).clip(-32768, 32767).astype(np.int16)


def _frame(samples: Samples, rate: int) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = rate
    return frame
