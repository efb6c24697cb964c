"""The turn's step for recordings: what was heard is taken, asked back about, or asked for again; and wishes
about the voice are granted. What it says are keys of data/texts/voice.toml."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import dictation
from bot.dictation import MOST, NUMBER_LINES, WHOLE, Dictation
from bot.engine import Engine, Said
from bot.notes import LISTENING
from bot.reply import Reply
from bot.tables import Conversation, Outbox, VoiceNote
from office.outcome import Outcome
from voice.wishes import Mode, Preference, Wish, answer_key, spelled, wish

MOST_REPLIES = 10
"""Replies of one turn that are looked through."""
# The numbers are those of the choices of voice.hear.check.
YES = frozenset({"1", "ya", "iya", "ya benar", "benar", "betul", "ya betul", "sudah benar"})
NO = frozenset({"2", "tidak", "bukan", "salah", "tidak benar", "tidak salah", "bukan itu"})


# Of a number that is said piece by piece.
DONE = frozenset({"selesai", "sudah", "sudah semua", "cukup", "itu saja"})
GO_ON = frozenset({"ya", "iya", "benar", "betul", "lanjut", "ulangi", "ulang"})
HARMLESS = frozenset({Wish.SLOWER, Wish.FASTER, Wish.TEXT_ONLY, Wish.ALWAYS_VOICE, Wish.SPELL, Wish.REPEAT})
"""Wishes that fill and send nothing: they need no reading back, and what was open before them stays open."""


@dataclass(frozen=True)
class Listened:
    """What a message means once a recording or a question back is settled."""

    words: str
    said: list[Said] | None = None
    """Set when the turn ends here."""
    asked_back: str | None = None
    """Words that wait for the citizen's yes."""
    dictated: Dictation | None = None
    """The number that the citizen is saying piece by piece."""


def listen(
    note: VoiceNote | None, text: str, meant: str, before: Listened, wants_number: Callable[[], bool]
) -> Listened:
    """Words to go on with, or what is said instead.

    ``meant``: the text, or the choice it names. ``before``: what earlier messages left open. ``wants_number``:
    whether the open question may be answered with a long number.
    """
    waiting, dictated = before.asked_back, before.dictated
    if note is not None and note.reason is not None:
        return _unheard(note.reason, before, wants_number)
    answer = " ".join(text.casefold().replace(",", " ").strip(" .!").split())
    if waiting is not None and answer in YES:
        return Listened(waiting)
    if waiting is not None and answer in NO:
        return _refused(waiting, dictated)
    wanted = wish(text)
    if waiting is not None and wanted is Wish.REPEAT:
        return _read_back(waiting, dictated)
    if dictated is None and note is not None and 1 < len(dictation.figures(text)) < WHOLE and wants_number():
        dictated = Dictation()
    if dictated is not None and (settled := _dictated(answer, note is not None, waiting, dictated)):
        return settled
    if wanted in HARMLESS:
        return Listened(text, None, waiting, dictated)
    if note is not None and not note.sure:
        return _read_back(meant, dictated, text)
    return Listened(meant)


def _unheard(reason: str, before: Listened, wants_number: Callable[[], bool]) -> Listened:
    """Why there are no words; a number that is too unclear is asked for in pieces."""
    said, dictated = f"voice.hear.{reason}", before.dictated
    if reason == "repeat" and before.asked_back is None and dictated is None and wants_number():
        said, dictated = "voice.dictation.unclear", Dictation()
    return Listened("", [_said(said, Outcome.FAILED_INPUT)], before.asked_back, dictated)


def _refused(waiting: str, dictated: Dictation | None) -> Listened:
    """What was read back is not what was said."""
    number = dictation.figures(waiting)
    if dictated is not None and dictated.pieces:
        return _dropped(dictated) if number == dictated.number else _so_far(dictated)
    if dictated is not None or len(number) >= WHOLE:
        return _in_pieces()
    return Listened("", [_said("voice.hear.say_again", Outcome.CONVERSED)])


