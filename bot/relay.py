"""A message while an officer owns the conversation: passed on, while danger and legal acts are heard all the same.

Rasa is handed nothing, so a half-filled form stays as it was and goes on when the assistant takes over again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from bot import handover
from bot.engine import Engine, Said
from bot.services import Services
from bot.tables import Conversation, Handover, Inbox
from office.outcome import Outcome

Effect = Callable[[Session], None]
"""What a turn changes besides its replies; run in the transaction that records it."""
SHORT = 20
"""Characters a button shows."""
MOST_OFFERED = 5


def with_officer(
    services: Services, owner: Handover, message: Inbox, words: str
) -> tuple[list[Said], Effect] | None:
    """What is said at once to a citizen who has asked for an officer; ``None``: the assistant goes on."""
    if handover.asks_back(words):
        return back(services, owner, message)
    if owner.state != "owned":
        return None
    heard = services.engine.understand([{"text": words, "question": None}], services.internal_token)[0]
    act = heard["act"] if heard["decision"] == "act" else None
    legal = act in handover.rules()["legal_acts"]
    said: list[Said] = [{"outcome": Outcome.ESCALATED_HUMAN}]
    if act == handover.rules()["danger"]:
        said.insert(0, {"say": "dialogue.darurat", "urgent": True})
    if legal and not owner.to_file:
        said.insert(0, {"say": "handover.legal"})
    return said, lambda session: handover.heard(session, owner.id, message.id, legal, message.received_at)


def back(services: Services, owner: Handover, message: Inbox) -> tuple[list[Said], Effect]:
    """The citizen wants the assistant again."""

    def leave(session: Session) -> None:
        handover.end(session, owner.id, "citizen", message.received_at)

    return welcome(services, owner, f"m{message.id}", message.received_at), leave


def welcome(services: Services, owner: Handover, message_id: str, at: datetime) -> list[Said]:
    """The assistant is there again: what was left open is taken up, what starts a legal clock is offered."""
    with services.database.reading() as session:
        wishes = handover.unsettled(session, owner.id)
        conversation = session.get_one(Conversation, owner.conversation_id)
    form = services.engine.open_form(conversation.sender) is not None
    said: list[Said] = [{"say": "handover.back", "outcome": Outcome.CONVERSED}]
    if wishes:
        listed = "\n".join(f"- {wish}" for wish in wishes)
        key = "handover.unfiled_in_form" if form else "handover.unfiled"
        said.append({"say": key, "with": {"wishes": listed}, "choices": [] if form else _buttons(wishes)})
    if not form:
        return said
    return said + open_question(services.engine, conversation.sender, conversation.channel, message_id, at)


def _buttons(wishes: list[str]) -> list[dict[str, str]]:
    """Each wish again, in the citizen's own words."""
    return [{"title": _title(wish), "payload": wish} for wish in wishes[-MOST_OFFERED:]]


def _title(wish: str) -> str:
    flat = " ".join(wish.split())
    return flat if len(flat) <= SHORT else flat[: SHORT - 1].rstrip() + "…"


def open_question(engine: Engine, sender: str, channel: str, message_id: str, at: datetime) -> list[Said]:
    """The form's open question once more, as after "ulangi"."""
    about = {"channel": channel, "received_at": at.isoformat()}
    return engine.turn(sender, "ulangi", message_id, about)
