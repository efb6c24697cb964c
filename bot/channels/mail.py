"""The mail door: citizens' mails are fetched over IMAP, stored, then marked as read; replies leave over SMTP.

A conversation is a thread. Its address is ``<thread> <mail address>``, and a mail belongs to it only when both agree:
the sender of a mail is easily forged, the thread's name is known only to who got our mail. A mail without it begins a
conversation of its own, so that nobody can speak for somebody else by writing their name on the envelope.
"""

from __future__ import annotations

import hashlib
import imaplib
import smtplib
import threading

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from bot import outbox, receipts
from bot.channels import mail_trials
from bot.channels.mail_reading import Mail, read
from bot.channels.mail_servers import ServerAway, mailbox, way_out
from bot.channels.mail_writing import Letter
from bot.conversations import conversation_for, find_conversation
from bot.enclosures import enclosure
from bot.files import Upload
from bot.inbox import Incoming
from bot.metrics import MAILS
from bot.reply import Reply
from bot.services import Services
from bot.tables import Outbox
from bot.workers import TryLater, Undeliverable, Workers
from cases.files import file_rules
from office.clock import now
from office.database import sealer

log = structlog.get_logger()

CHANNEL = "email"
TOO_LARGE = 552
"""What servers answer to a mail that is larger than they take (RFC 1870)."""


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
            told = ""
            while not self._stop.is_set():
                try:
                    self.look(workers)
                    told = ""
                except ServerAway as away:
                    if told != str(away):  # once, not every half minute
                        log.error("mailbox away", advice=str(away))
                    told = str(away)
                except (OSError, imaplib.IMAP4.error) as error:
                    log.warning("mailbox away", reason=type(error).__name__)
                except Exception as error:
                    log.error("mailbox failed", reason=type(error).__name__)
                self._stop.wait(self._settings.poll_seconds)

        self._thread = threading.Thread(target=watch, name="mail", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def look(self, workers: Workers) -> int:
        """Take what is unread; gives how many mails there were. Raises :class:`ServerAway`."""
        with mailbox(self._settings) as box:
            validity = (box.response("UIDVALIDITY")[1] or [b""])[0] or b""
            _, found = box.uid("SEARCH", "UNSEEN")
            uids = found[0].decode().split() if found and found[0] else []
            for uid in uids:
                self._one(box, uid, f"{validity.decode()}.{uid}", workers)
        return len(uids)

    def _one(self, box: imaplib.IMAP4, uid: str, name: str, workers: Workers) -> None:
        """Store a mail and mark it; one that cannot be read is in the end put aside, with a star for who looks."""
        database = self._services.database
        attempt = mail_trials.begin(database, name)
        if attempt is None:
            return
        whole = attempt <= mail_trials.MOST_ATTEMPTS
        try:
            # Each time the process ended, there is no other way to tell its writer either.
            if attempt <= mail_trials.MOST_ATTEMPTS + 1:
                self._take(*self._fetch(box, uid, whole), workers)
        except (OSError, imaplib.IMAP4.error):
            raise
        except (OperationalError, InterfaceError) as error:
            log.warning("mail not stored", mail=name, reason=type(error).__name__)
            mail_trials.not_to_blame(database, name)
            return
        except Exception as error:  # its words may be in the error's
            log.warning("mail not read", mail=name, attempt=attempt, reason=type(error).__name__)
            if whole:
                return
        if whole:
            box.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)")
            mail_trials.read(database, name)
            MAILS.labels("read").inc()
        else:
            box.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen \Flagged)")
            mail_trials.put_aside(database, name)
            MAILS.labels("put_aside").inc()
            log.error("mail put aside: a person must read it in the mailbox", mail=name)

    def send(self, delivery: outbox.Delivery) -> str:
        """Hand one reply to the mail server."""
        thread, _, to = delivery.address.partition(" ")
        message_id = f"<{delivery.outbox_id}.{thread}@{self._own.partition('@')[2]}>"
        found = [enclosure(self._services, one) for one in delivery.reply.files]
        files = [one for one in found if one is not None]  # the others were erased meanwhile
        letter = Letter(delivery.reply, files, self._own, to, message_id)
        begun = False
        try:
            with way_out(self._settings) as server:
                begun = True
                self._hand_in(server, letter)
        except ServerAway as away:
            log.warning("mail server away", advice=str(away))
            raise TryLater(f"smtp: {away.reason}", counts=away.reason == "away") from None
        except smtplib.SMTPRecipientsRefused as refused:
            raise _refusal(next(iter(refused.recipients.values()))[0]) from None
        except smtplib.SMTPResponseException as refused:
            raise _refusal(refused.smtp_code) from None
        except (OSError, smtplib.SMTPException) as broken:
            raise TryLater(f"smtp: {type(broken).__name__}", unsure=begun) from None
        return message_id

    def _hand_in(self, server: smtplib.SMTP, letter: Letter) -> None:
        """With its files as far as they fit; what the server finds too large after all goes without them."""
        told = server.esmtp_features.get("size", "")
        room = self._settings.largest_sent_megabytes * 2**20
        if told.isdecimal() and int(told) > 0:
            room = min(room, int(told))
        try:
            server.send_message(letter.composed(self._services, room), self._own, [letter.to])
        except smtplib.SMTPResponseException as refused:
            if refused.smtp_code != TOO_LARGE or not letter.files:
                raise
            server.rset()
            server.send_message(letter.composed(self._services, 0), self._own, [letter.to])

    def _take(self, raw: bytes, missed: str, workers: Workers) -> None:
        """Store what a mail says, each file as a message of its own after the words; ``missed`` names what is not."""
        mail = read(raw, self._own)
        if mail.failed is not None:
            self._came_back(mail.failed, raw)
        if mail.unattended or not mail.sender:
            log.info("mail left unanswered", failed=mail.failed)
            return
        name = _name(mail, raw)
        address = self._conversation(mail, name)
        most = file_rules().most_waiting
        uploads = [Upload(file.title, file.content) for file in mail.files[:most]]
        # Read in full later, it is another message than its head was.
        first = f"{name}:head" if missed == "unreadable" else name
        workers.receive(Incoming(CHANNEL, address, first, mail.text, now(), file=next(iter(uploads), None)))
        for number, upload in enumerate(uploads[1:], 2):
            workers.receive(Incoming(CHANNEL, address, f"{name}:{number}", "", now(), file=upload))
        if not mail.whole:
            missed = "unreadable"
        elif len(mail.files) > most:
            missed = "too_many"
        if missed:
            megabytes = self._settings.largest_megabytes
            words = self._services.texts.say(f"mail.missed.{missed}", megabytes=megabytes, most=most)
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

    def _fetch(self, box: imaplib.IMAP4, uid: str, whole: bool) -> tuple[bytes, str]:
        """The mail without marking it, or its head alone and why: it is too large, or could not be read."""
        _, sizes = box.uid("FETCH", uid, "(RFC822.SIZE)")
        told = b" ".join(part if isinstance(part, bytes) else part[0] for part in sizes if part)
        size = int(told.partition(b"RFC822.SIZE ")[2].split(b")")[0].split(b" ")[0] or 0)
        too_large = size > self._settings.largest_megabytes * 2**20
        _, found = box.uid(
            "FETCH", uid, "(BODY.PEEK[])" if whole and not too_large else "(BODY.PEEK[HEADER])"
        )
        raw = next(part[1] for part in found if isinstance(part, tuple))
        return raw, "too_large" if too_large else "" if whole else "unreadable"


def _name(mail: Mail, raw: bytes) -> str:
    """The mail's name in the inbox: fetched twice, it is one message."""
    return hashlib.sha256(
        f"{mail.sender}\n{mail.message_id}".encode() if mail.message_id else raw
    ).hexdigest()


def _refusal(code: int) -> Exception:
    """What a reply code of the mail server means (RFC 5321 section 4.2.1); its words may hold the address."""
    return Undeliverable(f"smtp {code}") if code >= 500 else TryLater(f"smtp {code}")
