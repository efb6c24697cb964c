"""Files of a case: what a citizen sent, what goes out with an answer, what stays among officers.

Kept sealed in the database, so that a file and what it belongs to are stored in one transaction or not at all,
and every backup holds both (docs/decisions). A file is known by a random name; ids are never in an address.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from cases.changes import APPLICANT, Refused
from cases.files import FileType, file_rules, media_type
from cases.moves import record
from cases.states import machine
from cases.tables import Case
from office.audit import Audited
from office.database import Base, Sealed, SealedBytes, UtcDateTime
from office.profile import Office
from office.scanner import INFECTED, UNSCANNED, Scanner

FROM_CITIZEN, FOR_ANSWER, INTERNAL = "warga", "jawaban", "catatan"
WHICH_CASE = "perkara"
"""What a file waits for whose sender was asked to which case it belongs; otherwise the kind of an open form."""
RECEIVED, ADDED, OPENED, REMOVED = (
    "lampiran_diterima",
    "lampiran_ditambahkan",
    "lampiran_dibuka",
    "lampiran_dihapus",
)
"""Events of a case about its files."""


class Attachment(Audited, Base):
    """One file. What it holds and what its sender called it are personal and can be erased."""

    __tablename__ = "attachment"
    audited_as = "attachment"
    __table_args__ = (Index("ix_attachment_waiting", "conversation_id", "waits_for"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(40), unique=True, default=lambda: secrets.token_urlsafe(20))
    """Random; the file's address."""
    key: Mapped[str] = mapped_column(String(120), unique=True)
    """Names how it came: the same file delivered twice is kept once."""
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    conversation_id: Mapped[str | None] = mapped_column(String(36))
    waits_for: Mapped[str | None] = mapped_column(String(20))
    """Why it belongs to no case yet; none once it does."""
    use: Mapped[str] = mapped_column(String(10))
    """warga, jawaban or catatan."""
    actor: Mapped[str] = mapped_column(String(40))
    title: Mapped[str | None] = mapped_column(Sealed("attachment.title"))
    note: Mapped[str | None] = mapped_column(Sealed("attachment.note"))
    """What its sender wrote with it."""
    media: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes | None] = mapped_column(SealedBytes("attachment.content"), deferred=True)
    scan: Mapped[str] = mapped_column(String(10), index=True)
    """clean, infected or unscanned."""
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it went out with an answer."""
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def kind(self) -> FileType:
        return media_type(self.media)

    @property
    def from_citizen(self) -> bool:
        return self.use == FROM_CITIZEN


@dataclass(frozen=True)
class File:
    """A file that was judged (:mod:`cases.files`) and looked at by the scanner."""

    title: str
    kind: FileType
    content: bytes
    scan: str
    note: str = ""


def keep(
    session: Session,
    file: File,
    use: str,
    actor: str,
    at: datetime,
    *,
    key: str,
    conversation_id: str | None = None,
    waits_for: str | None = None,
) -> Attachment:
    """Store a file that belongs to no case yet; the same ``key`` again gives the one that is there."""
    found = session.scalar(select(Attachment).where(Attachment.key == key))
    if found is not None:
        return found
    row = Attachment(
        key=key,
        conversation_id=conversation_id,
        waits_for=waits_for,
        use=use,
        actor=actor,
        title=file.title,
        note=file.note or None,
        media=file.kind.media,
        size=len(file.content),
        content=file.content,
        scan=file.scan,
        received_at=at,
    )
    session.add(row)
    session.flush()
    return row


def give_to(session: Session, row: Attachment, case: Case, at: datetime, office: Office) -> None:
    """The file belongs to this case from now on; given twice it is given once."""
    if row.case_id is not None:
        return
    row.case_id, row.waits_for = case.id, None
    record(session, case, RECEIVED, APPLICANT, at, office, {"attachment": row.id, "type": row.kind.extension})


def may_attach(session: Session, case: Case) -> bool:
    """Whether the citizen may add one more file to an own case."""
    if not machine(case.kind).is_open(case.state):
        return False
    given = select(func.count()).where(Attachment.case_id == case.id, Attachment.use == FROM_CITIZEN)
    return (session.scalar(given) or 0) < file_rules().most_from_citizen


def waiting(session: Session, conversation_id: str, waits_for: str | None = None) -> Sequence[Attachment]:
    """A conversation's files that belong to no case yet; ``waits_for``: only those."""
    query = select(Attachment).where(
        Attachment.conversation_id == conversation_id, Attachment.waits_for.is_not(None)
    )
    if waits_for is not None:
        query = query.where(Attachment.waits_for == waits_for)
    return session.scalars(query.order_by(Attachment.id)).all()


