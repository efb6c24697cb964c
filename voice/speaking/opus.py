"""Sound as voice notes: OGG with Opus, mono, 48 kHz, what Telegram and WhatsApp show as a voice message."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray

RATE = 48_000
BIT_RATE = 24_000
"""Bits a second: speech is clear, a minute is 180 kB, far below the 1 MB of a Telegram voice note."""
FRAME = 960
"""Samples of 20 ms, the length of Opus packets here."""


@dataclass(frozen=True)
class Pcm:
    """Mono sound, 16 bit; ``rate`` in samples a second."""

    samples: NDArray[np.int16]
    rate: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate


class NotSound(ValueError):
    """The bytes hold no sound that can be decoded."""


def encode(sound: Pcm) -> bytes:
    """One OGG/Opus file."""
    file = io.BytesIO()
    with av.open(file, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=RATE, layout="mono", options={"application": "voip"})
        stream.bit_rate = BIT_RATE
        samples = _whole_frames(sound if sound.rate == RATE else Pcm(_resampled(sound), RATE))
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts = RATE, 0
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return file.getvalue()


def join(files: Sequence[bytes]) -> bytes:
    """Several of our files as one, without encoding again: their packets one after the other."""
    if len(files) == 1:
        return files[0]
    joined, start = io.BytesIO(), 0
    with av.open(joined, "w", format="ogg") as container:
        stream = None
        for file in files:
            with av.open(io.BytesIO(file), "r", format="ogg") as source:
                if stream is None:
                    stream = container.add_stream_from_template(source.streams.audio[0])
                for packet in source.demux(audio=0):
                    if packet.size == 0:
                        continue
                    packet.stream = stream
                    packet.time_base = Fraction(1, RATE)
                    packet.pts = packet.dts = start
                    packet.duration = FRAME
                    start += FRAME
                    container.mux(packet)
    return joined.getvalue()


def decode(data: bytes, kind: str = "ogg") -> Pcm:
    """A sound file of this kind as mono at its own rate; raises :class:`NotSound`.

    Left to guess the kind, ffmpeg would open playlists too, and a playlist may name files of this machine.
    """
    try:
        with av.open(io.BytesIO(data), "r", format=kind) as container:
            rate = container.streams.audio[0].rate
            resampler = av.AudioResampler(format="s16", layout="mono", rate=rate)
            frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise NotSound("no sound in these bytes") from error
    if not frames:
        raise NotSound("no sound in these bytes")
    return Pcm(np.concatenate([frame.to_ndarray()[0] for frame in frames]), rate)


def stretched(sound: Pcm, speed: float) -> Pcm:
    """The same voice faster or slower, 0.5 to 2.0, without changing its pitch."""
    graph = av.filter.Graph()
    source = graph.add_abuffer(sample_rate=sound.rate, format="s16", layout="mono")
    tempo = graph.add("atempo", f"{min(2.0, max(0.5, speed)):.3f}")
    sink = graph.add("abuffersink")
    source.link_to(tempo)
    tempo.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(sound.samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate, frame.pts = sound.rate, 0
    source.push(frame)
    source.push(None)
    pieces = []
    while True:
        try:
            piece = sink.pull()
            if isinstance(piece, av.AudioFrame):
                pieces.append(piece.to_ndarray()[0])
        except (av.EOFError, av.BlockingIOError):
            break
    return Pcm(np.concatenate(pieces), sound.rate)


def _resampled(sound: Pcm) -> NDArray[np.int16]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    frame = av.AudioFrame.from_ndarray(sound.samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = sound.rate
    frames = [*resampler.resample(frame), *resampler.resample(None)]
    return np.concatenate([each.to_ndarray()[0] for each in frames])


def _whole_frames(sound: Pcm) -> NDArray[np.int16]:
    """Silence up to a whole packet, so that joined files keep their time."""
    return np.pad(sound.samples, (0, -len(sound.samples) % FRAME))
