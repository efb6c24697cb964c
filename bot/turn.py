"""The life of a message, on one page: remember, hear, understand, act, phrase, send, record.

Receiving has happened before (``bot.inbox.store``). Each step is a function of one context. Sending and
recording share one transaction: either the citizen's answer is queued and the message done, or neither.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session

from actions.speech import answered
from bot import aloud, announcing, attaching, dictation, handover, inbox, listening, outbox, relay
from bot.dictation import Dictation
from bot.engine import Said
from bot.forgetting import forget_words
from bot.informing import inform
from bot.metrics import TURNS
from bot.phrase import phrase
from bot.reply import Turn
from bot.services import Services
from bot.tables import RETURN, Conversation, Handover, Inbox, SentFile, VoiceNote
from office.language import normalise, number
from office.outcome import Outcome
from voice.wishes import Preference, wish

log = structlog.get_logger()

LONGEST_TEXT = 5000
"""Characters of a message that are looked at; a paste may be megabytes. More than the longest line of a form
(data/rules/fields.toml): what is too long for it must be refused, not cut and filed."""
SESSION_TURNS = 40
"""Turns after which Rasa starts a fresh session; its cost grows with a session's length."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_COMMAND = re.compile(r"^[\s/\\]+")


# What a turn needs at its end and at its beginning, each in one question that is put together once.
_RECORDED = (
    select(Inbox, Conversation)
    .join(Conversation, Conversation.id == Inbox.conversation_id)
    .where(Inbox.id == bindparam("id"))
)
_REMEMBERED = (
    select(Inbox, Conversation, Handover, VoiceNote, SentFile)
    .join(Conversation, Conversation.id == Inbox.conversation_id)
    .outerjoin(Handover, and_(Handover.conversation_id == Conversation.id, Handover.state != "ended"))
    .outerjoin(VoiceNote, VoiceNote.inbox_id == Inbox.id)
    .outerjoin(SentFile, SentFile.inbox_id == Inbox.id)
    .where(Inbox.id == bindparam("id"))
)


@dataclass
class Context:
    """One message on its way through the house."""

    services: Services
    inbox_id: int
    message: Inbox
    conversation: Conversation
    officer: Handover | None = None
    """Set while the citizen waits for an officer or talks with one."""
    note: VoiceNote | None = None
    """The recording that came with it, heard by now (bot/ears.py)."""
    file: SentFile | None = None
    """The file that came with it, looked at by now (bot/porter.py)."""
    text: str = ""
    """What the citizen wrote, or said and confirmed."""
    asked_back: str | None = None
    dictated: Dictation | None = None
    voice: Preference = field(default_factory=Preference)
    aside: bool = False
    """Set when the turn is about hearing only: the choices offered before it still stand."""
    words: str = ""
    fresh: bool = False
    """Whether the message has never been in anybody's hands before."""
    first: list[Said] = field(default_factory=list)
    """What is said of a file, before the answer to the words that came with it."""
    said: list[Said] = field(default_factory=list)
    effects: list[relay.Effect] = field(default_factory=list)
    turn: Turn | None = None


def run(services: Services, inbox_id: int, fresh: bool = False) -> Turn:
    """Take a leased message through all steps; raises :class:`bot.engine.EngineAway` when it must wait.

    ``fresh``: it has never been in anybody's hands before.
    """
    context = remember(services, inbox_id)
    context.fresh = fresh
    hear(context)
    understand(context)
    if context.turn is None:
        if not (take_file(context) or grant_wish(context) or hand_to_officer(context)):
            act(context)
        put_into_words(context)
    return send_and_record(context)


def remember(services: Services, inbox_id: int) -> Context:
    """Fetch the message and whose it is."""
    with services.database.reading() as session:
        message, conversation, officer, note, file = session.execute(_REMEMBERED, {"id": inbox_id}).one()
        if message.kind == RETURN:
            officer = session.get_one(Handover, int(message.platform_id.removeprefix("handover:")))
    voice = listening.preference(conversation)
    text = message.text if file is None else file.caption
    return Context(services, inbox_id, message, conversation, officer, note, file, text, voice=voice)


def hear(context: Context) -> None:
    """A recording's words are taken, read back, or asked for again; an earlier question back is settled.

    A number or a title means the choice offered.
    """
    if context.message.kind == RETURN:
        return
    # Now, not after a read-back: a number counts in the choices it was said to.
    meant = _chosen(cleaned(context.text), context.conversation.last_choices) or context.text
    conversation = context.conversation
    before = listening.Listened("", None, conversation.asked_back, dictation.read(conversation.dictated))
    wants_number = partial(listening.wants_number, context.services.engine, conversation.sender)
    listened = listening.listen(context.note, context.text, meant, before, wants_number)
    context.text, context.asked_back, context.dictated = (
        listened.words,
        listened.asked_back,
        listened.dictated,
    )
    if listened.said is not None:
        context.said, context.aside = listened.said, True
        put_into_words(context)


