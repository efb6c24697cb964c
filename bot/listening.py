"""The turn's step for recordings: what was heard is taken, asked back about, or asked for again; and wishes
about the voice are granted. What it says are keys of data/texts/voice.toml."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.engine import Said
from bot.reply import Reply
from bot.tables import Conversation, Outbox, VoiceNote
from office.outcome import Outcome
from voice.wishes import Mode, Preference, Wish, answer_key, spelled, wish

MOST_REPLIES = 10
"""Replies of one turn that are looked through."""
# The numbers are those of the choices of voice.hear.check.
YES = frozenset({"1", "ya", "iya", "ya benar", "benar", "betul", "ya betul", "sudah benar"})
NO = frozenset({"2", "tidak", "bukan", "salah", "tidak benar", "tidak salah", "bukan itu"})


@dataclass(frozen=True)
class Listened:
    """What a message means once a recording or a question back is settled."""

    words: str
    said: list[Said] | None = None
    """Set when the turn ends here."""
    asked_back: str | None = None
    """Words that wait for the citizen's yes."""


def listen(note: VoiceNote | None, text: str, meant: str, asked_back: str | None) -> Listened:
    """Words to go on with, or what is said instead. ``meant``: the text, or the choice it names."""
    if note is not None and note.reason is not None:
        return Listened("", [_said(f"voice.hear.{note.reason}", Outcome.FAILED_INPUT)], asked_back)
    answer = " ".join(text.casefold().replace(",", " ").strip(" .!").split())
    if asked_back is not None and answer in YES:
        return Listened(asked_back)
    if asked_back is not None and answer in NO:
        return Listened("", [_said("voice.hear.say_again", Outcome.CONVERSED)])
    if note is not None and not note.sure:
        return Listened("", [_said("voice.hear.check", Outcome.CONVERSED) | {"with": {"heard": text}}], meant)
    return Listened(meant)


def preference(conversation: Conversation) -> Preference:
    return Preference(Mode(conversation.voice_mode), conversation.voice_speed)


def granted(
    session: Session, conversation: Conversation, words: str, in_form: bool
) -> tuple[list[Said], Preference] | None:
    """A wish about the voice, answered; ``None`` for anything else.

    "berhenti" in a form cancels it and "ulangi" repeats its question: those stay the dialogue's.
    """
    wanted, before = wish(words), preference(conversation)
    if wanted is None or (in_form and wanted is Wish.STOP):
        return None
    if wanted is Wish.NEXT and not in_form:
        said = _next_part(session, conversation)
        return ([said], before) if said else None
    if wanted is Wish.SPELL:
        return [_spelled(session, conversation)], before
    key = answer_key(wanted, before)
    return ([_said(key, Outcome.CONVERSED)], before.after(wanted)) if key else None


def _next_part(session: Session, conversation: Conversation) -> Said | None:
    """The next part of what was said last, if it was not said to its end."""
    newest = select(Outbox).where(Outbox.conversation_id == conversation.id).order_by(Outbox.id.desc())
    last = session.scalar(newest.limit(1))
    if last is None:
        return None
    together = session.scalars(newest.where(Outbox.inbox_id == last.inbox_id).limit(MOST_REPLIES))
    replies = [Reply.model_validate_json(row.reply) for row in together]
    rest = next((reply.rest for reply in reversed(replies) if reply.rest), None)
    if rest is None:
        return None
    key = "voice.parts.next" if len(rest) > 1 else "voice.parts.last"
    return _said(key, Outcome.CONVERSED) | {"spoken": rest[0], "rest": rest[1:]}


def _spelled(session: Session, conversation: Conversation) -> Said:
    last = session.scalar(
        select(Outbox).where(Outbox.conversation_id == conversation.id).order_by(Outbox.id.desc()).limit(1)
    )
    letters = spelled(Reply.model_validate_json(last.reply).text) if last is not None else None
    if letters is None:
        return _said("voice.wish.nothing_to_spell", Outcome.CONVERSED)
    return _said("voice.wish.spell", Outcome.CONVERSED) | {"with": {"spelled": letters}}


def _said(key: str, outcome: Outcome) -> Said:
    return {"say": key, "outcome": outcome}
