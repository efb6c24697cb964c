"""What a voice is to us."""

from __future__ import annotations

from typing import Protocol

from voice.speaking.opus import Pcm

SLOWEST, FASTEST = 0.5, 2.0
"""Speeds a citizen may choose; 1.0 is the voice's own."""


class VoiceFailed(Exception):
    """This voice cannot say this now; another may. The message holds no word of the text."""


class VoiceRefused(ValueError):
    """A voice of the settings cannot be used; the message is a sentence for the operator."""


class Voice(Protocol):
    """One engine. Sentences come as spoken Indonesian, without digits."""

    name: str
    """Also tells its sentences apart in the cache."""
    remote: bool
    """Whether the text leaves this machine; such a voice never gets personal data."""

    def say(self, sentence: str, speed: float, limit: float) -> Pcm:
        """Sound of one sentence within ``limit`` seconds; raises :class:`VoiceFailed`."""
        ...
