"""Synthetic speech: espeak-ng's library out of the wheel ``espeakng_loader``, driven through ctypes."""

from __future__ import annotations

import ctypes
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]

HELD_OUT_VOICES = ("m6", "f4", "linda", "paul", "robert", "steph2", "Gene2", "max")
PLAIN_SHARE = 0.35
"""Of the trained clips: the plain voice, with which the citizens of our journeys speak."""
UNFIT_VOICES = {
    *("whisper", "whisperf", "croak", "Demonic", "UniRobot", "anikaRobot", "AnxiousAndy", "Storm", "Tweaky"),
    *("announcer", "fast", "Nguyen", "caleb", "serious", "kaukovalta"),
}
"""Whispers, robots and voices that nobody understands."""
UNFIT_FAMILIES = ("robosoft", "rishay", "ricishay", "mr", "klatt", "iven", "grand")
_RETRIEVAL, _UTF8_TO_END, _RATE, _PITCH, _RANGE = 1, 1 | 0x100, 1, 3, 4
_heard = bytearray()


@dataclass(frozen=True)
class Voice:
    """Who speaks: a variant of espeak-ng's Indonesian voice, words a minute, pitch and its range (0-100)."""

    variant: str = ""
    rate: int = 150
    pitch: int = 50
    pitch_range: int = 50


@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
def _take(samples: Any, count: int, _events: Any) -> int:
    if samples and count > 0:
        _heard.extend(ctypes.string_at(samples, count * 2))
    return 0


@cache
def _library() -> tuple[ctypes.CDLL, int]:
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = library.espeak_Initialize(_RETRIEVAL, 0, str(espeakng_loader.get_data_path()).encode(), 0)
    if rate <= 0:
        raise RuntimeError("espeak-ng did not start")
    library.espeak_SetSynthCallback(_take)
    return library, rate


def say(text: str, voice: Voice) -> tuple[Samples, int]:
    """The spoken text and its samples a second. Not for two threads at once: the library has one voice."""
    library, rate = _library()
    name = f"id+{voice.variant}" if voice.variant else "id"
    if library.espeak_SetVoiceByName(name.encode()) != 0:
        raise ValueError(f"no voice {name}")
    for parameter, value in ((_RATE, voice.rate), (_PITCH, voice.pitch), (_RANGE, voice.pitch_range)):
        library.espeak_SetParameter(parameter, value, 0)
    _heard.clear()
    raw = text.encode() + b"\0"
    library.espeak_Synth(raw, len(raw), 0, 1, 0, _UTF8_TO_END, None, None)
    library.espeak_Synchronize()
    return np.frombuffer(bytes(_heard), np.int16).copy(), rate


@cache
def variants() -> tuple[str, ...]:
    """Every variant that speaks intelligibly and loudly enough."""
    folder = Path(espeakng_loader.get_data_path()) / "voices" / "!v"
    names = sorted(path.name for path in folder.iterdir() if " " not in path.name)
    fit = [n for n in names if n not in UNFIT_VOICES and not n.lower().startswith(UNFIT_FAMILIES)]
    return tuple(name for name in fit if np.abs(say("Permohonan.", Voice(name))[0]).max(initial=0) > 2000)


def draw_voice(chance: random.Random, held_out: bool) -> Voice:
    """A speaker at random. Held-out speakers have variants and speeds that no trained one has."""
    if not held_out and chance.random() < PLAIN_SHARE:
        return Voice(rate=chance.randint(140, 149))
    known = [name for name in variants() if (name in HELD_OUT_VOICES) == held_out]
    speeds = [*range(150, 162)] if held_out else [*range(130, 150), *range(162, 182)]
    return Voice(
        chance.choice(known),
        chance.choice(speeds),
        chance.randint(35, 70),
        chance.randint(30, 70),
    )
