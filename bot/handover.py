"""Who owns a conversation: the assistant, or for a while one officer. Every change is one guarded update."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from bot.inbox import add_own
from bot.outbox import enqueue
from bot.reply import Choice, Reply
from bot.tables import RETURN, Conversation, Handover, Inbox
from office.audit import note
from office.language import normalise
from office.settings import PROJECT
from office.settings import Handover as Limits
from office.texts import texts


@lru_cache(maxsize=1)
def rules() -> dict[str, Any]:
    """The content of ``data/rules/handover.toml``."""
    return tomllib.loads((PROJECT / "data" / "rules" / "handover.toml").read_text(encoding="utf-8"))


def asks_back(words: str) -> bool:
    """Whether the citizen says that the assistant may take over again."""
    return normalise(words) in {normalise(each) for each in rules()["return_words"]}


def open_one(session: Session, conversation_id: str) -> Handover | None:
    """The handover of this conversation that has not ended."""
    return session.scalar(
        select(Handover).where(Handover.conversation_id == conversation_id, Handover.state != "ended")
    )


def ask(session: Session, conversation_id: str, at: datetime) -> Handover:
    """Put the citizen into the officers' queue; who is in it already keeps their place."""
    found = open_one(session, conversation_id)
    if found is None:
        found = Handover(conversation_id=conversation_id, asked_at=at, last_at=at, to_file=[])
        session.add(found)
        session.flush()
    return found


def take(session: Session, handover_id: int, person_id: int, called: str, at: datetime) -> bool:
    """Give the conversation to this officer and tell the citizen, unless another was faster."""
    if not _moved(
        session, handover_id, "waiting", state="owned", person_id=person_id, taken_at=at, last_at=at
    ):
        return False
    note(session, "conversation.taken", f"handover:{handover_id}")
    _tell(session, handover_id, "taken", _reply("handover.taken", officer=called))
    return True


def answer(session: Session, handover_id: int, person_id: int, words: str, key: str, at: datetime) -> bool:
    """Send an officer's words; only the owner's. The same ``key`` again sends nothing more."""
    if not _moved(session, handover_id, "owned", person_id, last_at=at):
        return False
    _tell(session, handover_id, key, Reply(text=words))
    return True


def settled(session: Session, handover_id: int, person_id: int, inbox_id: int) -> None:
    """The officer has dealt with a message that wanted something with a legal clock."""
    row = session.get(Handover, handover_id, with_for_update=True)
    if row is not None and row.person_id == person_id:
        row.to_file = [each for each in row.to_file if each != inbox_id]


def heard(session: Session, handover_id: int, inbox_id: int, legal: bool, at: datetime) -> None:
    """A citizen's message has come to the officer; ``legal`` ones are kept until they are settled."""
    row = session.get_one(Handover, handover_id, with_for_update=True)
    row.last_at = max(row.last_at, at)
    if legal and inbox_id not in row.to_file:
        row.to_file = [*row.to_file, inbox_id]


def give_back(session: Session, handover_id: int, person_id: int | None, why: str, at: datetime) -> bool:
    """From the officer (None: whoever it is) to the assistant, which greets with what was left open."""
    if not _moved(session, handover_id, "owned", person_id, state="ended", ended_at=at, ended_by=why):
        return False
    note(session, "conversation.given_back", f"handover:{handover_id}", {"why": why})
    row = session.get_one(Handover, handover_id)
    conversation = session.get_one(Conversation, row.conversation_id)
    # In the inbox, so that it is worked through in its order, once, and again after a crash.
    add_own(session, conversation, RETURN, f"handover:{handover_id}", at)
    return True


def end(session: Session, handover_id: int, why: str, at: datetime) -> None:
    """End it without a word: the caller says what is to be said."""
    for state in ("waiting", "owned"):
        _moved(session, handover_id, state, state="ended", ended_at=at, ended_by=why)


def overdue(session: Session, limits: Limits, at: datetime, is_open: bool) -> Sequence[Handover]:
    """Owned ones fallen silent, and waiting ones that nobody took in time or before the office closed."""
    silent = Handover.last_at < at - timedelta(minutes=limits.silence_minutes)
    late = Handover.asked_at < at - timedelta(minutes=limits.wait_minutes)
    waiting = Handover.state == "waiting"
    owned = Handover.state == "owned"
    left = waiting if not is_open else waiting & late
    return session.scalars(select(Handover).where((owned & silent) | left)).all()


def sweep(session: Session, limits: Limits, at: datetime, is_open: bool) -> None:
    """End what is overdue: the assistant takes over again, or says that nobody came and what else there is."""
    for row in overdue(session, limits, at, is_open):
        if row.state == "owned":
            give_back(session, row.id, row.person_id, "silence", at)
        elif _moved(session, row.id, "waiting", state="ended", ended_at=at, ended_by="nobody"):
            _tell(session, row.id, "nobody", _reply("handover.nobody"))


def unsettled(session: Session, handover_id: int) -> list[str]:
    """The citizen's words that wanted something with a legal clock and were not settled, oldest first."""
    row = session.get_one(Handover, handover_id)
    return [message.text for each in row.to_file if (message := session.get(Inbox, each)) is not None]


def _moved(
    session: Session, handover_id: int, was: str, person_id: int | None = None, /, **values: Any
) -> bool:
    """Change a handover that is still in this state (and this officer's); False when it is not."""
    change = update(Handover).where(Handover.id == handover_id, Handover.state == was)
    if person_id is not None and was == "owned":
        change = change.where(Handover.person_id == person_id)
    done = cast("CursorResult[Any]", session.execute(change.values(**values)))
    return done.rowcount == 1


def _tell(session: Session, handover_id: int, what: str, reply: Reply) -> None:
    row = session.get_one(Handover, handover_id)
    enqueue(session, row.conversation_id, [reply], f"officer:{handover_id}:{what}")


def _reply(key: str, **fields: str) -> Reply:
    text = texts()[key]
    choices = [Choice(title=title, payload=payload) for title, payload in text.choices]
    return Reply(text=text.say(fields), choices=choices)