def _dictated(answer: str, spoken: bool, waiting: str | None, dictated: Dictation) -> Listened | None:
    """One step of a number said piece by piece; ``None``: the citizen says something else."""
    piece = dictation.figures(answer)
    if len(piece) >= WHOLE and not (spoken and dictated.pieces):
        return None  # all of it at once, after all
    if piece and not dictated.fits(piece):
        return _so_far(dictated, "voice.dictation.too_long", waiting)
    if piece:
        longer = dictated.with_piece(piece)
        return _complete(longer) if len(longer.number) == MOST else _piece(longer)
    if not dictated.pieces:
        return None
    if answer in DONE:
        return _complete(dictated)
    if answer in NO:
        return _dropped(dictated)
    return _so_far(dictated) if answer in GO_ON else None


def _piece(dictated: Dictation) -> Listened:
    key = "voice.dictation.first" if len(dictated.pieces) == 1 else "voice.dictation.next"
    return _saying(key, dictated, figures=dictation.shown(dictated.pieces[-1]))


def _complete(dictated: Dictation) -> Listened:
    return _read_back(dictated.number, dictated)


def _dropped(dictated: Dictation) -> Listened:
    left = dictated.without_last()
    return _so_far(left, "voice.dictation.dropped") if left.pieces else _in_pieces()


def _in_pieces() -> Listened:
    return _saying("voice.dictation.begin", Dictation())


def _so_far(dictated: Dictation, key: str = "voice.dictation.so_far", waiting: str | None = None) -> Listened:
    return _saying(key, dictated, waiting, figures=dictation.shown(dictated.number), most=MOST)


def _saying(key: str, dictated: Dictation, waiting: str | None = None, **fields: object) -> Listened:
    return Listened("", [_said(key, Outcome.CONVERSED) | {"with": fields}], waiting, dictated)


def _read_back(waiting: str, dictated: Dictation | None, heard: str | None = None) -> Listened:
    """``heard``: as the citizen said it, when that is not what it means."""
    number = dictation.figures(waiting)
    words = dictation.shown(number) if len(number) >= WHOLE else heard or waiting
    return Listened(
        "", [_said("voice.hear.check", Outcome.CONVERSED) | {"with": {"heard": words}}], waiting, dictated
    )


def wants_number(engine: Engine, sender: str) -> bool:
    """Whether the line that a form asks for may be a long number."""
    return engine.open_form(sender) is not None and engine.slot(sender, "baris") in NUMBER_LINES


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
    # In a form as well: its summary may be long, and nobody may confirm what was not said to its end.
    if wanted is Wish.NEXT and (said := _next_part(session, conversation)):
        return [said], before
    if wanted is Wish.SPELL:
        return [_spelled(session, conversation)], before
    key = answer_key(wanted, before)
    return ([_said(key, Outcome.CONVERSED)], before.after(wanted)) if key else None


def _next_part(session: Session, conversation: Conversation) -> Said | None:
    """The next part of what was said last, if it was not said to its end."""
    rest = next((reply.rest for reply in _said_last(session, conversation) if reply.rest), None)
    if rest is None:
        return None
    key = "voice.parts.next" if len(rest) > 1 else "voice.parts.last"
    return _said(key, Outcome.CONVERSED) | {"spoken": rest[0], "rest": rest[1:]}


def _spelled(session: Session, conversation: Conversation) -> Said:
    last = (spelled(reply.text) for reply in _said_last(session, conversation))
    letters = next((each for each in last if each is not None), None)
    if letters is None:
        return _said("voice.wish.nothing_to_spell", Outcome.CONVERSED)
    return _said("voice.wish.spell", Outcome.CONVERSED) | {"with": {"spelled": letters}}


def _said_last(session: Session, conversation: Conversation) -> list[Reply]:
    """The replies of the last turn, the last one first; that we listen just now is no reply."""
    answers = select(Outbox).where(
        Outbox.conversation_id == conversation.id, Outbox.key.not_like(f"{LISTENING}%")
    )
    last = session.scalar(answers.order_by(Outbox.id.desc()).limit(1))
    if last is None:
        return []
    together = (
        answers.where(Outbox.inbox_id == last.inbox_id)
        if last.inbox_id
        else answers.where(Outbox.id == last.id)
    )
    rows = session.scalars(together.order_by(Outbox.id.desc()).limit(MOST_REPLIES))
    return [Reply.model_validate_json(row.reply) for row in rows]


def _said(key: str, outcome: Outcome) -> Said:
    return {"say": key, "outcome": outcome}
