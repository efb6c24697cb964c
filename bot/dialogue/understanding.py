"""What the running engine makes of a message, without saying anything and without remembering it.

POST /webhooks/rest/understand with the header X-Tanya-Token and
{"messages": [{"text": …, "question": slot or null}, …]} answers [{"act", "confidence", "decision"}, …].
The token is the content of the file named by TANYA_TOKEN_FILE; without one the door stays shut.
Rasa's own parsing door belongs to its management API, which stays off.
"""

import asyncio
import hmac
import os
from pathlib import Path

from rasa.core.channels.channel import UserMessage
from rasa.shared.core.events import ActiveLoop, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import response

from bot.dialogue.gate import JUDGED

MOST = 256
"""Messages in one call."""


async def understand(request):
    if not _allowed(request):
        return response.json({"error": "who are you?"}, 401)
    asked = (request.json or {}).get("messages")
    if not isinstance(asked, list) or len(asked) > MOST or not all(map(_is_message, asked)):
        return response.json({"error": f"at most {MOST} messages with a text"}, 400)
    processor = request.app.ctx.agent.processor
    judged = []
    for each in asked:
        conversation = _conversation(processor.domain, each.get("question"))
        parsed = await processor.parse_message(UserMessage(each["text"]), conversation)
        judged.append({name: parsed[JUDGED][name] for name in ("act", "confidence", "decision")})
        await asyncio.sleep(0)  # a citizen's message may go first
    return response.json(judged)


def _conversation(domain, question):
    """A conversation in which this question has just been asked; it is stored nowhere."""
    events = [ActiveLoop("isian_form"), SlotSet("baris", question)] if question else []
    return DialogueStateTracker.from_events("understand", events, domain.slots)


def _is_message(each):
    return (
        isinstance(each, dict)
        and isinstance(each.get("text"), str)
        and isinstance(each.get("question"), str | None)
    )


def _allowed(request):
    place = os.environ.get("TANYA_TOKEN_FILE")
    try:
        token = Path(place).read_text().strip() if place else ""
    except OSError:
        token = ""
    given = request.headers.get("X-Tanya-Token", "")
    return bool(token) and hmac.compare_digest(given.encode(), token.encode())
