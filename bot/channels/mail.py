"""The mail door: citizens' mails are fetched over IMAP, stored, then marked as read; replies leave over SMTP.

A conversation is a thread. Its address is ``<thread> <mail address>``, and a mail belongs to it only when both agree:
the sender of a mail is easily forged, the thread's name is known only to who got our mail. A mail without it begins a
conversation of its own, so that nobody can speak for somebody else by writing their name on the envelope.
"""

from __future__ import annotations

import hashlib
import imaplib
import smtplib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot import outbox, receipts
from bot.channels.mail_reading import Mail, read
from bot.channels.mail_writing import compose, letters_with
from bot.conversations import conversation_for, find_conversation
from bot.inbox import Incoming
from bot.reply import Reply
from bot.services import Services
from bot.tables import Outbox
from bot.workers import TryLater, Undeliverable, Workers
from office.clock import now
from office.database import sealer

log = structlog.get_logger()

CHANNEL = "email"
TIMEOUT = 30.0
SMTPS = 465


def thread_for(name: str) -> str:
    """The name of a thread that begins with something named so: the same again, and not to be guessed."""
    return sealer().blind(name, "mail.thread")[:24]


class MailDoor:
    """One mailbox."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._settings = services.settings.mail
        self._own = self._settings.address or ""
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, workers: Workers) -> None:
        """Look for mail now and then, until stopped."""

        def watch() -> None:
            while not self._stop.is_set():
                try:
                    self.look(workers)
                except (OSError, imaplib.IMAP4.error) as error:
                    log.warning("mailbox away", reason=type(error).__name__)
                except Exception:
                    log.exception("mailbox failed")
                self._stop.wait(self._settings.poll_seconds)

        self._thread = threading.Thread(target=watch, name="mail", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def look(self, workers: Workers) -> int:
        """Take what is unread; gives how many mails there were. One that cannot be stored stays unread."""
        with self._mailbox() as box:
            _, found = box.uid("SEARCH", "UNSEEN")
            uids = found[0].split() if found and found[0] else []
            for uid in uids:
                try:
                    raw, whole = self._fetch(box, uid.decode())
                    self._take(raw, whole, workers)
                except (OSError, imaplib.IMAP4.error):
                    raise
                except Exception:
                    log.exception("mail not taken", uid=uid.decode())
                    continue
                box.uid("STORE", uid.decode(), "+FLAGS.SILENT", r"(\Seen)")
        return len(uids)

    def send(self, delivery: outbox.Delivery) -> str:
        """Hand one reply to the mail server."""
        thread, _, to = delivery.address.partition(" ")
        message_id = f"<{delivery.outbox_id}.{thread}@{self._own.partition('@')[2]}>"
        with self._services.database.writing() as session:
            letters = letters_with(session, delivery.outbox_id, self._services.office)
        mail = compose(
            delivery.reply, letters, self._own, to, message_id, self._services.office, self._services.texts
        )
        begun = False
        try:
            with self._way_out() as server:
                begun = True
                server.send_message(mail, self._own, [to])
        except smtplib.SMTPRecipientsRefused as refused:
            raise _refusal(next(iter(refused.recipients.values()))[0]) from None
        except smtplib.SMTPResponseException as refused:
            if isinstance(refused, smtplib.SMTPAuthenticationError):
                raise TryLater("smtp: sign-in refused", counts=False) from None
            raise _refusal(refused.smtp_code) from None
        except (OSError, smtplib.SMTPException) as broken:
            raise TryLater(f"smtp: {type(broken).__name__}", unsure=begun) from None
        return message_id

    def _take(self, raw: bytes, whole: bool, workers: Workers) -> None:
        mail = read(raw, self._own)
        if mail.failed is not None:
            self._came_back(mail.failed, raw)
        if mail.unattended or not mail.sender:
            log.info("mail left unanswered", failed=mail.failed)
            return
        name = _name(mail, raw)
        address = self._conversation(mail, name)
        workers.receive(Incoming(CHANNEL, address, name, mail.text, now()))
        missed = "mail.too_large" if not whole else "mail.attachments" if mail.attachments else ""
        if missed:
            words = self._services.texts.say(missed, address=self._services.office.address)
            with self._services.database.writing() as session:
                conversation = conversation_for(session, CHANNEL, address)
                outbox.enqueue(session, conversation.id, [Reply(text=words)], f"mail-missed:{name}")
            workers.wake()

    def _conversation(self, mail: Mail, name: str) -> str:
        """The thread it answers, where the sender is the one we wrote to; else a thread that begins with it."""
        if mail.thread is not None:
            known = f"{mail.thread} {mail.sender}"
            with self._services.database.reading() as session:
                if find_conversation(session, CHANNEL, known) is not None:
                    return known
        return f"{thread_for(name)} {mail.sender}"

    def _came_back(self, outbox_id: int, raw: bytes) -> None:
        """A mail the server had taken did not arrive: a person must look."""
        with self._services.database.reading() as session:
            row = session.get(Outbox, outbox_id)
            platform_id = row.platform_id if row is not None else None
        if platform_id and platform_id.encode() in raw:  # nobody else knows what we called it
            receipts.reopened(self._services.database, outbox_id, platform_id, "surel kembali")

    def _fetch(self, box: imaplib.IMAP4, uid: str) -> tuple[bytes, bool]:
        """The mail, or of a large one its head, without marking it."""
        _, sizes = box.uid("FETCH", uid, "(RFC822.SIZE)")
        told = b" ".join(part if isinstance(part, bytes) else part[0] for part in sizes if part)
        size = int(told.partition(b"RFC822.SIZE ")[2].split(b")")[0].split(b" ")[0] or 0)
        whole = size <= self._settings.largest_megabytes * 1024 * 1024
        _, found = box.uid("FETCH", uid, "(BODY.PEEK[])" if whole else "(BODY.PEEK[HEADER])")
        return next(part[1] for part in found if isinstance(part, tuple)), whole

    @contextmanager
    def _mailbox(self) -> Iterator[imaplib.IMAP4]:
        known = self._settings
        if known.security == "tls":
            box: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                known.imap_host, known.imap_port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT
            )
        else:
            box = imaplib.IMAP4(known.imap_host, known.imap_port, timeout=TIMEOUT)
        with box:
            if known.user and known.password is not None:
                box.login(known.user, known.password.get_secret_value())
            answer, _ = box.select(known.folder)
            if answer != "OK":
                raise imaplib.IMAP4.error("no such folder")
            yield box

    @contextmanager
    def _way_out(self) -> Iterator[smtplib.SMTP]:
        known = self._settings
        context = ssl.create_default_context()
        if known.security == "tls" and known.smtp_port == SMTPS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                known.smtp_host, known.smtp_port, timeout=TIMEOUT, context=context
            )
        else:
            server = smtplib.SMTP(known.smtp_host, known.smtp_port, timeout=TIMEOUT)
        with server:
            if known.security == "tls" and known.smtp_port != SMTPS:
                server.starttls(context=context)
            if known.user and known.password is not None:
                server.login(known.user, known.password.get_secret_value())
            yield server


def _name(mail: Mail, raw: bytes) -> str:
    """The mail's name in the inbox: fetched twice, it is one message."""
    return hashlib.sha256(
        f"{mail.sender}\n{mail.message_id}".encode() if mail.message_id else raw
    ).hexdigest()


def _refusal(code: int) -> Exception:
    """What a reply code of the mail server means (RFC 5321 section 4.2.1); its words may hold the address."""
    return Undeliverable(f"smtp {code}") if code >= 500 else TryLater(f"smtp {code}")
