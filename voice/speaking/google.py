"""Google's voice, by the unofficial address that gTTS uses. The text leaves the house: only when an office asks for it.

Our own client, because gTTS 2.5 sends without checking the server's certificate.
"""

from __future__ import annotations

import base64
import binascii
import json
import textwrap
from time import monotonic

import httpx
import numpy as np

from voice.speaking.opus import NotSound, Pcm, decode, stretched
from voice.speaking.voice import VoiceFailed

_PATH = "/_/TranslateWebserverUi/data/batchexecute"
_CALL = "jQ1olc"
LONGEST = 100
"""Characters the service takes at once."""
LARGEST = 500_000
"""Bytes of one answer that are read: ten times the sound of a hundred characters."""


class Google:
    """Indonesian at Google's normal speed; other speeds are made here."""

    name = "google"
    remote = True

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/") + _PATH

    def say(self, sentence: str, speed: float, limit: float) -> Pcm:
        """Sound of a sentence, asked for in pieces of a hundred characters."""
        until = monotonic() + limit
        pieces = [self._piece(text, until) for text in textwrap.wrap(sentence, LONGEST)]
        if not pieces:
            raise VoiceFailed("google: nothing to say")
        sound = Pcm(np.concatenate([piece.samples for piece in pieces]), pieces[0].rate)
        return sound if speed == 1.0 else stretched(sound, speed)

    def _piece(self, text: str, until: float) -> Pcm:
        call = json.dumps([text, "id", None, "null"], separators=(",", ":"))
        request = json.dumps([[[_CALL, call, None, "generic"]]], separators=(",", ":"))
        try:
            answer = self._post(request, until)
            return decode(_sound_in(answer), "mp3")
        except (httpx.HTTPError, NotSound, ValueError, LookupError, TypeError, binascii.Error) as error:
            # The text of an error may hold the request, and that the citizen's words.
            raise VoiceFailed(f"google: {type(error).__name__}") from None

    def _post(self, request: str, until: float) -> str:
        """The whole answer, within the time that is left: a server that drips is cut off as well."""
        body = bytearray()
        with httpx.stream("POST", self._url, data={"f.req": request}, timeout=_left(until)) as response:
            response.raise_for_status()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > LARGEST or monotonic() > until:
                    raise VoiceFailed("google: too long")
        return body.decode(errors="replace")


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise VoiceFailed("google: no time left")
    return left


def _sound_in(answer: str) -> bytes:
    """The MP3 in an answer: lines of JSON, one of which is our call's result."""
    for line in answer.splitlines():
        if not line.startswith("[["):
            continue
        for part in json.loads(line):
            if isinstance(part, list) and part[:2] == ["wrb.fr", _CALL]:
                return base64.b64decode(json.loads(part[2])[0], validate=True)
    raise NotSound("no sound in the answer")
