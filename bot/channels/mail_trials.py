"""Mails that cannot be read: tried a few times, also when one ends the process, then left to a person.

Nothing of a mail is kept here, only its number in the mailbox.
"""

from __future__ import annotations

from datetime import timedelta

from bot.tables import FailingMail
from office.clock import now
from office.database import Database

MOST_ATTEMPTS = 4
"""With waits that double this is eight minutes: no passing trouble of ours lasts so long."""
_FIRST_WAIT = timedelta(seconds=30)


def begin(database: Database, name: str) -> int | None:
    """How often a mail is being tried, this time included; None while it is not due.

    Counted before it is tried: a mail that ends the process is not tried for ever. One that was put aside and is
    unread again begins anew: a person wants that.
    """
    with database.writing() as session:
        row = session.get(FailingMail, name)
        if row is not None and row.put_aside_at is None and row.due_at > now():
            return None
        if row is None or row.put_aside_at is not None:
            row = session.merge(FailingMail(name=name, attempts=0, since=now(), put_aside_at=None))
        row.attempts += 1
        row.due_at = now() + _FIRST_WAIT * 2 ** (row.attempts - 1)
        return row.attempts


def not_to_blame(database: Database, name: str) -> None:
    """It was our database that failed: the next look tries it again."""
    with database.writing() as session:
        row = session.get_one(FailingMail, name)
        row.attempts, row.due_at = row.attempts - 1, now()


def read(database: Database, name: str) -> None:
    """It is stored: nothing needs to be known of it any more."""
    with database.writing() as session:
        session.delete(session.get_one(FailingMail, name))


def put_aside(database: Database, name: str) -> None:
    """It is not tried any more; a person must look."""
    with database.writing() as session:
        session.get_one(FailingMail, name).put_aside_at = now()
