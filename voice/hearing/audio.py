"""From a file as phones and browsers send it to 16 kHz samples, within limits, without a system ffmpeg.

The kind is told by the file's first bytes and only that reader is opened: left to guess, ffmpeg would also open
playlists, and a playlist may name files of this machine. Video in a file is never looked at.
"""

from __future__ import annotations

import io
import struct

import av
import numpy as np
from numpy.typing import NDArray

RATE = 16_000
"""Samples a second, as Whisper wants them."""
LARGEST = 20 * 1024 * 1024
"""Bytes; also what Telegram hands out at most."""
MOST_CHANNELS = 8
_LONGEST_FRAME = 4 * 192_000
"""Samples of one decoded frame; more is no voice note."""
_MOST_MISSING = RATE // 2
"""Samples by which a recording may be shorter than it says; an encoder's own padding is less."""
_MPEG_SYNC = 0xE0

Samples = NDArray[np.float32]


class Unheard(ValueError):
    """A recording that cannot be heard. ``reason`` names the sentence in data/texts/voice.toml."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def decode(audio: bytes, longest: float) -> Samples:
    """One channel at 16 kHz, from -1 to 1. Raises :class:`Unheard`; never reads more than ``longest`` seconds.

    Reasons: ``empty``, ``too_large``, ``not_audio``, ``broken`` (it did not arrive whole), ``too_long``.
    """
    if not audio:
        raise Unheard("empty")
    if len(audio) > LARGEST:
        raise Unheard("too_large")
    kind = kind_of(audio)
    if kind is None:
        raise Unheard("not_audio")
    if not _is_whole(audio, kind):
        raise Unheard("broken")
    try:
        return _read(audio, kind, round(longest * RATE))
    except Unheard:
        raise
    except (av.FFmpegError, ValueError, OSError, OverflowError, MemoryError) as error:
        raise Unheard("broken") from error


def kind_of(audio: bytes) -> str | None:
    """ffmpeg's name of the container, or ``None`` for what no phone or browser records."""
    if audio.startswith(b"OggS"):
        return "ogg"
    if audio.startswith(b"\x1a\x45\xdf\xa3"):
        return "matroska"  # webm
    if audio.startswith(b"RIFF") and audio[8:12] == b"WAVE":
        return "wav"
    if audio[4:8] == b"ftyp":
        return "mov"  # m4a, 3gp
    if audio.startswith(b"fLaC"):
        return "flac"
    if audio.startswith(b"#!AMR"):
        return "amr"
    if audio.startswith(b"ID3"):
        return "mp3"
    if len(audio) > 1 and audio[0] == 0xFF and audio[1] & _MPEG_SYNC == _MPEG_SYNC:
        return "aac" if audio[1] & 0x06 == 0 else "mp3"
    return None


def _is_whole(audio: bytes, kind: str) -> bool:
    """Whether the end arrived, where the format tells. Half a sentence must not be taken for a whole one."""
    if kind == "ogg":
        return _last_page_ends(audio)
    if kind == "wav":
        at = audio.find(b"data", 12)
        if at < 0 or at + 8 > len(audio):
            return False
        size = struct.unpack_from("<I", audio, at + 4)[0]
        # Recorders that stream write no size, or the largest one.
        return size in (0, 0xFFFFFFFF) or at + 8 + size <= len(audio) + 1
    return True


def _last_page_ends(audio: bytes) -> bool:
    """The last page of an Ogg is marked as the last and complete."""
    at = audio.rfind(b"OggS")
    if at + 27 > len(audio):
        return False
    segments = audio[26 + at]
    table = audio[at + 27 : at + 27 + segments]
    complete = len(table) == segments and at + 27 + segments + sum(table) <= len(audio)
    return complete and bool(audio[at + 5] & 0x04)


def _read(audio: bytes, kind: str, most: int) -> Samples:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    parts: list[NDArray[np.int16]] = []
    count = 0
    with av.open(io.BytesIO(audio), "r", format=kind, metadata_errors="ignore") as container:
        if not container.streams.audio:
            raise Unheard("not_audio")
        stream = container.streams.audio[0]
        if stream.codec_context.channels > MOST_CHANNELS:
            raise Unheard("not_audio")
        said = (container.duration or 0) / av.time_base * RATE
        if said > most:
            raise Unheard("too_long")
        for frame in container.decode(stream):
            if frame.samples > _LONGEST_FRAME:
                raise Unheard("broken")
            for piece in resampler.resample(frame):
                parts.append(piece.to_ndarray()[0])
                count += piece.samples
            if count > most:
                raise Unheard("too_long")
        parts += [piece.to_ndarray()[0] for piece in resampler.resample(None)] if count else []
    if not count:
        raise Unheard("empty")
    if count + _MOST_MISSING < said:
        raise Unheard("broken")
    return np.concatenate(parts).astype(np.float32) / np.float32(32768)
