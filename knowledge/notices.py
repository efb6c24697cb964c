"""Announcements of informasi serta-merta: what threatens lives or public order, made known without delay (UU 14/2008
art. 10).

They stand apart from the entries of knowledge: short-lived, never answered from an index that lags behind, and sent
to the citizens who agreed to get them (bot/announcing.py).
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import Integer, String, Text, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from office.audit import Audited
from office.clock import now
from office.database import Base, UtcDateTime
from office.settings import PROJECT


class Notice(Audited, Base):
    """One announcement. Rows are withdrawn, never deleted: what was said must stay explainable."""

    __tablename__ = "notice"
    audited_as = "notice"
    audited_quietly = frozenset({"spread_at", "closed_at"})

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """Names the act of announcing: the same key again announces nothing more."""
    title: Mapped[str] = mapped_column(String(160))
    text: Mapped[str] = mapped_column(Text)
    """What threatens, where, and what to do; as the citizens read it."""
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it is over by itself."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    spread_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it had been queued for everybody who agreed to get it."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When what had not reached its citizen was called back, after the end."""


class NoticeRefused(ValueError):
    """This cannot be announced; the message is the key of a sentence that says why."""


@dataclass(frozen=True)
class Limits:
    """How long an announcement and its parts may be."""

    title_least: int
    title_most: int
    text_least: int
    text_most: int
    hours_most: int


@lru_cache(maxsize=1)
def limits() -> Limits:
    """The content of ``data/rules/notices.toml``."""
    path = PROJECT / "data" / "rules" / "notices.toml"
    return Limits(**tomllib.loads(path.read_text(encoding="utf-8"))["limits"])


def checked(title: str, text: str, hours: int) -> tuple[str, str]:
    """Title and text tidied; raises :class:`NoticeRefused`."""
    title, text, most = " ".join(title.split()), text.strip(), limits()
    if not most.title_least <= len(title) <= most.title_most:
        raise NoticeRefused("notices.refused.title")
    if not most.text_least <= len(text) <= most.text_most:
        raise NoticeRefused("notices.refused.text")
    if not 1 <= hours <= most.hours_most:
        raise NoticeRefused("notices.refused.hours")
    return title, text


def issue(session: Session, title: str, text: str, hours: int, key: str) -> Notice:
    """Announce it for so many hours; the same ``key`` again gives the same notice. Raises :class:`NoticeRefused`."""
    title, text = checked(title, text, hours)
    known = session.scalar(select(Notice).where(Notice.key == key))
    if known is not None:
        return known
    at = now()
    made = Notice(key=key, title=title, text=text, issued_at=at, until=at + timedelta(hours=hours))
    session.add(made)
    session.flush()
    return made


def withdraw(session: Session, notice_id: int) -> bool:
    """Take it back: who has not got it yet does not get it. False when it is unknown or over."""
    notice = session.get(Notice, notice_id, with_for_update=True)
    if notice is None or not holds(notice, now()):
        return False
    notice.withdrawn_at = now()
    return True


def holds(notice: Notice, at: datetime) -> bool:
    """Whether it is in force."""
    return notice.withdrawn_at is None and notice.issued_at <= at < notice.until


def current(session: Session, at: datetime) -> Sequence[Notice]:
    """What is in force, the newest first."""
    valid = (Notice.withdrawn_at.is_(None), Notice.issued_at <= at, Notice.until > at)
    return session.scalars(select(Notice).where(*valid).order_by(Notice.id.desc())).all()


def latest(session: Session, at: datetime, most: int = 50) -> Sequence[Notice]:
    """What was announced lately, in force or over, the newest first."""
    ended = or_(Notice.until > at - timedelta(days=365), Notice.withdrawn_at.is_not(None))
    return session.scalars(select(Notice).where(ended).order_by(Notice.id.desc()).limit(most)).all()
