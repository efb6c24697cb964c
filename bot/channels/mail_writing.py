"""A reply as a mail: plain words, the choices to answer with, and its files as far as a mail may be large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr, formatdate

from bot.channels.plain import opening, with_sources
from bot.enclosures import Enclosure
from bot.reply import Reply
from bot.services import Services

GROWTH = 1.4
"""How much larger a file is within a mail: base64 with its line breaks, and a little for the part's head."""


@dataclass(frozen=True)
class Letter:
    """What goes into one mail. ``message_id`` is ``<number.thread@host>``, the same when it is sent again."""

    reply: Reply
    files: Sequence[Enclosure]
    own: str
    to: str
    message_id: str

    def composed(self, services: Services, room: int) -> EmailMessage:
        """The mail, at most ``room`` bytes large: files that do not fit are named, with the page that has them."""
        office, texts = services.office, services.texts
        thread = self.message_id.split(".", 1)[1].split("@")[0]
        local, _, host = self.own.partition("@")
        fitting, left = self._fitting(room)
        mail = EmailMessage()
        mail["From"] = formataddr((office.short, self.own))
        mail["To"] = self.to
        # Who answers answers here: the address says which conversation it is, also where references get lost.
        mail["Reply-To"] = formataddr((office.short, f"{local}+{thread}@{host}"))
        mail["Subject"] = texts.say("mail.subject", office=office.short)
        mail["Date"] = formatdate()
        mail["Message-ID"] = self.message_id
        mail["References"] = f"<{thread}@{host}>"
        # A machine's answer is not answered by other machines (RFC 3834).
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
        mail.set_content("\n\n".join(self._words(services, left)))
        mail["Content-Language"] = "id"
        for file in fitting:
            main, _, sub = file.media.partition("/")
            mail.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
        return mail

    def _fitting(self, room: int) -> tuple[list[Enclosure], list[Enclosure]]:
        fitting: list[Enclosure] = []
        left: list[Enclosure] = []
        for file in self.files:
            needed = int(len(file.content) * GROWTH)
            (fitting if needed <= room else left).append(file)
            room -= needed if needed <= room else 0
        return fitting, left

    def _words(self, services: Services, left: Sequence[Enclosure]) -> list[str]:
        office, texts = services.office, services.texts
        parts = [with_sources(self.reply)]
        if left:
            titles, page = ", ".join(file.name for file in left), f"{services.settings.address}/status"
            parts.append(texts.say("mail.does_not_fit", titles=titles, page=page))
        if self.reply.choices:
            parts.append(texts.say("mail.choices"))
            parts.append("\n".join(f"- {choice.title}" for choice in self.reply.choices))
        parts.append(texts.say("mail.answer"))
        parts += opening(self.reply)
        parts.append(f"-- \n{texts.say('mail.machine', office=office.short, phone=office.phone)}")
        return parts