def cleaned(text: str) -> str:
    """A message as Rasa gets it: without control characters, without a command's slash, not endless."""
    # A slash would be a command to Rasa: "/restart" once wiped a half-filled form.
    return _COMMAND.sub("", _CONTROL.sub("", text)).strip()[:LONGEST_TEXT]


def understand(context: Context) -> None:
    """From what was heard to words that can be handed on."""
    if context.turn is not None or context.message.kind == RETURN:
        return
    context.words = cleaned(context.text)
    if not context.words and context.file is None:
        say(context, "dialogue.empty", Outcome.FAILED_INPUT)


def take_file(context: Context) -> bool:
    """Whether the message was only about a file: one that it brought, or to which case an earlier one belongs."""
    about = attaching.attend(context.services, context.message, context.file, context.words)
    if about is None:
        return False
    context.first = about.said
    context.effects.append(about.effect)
    return about.settled


def grant_wish(context: Context) -> bool:
    """Whether the message was only about how the citizen hears us."""
    if context.officer is not None or context.message.kind == RETURN or wish(context.words) is None:
        return False
    in_form = context.services.engine.open_form(context.conversation.sender) is not None
    with context.services.database.reading() as session:
        found = listening.granted(session, context.conversation, context.words, in_form)
    if found is None:
        return False
    context.said, context.voice = found
    context.aside = True
    return True


def hand_to_officer(context: Context) -> bool:
    """Whether an officer has the conversation, or has just given it back: then Rasa gets no message of it."""
    if (officer := context.officer) is None:
        return False
    if context.message.kind == RETURN:
        name, at = f"m{context.inbox_id}", context.message.received_at
        context.said = relay.welcome(context.services, officer, name, at)
        return True
    found = relay.with_officer(context.services, officer, context.message, context.words)
    if found is None:
        return False
    context.said, effect = found
    context.effects.append(effect)
    return True


def act(context: Context) -> None:
    """Hand the words to Rasa, which decides and calls our actions."""
    engine = context.services.engine
    conversation = context.conversation
    if conversation.session_turns >= SESSION_TURNS and engine.open_form(conversation.sender) is None:
        engine.start_session(conversation.sender)
        conversation.session_turns = 0
    about = {"channel": context.message.channel, "received_at": context.message.received_at.isoformat()}
    name = f"m{context.inbox_id}"
    context.said = engine.turn(conversation.sender, context.words, name, about, context.fresh)
    if any(part.get("forget") for part in context.said):
        words = context.services.texts["dialogue.erased"].plain
        context.effects.append(lambda session: forget_words(session, conversation.id, words))
    for part in context.said:
        if "announce" in part:
            context.effects.append(
                partial(announcing.subscribe, conversation_id=conversation.id, wanted=part["announce"])
            )
    if any(part.get("with_officer") for part in context.said):
        at = context.message.received_at
        context.effects.append(lambda session: _queue(session, conversation.id, at))


def put_into_words(context: Context) -> None:
    """Keys to words."""
    context.turn = phrase(context.first + context.said, context.services.texts)


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


def run_without_engine(services: Services, inbox_id: int) -> Turn | None:
    """While Rasa is away: a clear question is answered from knowledge, and said so; anything else waits."""
    context = remember(services, inbox_id)
    hear(context)
    understand(context)
    if context.turn is not None:
        return send_and_record(context)
    if context.file is not None or context.officer is not None:
        return None
    if services.engine.open_form(context.conversation.sender) is not None:
        return None
    decision = services.answerer.ask(context.words)
    if not decision.outcome.startswith("answered_"):
        return None
    context.said = [{"say": "dialogue.engine_away_answer"}, answered(decision)]
    put_into_words(context)
    return send_and_record(context)


def give_up(services: Services, inbox_id: int) -> Turn:
    """A message that failed too often: the citizen is told, the next message goes through."""
    context = remember(services, inbox_id)
    say(context, "dialogue.gave_up", Outcome.FAILED_ENGINE)
    return send_and_record(context)


def say(context: Context, key: str, outcome: Outcome) -> None:
    """The turn is this one text."""
    context.turn = phrase([{"say": key, "outcome": outcome}], context.services.texts)


def _queue(session: Session, conversation_id: str, at: datetime) -> None:
    handover.ask(session, conversation_id, at)


def _offered(turn: Turn) -> list[dict[str, str]]:
    """The choices a typed number counts in: those of the last message that has any."""
    with_choices = [reply.choices for reply in turn.messages if reply.choices]
    return [choice.model_dump() for choice in with_choices[-1]] if with_choices else []


def _chosen(words: str, choices: list[dict[str, str]]) -> str | None:
    """The payload of the choice meant by a number ("2", "nomor dua") or by its title."""
    at = number(words)
    if at is not None and 0 < at <= len(choices):
        return choices[at - 1]["payload"]
    said = normalise(words)
    return next((each["payload"] for each in choices if said and normalise(each["title"]) == said), None)
