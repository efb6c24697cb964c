"""A reply as a mail: plain words, the choices to answer with, and the letters that belong to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr, formatdate

from sqlalchemy.orm import Session

from bot.channels.plain import opening, with_sources
from bot.reply import Reply
from bot.tables import Outbox
from cases.changes import ANSWERS
from cases.letters.keeping import letter_for, letters_of, pdf_of
from cases.lookup import history
from cases.tables import Case
from office.profile import Office
from office.texts import Texts

_ABOUT = re.compile(r"^(?:mail:)?case:(\d+):(answer|event):(\d+)(?::([a-z]\w*))?")
"""What the desk and the second way call the effects that speak of a case."""


@dataclass(frozen=True)
class Letter:
    """A letter to send along."""

    name: str
    pdf: bytes


def compose(
    reply: Reply, letters: Sequence[Letter], own: str, to: str, message_id: str, office: Office, texts: Texts
) -> EmailMessage:
    """The mail; ``message_id`` is ``<number.thread@host>`` and stays the same when it is sent again."""
    thread = message_id.split(".", 1)[1].split("@")[0]
    local, _, host = own.partition("@")
    mail = EmailMessage()
    mail["From"] = formataddr((office.short, own))
    mail["To"] = to
    # Who answers answers here: the address says which conversation it is, also where references get lost.
    mail["Reply-To"] = formataddr((office.short, f"{local}+{thread}@{host}"))
    mail["Subject"] = texts.say("mail.subject", office=office.short)
    mail["Date"] = formatdate()
    mail["Message-ID"] = message_id
    mail["References"] = f"<{thread}@{host}>"
    # A machine's answer is not answered by other machines (RFC 3834).
    mail["Auto-Submitted"] = "auto-replied"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(_body(reply, office, texts))
    mail["Content-Language"] = "id"
    for letter in letters:
        mail.add_attachment(letter.pdf, maintype="application", subtype="pdf", filename=f"{letter.name}.pdf")
    return mail


def _body(reply: Reply, office: Office, texts: Texts) -> str:
    parts = [with_sources(reply)]
    if reply.choices:
        parts.append(texts.say("mail.choices"))
        parts.append("\n".join(f"- {choice.title}" for choice in reply.choices))
    parts.append(texts.say("mail.answer"))
    parts += opening(reply)
    parts.append(f"-- \n{texts.say('mail.machine', office=office.short, phone=office.phone)}")
    return "\n\n".join(parts)


def letters_with(session: Session, outbox_id: int, office: Office) -> list[Letter]:
    """The letters of the step a message tells of; in a writing transaction, for one may be made now."""
    row = session.get(Outbox, outbox_id)
    about = _ABOUT.match(row.key) if row is not None else None
    case = session.get(Case, int(about[1])) if about else None
    if case is None or about is None:
        return []
    event_id = int(about[3])
    if about[2] == "answer":
        given = [event.id for event in history(session, case.id) if event.kind in ANSWERS]
        event_id = given[event_id - 1] if 0 < event_id <= len(given) else 0
    found = []
    for due in letters_of(session, case):
        if due.event.id == event_id and (
            pdf := pdf_of(letter_for(session, case, due.event, due.kind, office))
        ):
            found.append(Letter(due.kind.name, pdf))
    return found
