"""The end of a turn: replies queued and the message done, in one transaction; spoken to who spoke."""

from __future__ import annotations

import structlog
from sqlalchemy import bindparam, select

from bot import aloud, inbox, outbox
from bot.context import Context
from bot.informing import inform
from bot.metrics import TURNS
from bot.reply import Turn
from bot.tables import RETURN, Conversation, Inbox

log = structlog.get_logger()

# One question, put together once.
_RECORDED = (
    select(Inbox, Conversation)
    .join(Conversation, Conversation.id == Inbox.conversation_id)
    .where(Inbox.id == bindparam("id"))
)


def send_and_record(context: Context) -> Turn:
    """Queue the replies and mark the message done, in one transaction."""
    turn = context.turn
    if turn is None:
        raise RuntimeError("a turn without an outcome")
    give_voice(context, turn)
    with context.services.database.writing() as session:
        message, conversation = session.execute(_RECORDED, {"id": context.inbox_id}).one()
        if message.turn:
            return Turn.model_validate_json(message.turn)
        conversation.session_turns = context.conversation.session_turns + 1
        if not context.aside:
            conversation.last_choices = _offered(turn)
        conversation.asked_back = context.asked_back
        conversation.dictated = None if context.dictated is None else context.dictated.kept()
        conversation.voice_mode, conversation.voice_speed = context.voice.mode, context.voice.speed
        for effect in context.effects:
            effect(session)
        # Nobody waits for the answer to a message of our own: it goes out like news.
        answers = None if message.kind == RETURN else context.inbox_id
        if not any(part.get("urgent") for part in context.said):  # who is in danger is told another time
            inform(session, conversation, turn, context.services.texts)
        queued = outbox.enqueue(session, conversation.id, turn.messages, f"turn:{context.inbox_id}", answers)
        for reply, row in zip(turn.messages, queued, strict=True):
            if reply.aloud is not None:
                reply.audio_url = aloud.address(row.id)
                row.reply = reply.model_dump_json()
        inbox.finish(session, message, turn)
        message.entry = next((source.entry for reply in turn.messages for source in reply.sources), None)
    if any(part.get("forget") for part in context.said):
        # After the reply is safe. Were we killed here, the engine's memory would last its thirty days.
        context.services.engine.forget(conversation.sender)
    TURNS.labels(message.channel, str(turn.outcome)).inc()
    log.info("turn", inbox=context.inbox_id, channel=message.channel, outcome=str(turn.outcome))
    return turn


def give_voice(context: Context, turn: Turn) -> None:
    """Replies are spoken to who spoke or asked for it, and repeat what was heard."""
    spoke = context.note is not None
    if spoke and context.message.text:
        turn.heard = context.message.text
        if turn.messages and context.asked_back is None and context.dictated is None:
            turn.messages[0].echo = context.services.texts.say("voice.hear.echo", heard=turn.heard)
    for reply in turn.messages:
        if context.voice.speaks(spoke) or reply.spoken is not None:
            reply.aloud = context.voice.speed
            aloud.cut(reply, context.services.texts, context.services.settings.speaking.part_seconds)


def _offered(turn: Turn) -> list[dict[str, str]]:
    """The choices a typed number counts in: those of the last message that has any."""
    with_choices = [reply.choices for reply in turn.messages if reply.choices]
    return [choice.model_dump() for choice in with_choices[-1]] if with_choices else []
