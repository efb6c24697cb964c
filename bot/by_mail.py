"""What goes by mail beside the citizen's own channel: letters to who chose it, and what a messenger did not deliver.

Both use the address the citizen gave for their case: for letters because they chose "surat elektronik"; for what
could not be delivered because the office owes the answer, and the address was given to be reached at.
"""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.mail import CHANNEL, thread_for
from bot.conversations import conversation_for
from bot.outbox import elsewhere, enqueue
from bot.reply import Enclosed, Reply
from bot.tables import Conversation, Outbox
from cases.letters.keeping import letters_of
from cases.tables import Case, CaseEvent
from office.clock import now
from office.texts import texts

CHOSEN = "surat elektronik"
"""The way of delivery that asks for mail (``data/rules/fields.toml``)."""
RECENT = timedelta(days=7)
"""How far back events are looked for: longer than an office is ever shut without a running server."""
MESSENGERS = ("telegram", "whatsapp")
_CASE = re.compile(r"^case:(\d+):")
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")


def send_letters(session: Session) -> int:
    """Queue the letters of cases whose applicant chose mail, each once; gives how many are new."""
    query = (
        select(CaseEvent, Case)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(Case.deliver == CHOSEN, CaseEvent.at >= now() - RECENT)
        .order_by(CaseEvent.id)
    )
    queued = 0
    for event, case in session.execute(query).all():
        for due in letters_of(session, case):
            key = f"mail:case:{case.id}:event:{event.id}:{due.kind.name}"
            if due.event.id != event.id or _queued(session, key):
                continue
            name = due.kind.file_name(case.number)
            enclosed = Enclosed(title=name, event=event.id, letter=due.kind.name)
            if enclosed in _mailed(session, case):
                continue
            words = texts().say("mail.letter", title=due.kind.title, number=case.number)
            queued += write_to_applicant(session, case, Reply(text=words, files=[enclosed]), key)
    return queued


def send_undelivered(session: Session) -> int:
    """What a messenger refused for good goes by mail, where the applicant gave an address; gives how many."""
    query = (
        select(Outbox)
        .join(Conversation, Conversation.id == Outbox.conversation_id)
        .where(Outbox.state == "dead", Outbox.key.startswith("case:"), Conversation.channel.in_(MESSENGERS))
        .order_by(Outbox.id)
    )
    sent = 0
    for row in session.scalars(query).all():
        if (case := case_of(session, row.key)) is None:
            continue
        if write_to_applicant(session, case, sent_elsewhere(row), f"mail:{row.key}"):
            elsewhere(session, row.id)
            sent += 1
    return sent


def case_of(session: Session, key: str) -> Case | None:
    """The case that a message with this key tells of."""
    about = _CASE.match(key)
    return session.get(Case, int(about[1])) if about else None


def sent_elsewhere(row: Outbox) -> Reply:
    """A message that a messenger did not deliver, as it goes by mail."""
    refused = Reply.model_validate_json(row.reply)
    return Reply(text=f"{texts().say('mail.elsewhere')}\n\n{refused.text}", files=refused.files)


def write_to_applicant(session: Session, case: Case, reply: Reply, key: str) -> bool:
    """Queue into the case's own thread with its applicant; False when no mail address was given."""
    given = _ADDRESS.search(case.applicant.contact or "") if case.applicant else None
    if given is None:
        return False
    address = f"{thread_for(f'case {case.key}')} {given[0].lower()}"
    conversation = conversation_for(session, CHANNEL, address)
    enqueue(session, conversation.id, [reply], key)
    return True


def _queued(session: Session, key: str) -> bool:
    return session.scalar(select(Outbox.id).where(Outbox.key == f"{key}:0")) is not None


def _mailed(session: Session, case: Case) -> list[Enclosed]:
    """Files that went to a citizen who writes by mail together with the words that tell of them."""
    query = (
        select(Outbox.reply)
        .join(Conversation, Conversation.id == Outbox.conversation_id)
        .where(
            Outbox.conversation_id == case.conversation_id,
            Outbox.key.startswith(f"case:{case.id}:"),
            Conversation.channel == CHANNEL,
        )
    )
    return [file for reply in session.scalars(query) for file in Reply.model_validate_json(reply).files]
