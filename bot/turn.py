"""The life of a message, on one page: remember, hear, understand, act, phrase, send, record.

Receiving has happened before (``bot.inbox.store``). Each step is a function of one context (``bot.context``).
Sending and recording (``bot.recording``) share one transaction: either the citizen's answer is queued and the
message done, or neither.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from actions.speech import answered
from bot import announcing, attaching, dictation, handover, listening, relay
from bot.context import Context, remember
from bot.forgetting import forget_words
from bot.phrase import phrase
from bot.recording import send_and_record
from bot.reply import Turn
from bot.services import Services
from bot.tables import RETURN
from office.language import normalise, number
from office.outcome import Outcome
from voice.wishes import wish

LONGEST_TEXT = 5000
"""Characters of a message that are looked at; a paste may be megabytes. More than the longest line of a form
(data/rules/fields.toml): what is too long for it must be refused, not cut and filed."""
SESSION_TURNS = 40
"""Turns after which Rasa starts a fresh session; its cost grows with a session's length."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_COMMAND = re.compile(r"^[\s/\\]+")


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


def _chosen(words: str, choices: list[dict[str, str]]) -> str | None:
    """The payload of the choice meant by a number ("2", "nomor dua") or by its title."""
    at = number(words)
    if at is not None and 0 < at <= len(choices):
        return choices[at - 1]["payload"]
    said = normalise(words)
    return next((each["payload"] for each in choices if said and normalise(each["title"]) == said), None)
