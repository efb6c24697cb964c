"""Who is signed in: a row per session, found by the fingerprint of a random cookie, ended at any time."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from office.clock import now
from office.database import Base, UtcDateTime
from office.people import Person

COOKIE = "tanya_desk"
IDLE = timedelta(minutes=60)
"""A forgotten screen in a shared office closes itself."""
WHOLE = timedelta(hours=12)
"""One working day, however busy."""
HALF = timedelta(minutes=10)
"""To find the telephone and type six digits."""
LOOK = timedelta(minutes=1)
"""Being seen is written down at most this often."""
FULL, CODE, ENROL = "full", "code", "enrol"
"""Signed in; or the password was right and the second factor, or its set-up, is still to come."""


class StaffSession(Base):
    """A sign-in. The cookie itself is not stored: who reads the database cannot sign in with it."""

    __tablename__ = "staff_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stage: Mapped[str] = mapped_column(String(10), default=FULL, server_default=FULL)
    device: Mapped[str] = mapped_column(String(60), default="", server_default="")
    """What the browser calls itself, in two words: for its owner to recognise."""

    def is_alive(self, moment: datetime) -> bool:
        if self.stage != FULL:
            return moment - self.created_at <= HALF
        return moment - self.seen_at <= IDLE and moment - self.created_at <= WHOLE


def fingerprint(token: str) -> str:
    """How a cookie is known in the database."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(session: Session, person: Person, stage: str = FULL, device: str = "") -> str:
    """Sign somebody in; the result goes into the cookie and nowhere else. Dead sessions are cleared."""
    token, moment = secrets.token_urlsafe(32), now()
    old = (StaffSession.seen_at < moment - IDLE) | (StaffSession.created_at < moment - WHOLE)
    session.execute(delete(StaffSession).where(old))
    row = StaffSession(token_hash=fingerprint(token), person_id=person.id, created_at=moment, seen_at=moment)
    row.stage, row.device = stage, device[:60]
    session.add(row)
    session.flush()
    return token


def find_session(session: Session, token: str | None, stage: str = FULL) -> tuple[Person, bool] | None:
    """The person of a living session, and whether it is time to note that they were seen."""
    row = session.get(StaffSession, fingerprint(token)) if token else None
    moment = now()
    if row is None or row.stage != stage or not row.is_alive(moment):
        return None
    person = session.get(Person, row.person_id)
    if person is None or person.disabled_at is not None:
        return None
    if person.signed_out_at is not None and row.created_at <= person.signed_out_at:
        return None
    return person, moment - row.seen_at > LOOK


def note_seen(session: Session, token: str) -> None:
    """The person is at work: the idle clock starts again."""
    row = session.get(StaffSession, fingerprint(token))
    if row is not None:
        row.seen_at = now()


def close_session(session: Session, token: str) -> None:
    """Sign out; the cookie opens nothing any more."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == fingerprint(token)))


def close_others(session: Session, person: Person, token: str) -> None:
    """Sign out everywhere but here."""
    others = (StaffSession.person_id == person.id) & (StaffSession.token_hash != fingerprint(token))
    session.execute(delete(StaffSession).where(others))


def sessions_of(session: Session, person: Person) -> list[StaffSession]:
    """Where the person is signed in now, seen last first."""
    query = select(StaffSession).where(StaffSession.person_id == person.id, StaffSession.stage == FULL)
    moment, ended = now(), person.signed_out_at
    return [
        row
        for row in session.scalars(query.order_by(StaffSession.seen_at.desc()))
        if row.is_alive(moment) and (ended is None or row.created_at > ended)
    ]


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_name(user_agent: str) -> str:
    """``Firefox, Windows`` of a browser's long name; empty when it says nothing known."""
    found = [
        next((name for mark, name in names if mark in user_agent), "") for names in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(name for name in found if name)