def take_over(session: Session, case: Case, at: datetime, office: Office) -> None:
    """A case just filed in a conversation gets the files sent while its form was open."""
    if case.conversation_id is None:
        return
    for row in waiting(session, case.conversation_id, case.kind):
        give_to(session, row, case, at, office)


def add(
    session: Session, case: Case, file: File, use: str, actor: str, at: datetime, office: Office, *, key: str
) -> Attachment:
    """An officer's file, for the next answer or for colleagues. Raises :class:`Refused`."""
    rules = file_rules()
    own = [row for row in of_case(session, case) if not row.from_citizen and row.erased_at is None]
    if any(row.key == key for row in own):
        return next(row for row in own if row.key == key)
    if file.scan == INFECTED:
        raise Refused("refused.attachment.infected_own")
    if len(own) >= rules.most_of_office:
        raise Refused("refused.attachment.too_many", most=rules.most_of_office)
    if use == FOR_ANSWER and len(for_answer(session, case)) >= rules.most_for_answer:
        raise Refused("refused.attachment.too_many_for_answer", most=rules.most_for_answer)
    row = keep(session, file, use, actor, at, key=key)
    row.case_id = case.id
    record(session, case, ADDED, actor, at, office, {"attachment": row.id, "use": use})
    return row


def of_case(session: Session, case: Case) -> Sequence[Attachment]:
    """All files of a case, oldest first; their content is read only when asked for."""
    query = select(Attachment).where(Attachment.case_id == case.id).order_by(Attachment.id)
    return session.scalars(query).all()


def for_answer(session: Session, case: Case) -> list[Attachment]:
    """The files that will go out with the next answer."""
    return [
        row
        for row in of_case(session, case)
        if row.use == FOR_ANSWER and row.sent_at is None and row.erased_at is None
    ]


def given(session: Session, case: Case) -> list[Attachment]:
    """The files the applicant has been given."""
    return [row for row in of_case(session, case) if row.sent_at is not None and row.erased_at is None]


def named(session: Session, case: Case, name: str) -> Attachment | None:
    """The file of this name, when it is this case's."""
    return session.scalar(select(Attachment).where(Attachment.case_id == case.id, Attachment.name == name))


def trouble(row: Attachment, scanner: Scanner) -> str | None:
    """Why a file cannot be opened: names a text ``cases.refused.attachment.…``."""
    if row.erased_at is not None:
        return "erased"
    if row.scan == INFECTED:
        return "infected"
    return "not_scanned" if row.scan == UNSCANNED and scanner.is_set else None


def send_with_answer(session: Session, case: Case, at: datetime, scanner: Scanner) -> list[Attachment]:
    """The files that go out now, marked as sent. Raises :class:`Refused` when one of them must not."""
    rows = for_answer(session, case)
    for row in rows:
        if (why := trouble(row, scanner)) is not None:
            raise Refused(f"refused.attachment.{why}", title=row.title or "")
        row.sent_at = at
    return rows


def erase(row: Attachment, at: datetime) -> None:
    """What a file holds and how it was called is gone; that there was one stays."""
    row.content = row.title = row.note = None
    row.waits_for = None
    row.erased_at = at


def remove(session: Session, case: Case, row: Attachment, actor: str, at: datetime, office: Office) -> None:
    """Take back an officer's file that has not gone out. Raises :class:`Refused`."""
    if row.from_citizen or row.sent_at is not None:
        raise Refused("refused.attachment.stays")
    if row.erased_at is None:
        erase(row, at)
        record(session, case, REMOVED, actor, at, office, {"attachment": row.id})


def forget_waiting(session: Session, before: datetime, at: datetime) -> None:
    """Erase what came before a moment and never found a case."""
    query = select(Attachment).where(Attachment.waits_for.is_not(None), Attachment.received_at < before)
    for row in session.scalars(query):
        erase(row, at)


def unscanned(session: Session, most: int = 20) -> Sequence[int]:
    """Files the scanner has not looked at, oldest first."""
    query = select(Attachment.id).where(Attachment.scan == UNSCANNED, Attachment.erased_at.is_(None))
    return session.scalars(query.order_by(Attachment.id).limit(most)).all()
