"""Replies as sound: what is said of one, and the address under which a browser hears it.

The sound is made when somebody listens and is kept nowhere but in the speaker's own cache of public sentences.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import Response

from bot.informing import spoken_notice
from bot.reply import Reply
from bot.services import Services
from bot.tables import Outbox
from office.database import sealer
from office.texts import Texts
from voice.lane import Busy, Lane
from voice.speaking import Speaker
from voice.speaking.sentences import parts
from voice.speaking.speaker import LONGEST
from voice.spoken import choices_aloud, write_out

SPEAKERS = 2
MOST_WAITING = 20
SLOWEST = 20.0
"""Seconds; the text is there in any case."""
_PLACE = "outbox.aloud"


class Voice:
    """Says replies, a few at a time."""

    def __init__(self, services: Services, speaker: Speaker) -> None:
        self._texts = services.texts
        self._speaker = speaker
        self._lane = Lane(SPEAKERS, MOST_WAITING, "speaking")

    def say(self, reply: Reply) -> bytes | None:
        """The reply as OGG/Opus; ``None`` when no voice can. Raises :class:`voice.lane.Busy` when too many wait."""
        # A reply with an echo repeats the citizen; one with sources is public; of others nobody knows.
        personal = reply.echo is not None or not reply.sources
        sound = self._lane.submit(self._speaker.speak, self.words(reply), reply.aloud or 1.0, personal)
        return sound.result(timeout=SLOWEST)

    def words(self, reply: Reply) -> str:
        """What is said: everything, or one part and that there are more."""
        said = self._answer(reply)
        return f"{spoken_notice(self._texts)} {said}" if reply.data_use else said

    def _answer(self, reply: Reply) -> str:
        if reply.spoken is None:
            return words(reply, self._texts)
        more = self._texts.say("voice.parts.more", left=len(reply.rest)) if reply.rest else ""
        return f"{reply.spoken} {more}".strip()

    def close(self) -> None:
        self._lane.close()


def words(reply: Reply, texts: Texts) -> str:
    """A whole reply aloud: what was heard, the text, and the choices as one may say them."""
    parts = [reply.echo or "", reply.text]
    if reply.choices:
        titles = choices_aloud([choice.title for choice in reply.choices])
        parts.append(texts.say("voice.choices.intro", titles=titles))
    return "\n".join(part for part in parts if part)


def cut(reply: Reply, texts: Texts, seconds: float) -> None:
    """A reply that would be spoken longer than this is said in parts, the first one now; its text stays whole."""
    if reply.spoken is None:
        pieces = parts(write_out(words(reply, texts)[:LONGEST]), seconds * (reply.aloud or 1.0))
        if len(pieces) > 1:
            reply.spoken, reply.rest = pieces[0], pieces[1:]


def address(outbox_id: int) -> str:
    """Where a browser hears this reply; nobody can guess another's."""
    return f"/suara/{outbox_id}-{_sign(outbox_id)}"


NO_SOUND: dict[int | str, dict[str, Any]] = {
    404: {"description": "No reply stands there"},
    503: {"description": "All voices are busy"},
}


def router(services: Services, voice: Voice) -> APIRouter:
    """``GET /suara/{place}``."""
    routes = APIRouter()

    @routes.get("/suara/{place}", response_class=Response, responses=NO_SOUND)
    def hear(place: str) -> Response:
        number, _, sign = place.partition("-")
        known = number.isascii() and number.isdigit() and len(number) < 19
        if not known or sign != _sign(int(number)):
            raise HTTPException(404)
        with services.database.reading() as session:
            row = session.get(Outbox, int(number))
        if row is None:
            raise HTTPException(404)
        sound = _sound(voice, Reply.model_validate_json(row.reply))
        if sound is None:
            raise HTTPException(503, services.texts.say("voice.refused.busy"))
        return Response(sound, media_type="audio/ogg", headers={"Cache-Control": "no-store"})

    return routes


def _sound(voice: Voice, reply: Reply) -> bytes | None:
    try:
        return voice.say(reply)
    except (Busy, TimeoutError):
        return None


def _sign(outbox_id: int) -> str:
    return sealer().blind(str(outbox_id), _PLACE)[:32]
