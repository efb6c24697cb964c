"""The second way: an answer held for a citizen who does not write again goes by mail too, or becomes a letter to send.

It stays held as well: whoever writes after all is not left without it.
"""

from __future__ import annotations

import tomllib
from datetime import timedelta
from functools import lru_cache

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.by_mail import MESSENGERS, case_of, sent_elsewhere, write_to_applicant
from bot.outbox import LETTER, MAILED
from bot.tables import Conversation, Outbox
from cases.tasks import DELIVERY, tasks_of, to_be_sent
from office.clock import now
from office.settings import PROJECT
from office.texts import texts


@lru_cache(maxsize=1)
def patience() -> timedelta:
    """How long an answer is held before it takes its second way (``data/rules/second_way.toml``)."""
    path = PROJECT / "data" / "rules" / "second_way.toml"
    return timedelta(days=tomllib.loads(path.read_text(encoding="utf-8"))["held_days"])


def take_second_way(session: Session, mail: bool) -> int:
    """Send on what has been held for too long, each once; gives how many.

    ``mail``: whether the office sends mail.
    """
    query = (
        select(Outbox, Conversation.channel)
        .join(Conversation, Conversation.id == Outbox.conversation_id)
        .where(
            Outbox.state == "held",
            Outbox.created_at < now() - patience(),
            Outbox.key.startswith("case:"),
            Conversation.channel.in_(MESSENGERS),
            or_(Outbox.error.is_(None), Outbox.error.not_in((MAILED, LETTER))),
        )
        .order_by(Outbox.id)
        .with_for_update(skip_locked=True, of=Outbox)
    )
    sent = 0
    for row, channel in session.execute(query).all():
        if (case := case_of(session, row.key)) is None:
            continue
        if mail and write_to_applicant(session, case, sent_elsewhere(row), f"mail:{row.key}"):
            row.error = MAILED
        else:
            if not any(task.kind == DELIVERY and task.done_at is None for task in tasks_of(session, case)):
                to_be_sent(session, case, texts().say(f"deliveries.letter_for_{channel}"), now())
            row.error = LETTER
        sent += 1
    return sent
