"""Text to speech: voices by configuration, with fall-back, a cache of sentences, and OGG/Opus out."""

from __future__ import annotations

from office.sealed import Sealer
from office.settings import Settings
from voice.speaking.cache import Cache
from voice.speaking.espeak import Espeak
from voice.speaking.google import Google
from voice.speaking.piper import Piper
from voice.speaking.speaker import Speaker
from voice.speaking.voice import Voice, VoiceFailed, VoiceRefused

__all__ = ["Speaker", "Voice", "VoiceFailed", "VoiceRefused", "speaker"]


def speaker(settings: Settings) -> Speaker:
    """The speaker of this installation; raises :class:`VoiceRefused` for a voice that cannot be used."""
    chosen = settings.speaking
    voices = [_voice(name, settings) for name in chosen.voices]
    cache = None
    if chosen.cache_megabytes:
        sealer = Sealer.from_file(settings.secrets / "data.key")
        cache = Cache(settings.home / "audio" / "sentences", sealer, chosen.cache_megabytes * 1_000_000)
    return Speaker(voices, cache, chosen.time_limit)


def _voice(name: str, settings: Settings) -> Voice:
    if name == "espeak":
        return Espeak()
    if name == "google":
        return Google(settings.speaking.google_url)
    if settings.speaking.piper_voice is None:
        raise VoiceRefused("Suara piper memerlukan berkasnya: isi speaking.piper_voice.")
    return Piper(settings.speaking.piper_voice)
