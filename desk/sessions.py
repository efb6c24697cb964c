"""Who is signed in: a row per session, found by the fingerprint of a random cookie, ended at any time."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from office.clock import now
from office.database import Base, UtcDateTime
from office.people import Person

COOKIE = "tanya_desk"
IDLE = timedelta(minutes=60)
"""A forgotten screen in a shared office closes itself."""
WHOLE = timedelta(hours=12)
"""One working day, however busy."""
LOOK = timedelta(minutes=1)
"""Being seen is written down at most this often."""


class StaffSession(Base):
    """A sign-in. The cookie itself is not stored: who reads the database cannot sign in with it."""

    __tablename__ = "staff_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(session: Session, person: Person) -> str:
    """Sign somebody in; the result goes into the cookie and nowhere else. Dead sessions are cleared."""
    token, moment = secrets.token_urlsafe(32), now()
    old = (StaffSession.seen_at < moment - IDLE) | (StaffSession.created_at < moment - WHOLE)
    session.execute(delete(StaffSession).where(old))
    session.add(
        StaffSession(token_hash=_fingerprint(token), person_id=person.id, created_at=moment, seen_at=moment)
    )
    session.flush()
    return token


def find_session(session: Session, token: str | None) -> tuple[Person, bool] | None:
    """The person of a living session, and whether it is time to note that they were seen."""
    row = session.get(StaffSession, _fingerprint(token)) if token else None
    moment = now()
    if row is None or moment - row.seen_at > IDLE or moment - row.created_at > WHOLE:
        return None
    person = session.get(Person, row.person_id)
    if person is None or person.disabled_at is not None:
        return None
    return person, moment - row.seen_at > LOOK


def note_seen(session: Session, token: str) -> None:
    """The person is at work: the idle clock starts again."""
    row = session.get(StaffSession, _fingerprint(token))
    if row is not None:
        row.seen_at = now()


def close_session(session: Session, token: str) -> None:
    """Sign out; the cookie opens nothing any more."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == _fingerprint(token)))
