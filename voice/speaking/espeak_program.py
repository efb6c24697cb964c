"""espeak-ng as a program of its own: ``espeak_program.py LIBRARY DATA sound|phonemes WORDS_A_MINUTE``, text on stdin.

Run as a separate process, never imported: libespeak-ng is GPL-3, and a crash in it must not take the
application along. Standard library alone. Out comes the sample rate on a line and 16-bit mono sound, or the
text's phonemes in IPA, a line for each clause.
"""

from __future__ import annotations

import ctypes
import os
import sys

RETRIEVAL, UTF8, RATE = 1, 1, 1
IPA = 0x02
SOUND_READY = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def main(library: str, data: str, what: str, words_a_minute: str) -> None:
    """Say or transcribe standard input."""
    os.nice(10)  # the conversation goes first
    espeak = ctypes.CDLL(library)
    rate = espeak.espeak_Initialize(RETRIEVAL, 0, data.encode(), 0)
    if rate <= 0 or espeak.espeak_SetVoiceByName(b"id") != 0:
        sys.exit(3)
    espeak.espeak_SetParameter(RATE, int(words_a_minute), 0)
    text = sys.stdin.buffer.read().replace(b"\0", b"")
    if what == "phonemes":
        sys.stdout.buffer.write("\n".join(phonemes(espeak, text)).encode())
    else:
        sys.stdout.buffer.write(b"%d\n" % rate + sound(espeak, text))


def sound(espeak: ctypes.CDLL, text: bytes) -> bytes:
    """16-bit mono samples."""
    said = bytearray()

    def collect(samples: ctypes._Pointer[ctypes.c_short], count: int, _: int) -> int:
        if samples and count > 0:
            said.extend(ctypes.string_at(samples, count * 2))
        return 0

    ready = SOUND_READY(collect)  # kept alive while espeak-ng calls it
    espeak.espeak_SetSynthCallback(ready)
    espeak.espeak_Synth(text + b"\0", len(text) + 1, 0, 1, 0, UTF8, None, None)
    espeak.espeak_Synchronize()
    return bytes(said)


def phonemes(espeak: ctypes.CDLL, text: bytes) -> list[str]:
    """IPA of each clause."""
    espeak.espeak_TextToPhonemes.restype = ctypes.c_char_p
    here = ctypes.c_char_p(text + b"\0")
    clauses = []
    while here.value:
        clause = espeak.espeak_TextToPhonemes(ctypes.byref(here), UTF8, IPA)
        clauses.append((clause or b"").decode())
    return clauses


if __name__ == "__main__":
    main(*sys.argv[1:5])
