"""espeak-ng, the voice that is always there: offline, small, plain, and understood at any speed."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from voice.speaking.opus import Pcm
from voice.speaking.voice import VoiceFailed

_PROGRAM = Path(__file__).with_name("espeak_program.py")
WORDS_A_MINUTE = 150
"""At speed 1.0; espeak-ng's own default is 175, too fast for a first hearing."""


class Espeak:
    """Each call is a process of its own with the text on its standard input: a process list shows no word."""

    name = "espeak"
    remote = False

    def say(self, sentence: str, speed: float, limit: float) -> Pcm:
        """Sound at 22.05 kHz."""
        rate, _, sound = run("sound", sentence, limit, round(WORDS_A_MINUTE * speed)).partition(b"\n")
        if not rate.isdigit() or len(sound) < 2:
            raise VoiceFailed("espeak-ng said nothing")
        return Pcm(np.frombuffer(sound, np.int16), int(rate))


def phonemes(text: str, limit: float) -> str:
    """The text in IPA as espeak-ng reads Indonesian; what a Piper voice was trained on."""
    return run("phonemes", text, limit).decode().replace("\n", " ")


def run(what: str, text: str, limit: float, words_a_minute: int = WORDS_A_MINUTE) -> bytes:
    """Run the program over the text; raises :class:`VoiceFailed`."""
    found = find_spec("espeakng_loader")
    if found is None or found.origin is None:
        raise VoiceFailed("the package espeakng-loader is not installed")
    folder = Path(found.origin).parent
    command = [sys.executable, "-I", "-S", str(_PROGRAM), str(folder / "libespeak-ng.so")]
    try:
        done = subprocess.run(
            [*command, str(folder / "espeak-ng-data"), what, str(words_a_minute)],
            input=text.encode(),
            capture_output=True,
            timeout=limit,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise VoiceFailed(f"espeak-ng: {type(error).__name__}") from error
    return done.stdout
