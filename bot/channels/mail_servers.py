"""The two mail servers: reached over TLS that is checked, signed in; what is wrong with them in a sentence."""

from __future__ import annotations

import imaplib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from office.settings import Mail as Settings
from office.texts import texts

TIMEOUT = 30.0


class ServerAway(Exception):
    """A mail server cannot be used now; says in a sentence what its operator can do.

    ``reason``: certificate, tls, sign_in, folder or away; names the text ``mail.server.…``.
    """

    def __init__(self, reason: str, server: str, told: str = "") -> None:
        super().__init__(texts().say(f"mail.server.{reason}", server=server, told=told))
        self.reason = reason


@contextmanager
def mailbox(known: Settings) -> Iterator[imaplib.IMAP4]:
    """The office's folder over IMAP. Raises :class:`ServerAway` when it cannot be opened."""
    server = f"{known.imap_host}:{known.imap_port}"
    with ExitStack() as until_done:
        with _explained(server):
            if known.imap_security == "tls":
                box: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                    known.imap_host, known.imap_port, ssl_context=_trust(known), timeout=TIMEOUT
                )
            else:
                box = imaplib.IMAP4(known.imap_host, known.imap_port, timeout=TIMEOUT)
            until_done.callback(_leave, box)
            if known.imap_security == "starttls":
                if "STARTTLS" not in box.capabilities:
                    raise ServerAway("tls", server)
                box.starttls(_trust(known))
            if known.user and known.password is not None:
                try:
                    box.login(known.user, known.password.get_secret_value())
                except imaplib.IMAP4.error:
                    raise ServerAway("sign_in", server) from None
            if box.select(known.folder)[0] != "OK":
                raise ServerAway("folder", server, known.folder)
        yield box


@contextmanager
def way_out(known: Settings) -> Iterator[smtplib.SMTP]:
    """The server that takes our mails over SMTP. Raises :class:`ServerAway` when it cannot be reached."""
    server = f"{known.smtp_host}:{known.smtp_port}"
    with ExitStack() as until_done:
        with _explained(server):
            if known.smtp_security == "tls":
                post: smtplib.SMTP = smtplib.SMTP_SSL(
                    known.smtp_host, known.smtp_port, timeout=TIMEOUT, context=_trust(known)
                )
            else:
                post = smtplib.SMTP(known.smtp_host, known.smtp_port, timeout=TIMEOUT)
            until_done.enter_context(post)
            if known.smtp_security == "starttls":
                post.starttls(context=_trust(known))
            post.ehlo_or_helo_if_needed()
            if known.user and known.password is not None:
                try:
                    post.login(known.user, known.password.get_secret_value())
                except (smtplib.SMTPAuthenticationError, smtplib.SMTPServerDisconnected):  # some hang up
                    raise ServerAway("sign_in", server) from None
        yield post


def _trust(known: Settings) -> ssl.SSLContext:
    """Certificates are checked, and the server's name with them."""
    context = ssl.create_default_context()
    if known.ca_file is not None:
        context.load_verify_locations(known.ca_file)
    return context


@contextmanager
def _explained(server: str) -> Iterator[None]:
    try:
        yield
    except ssl.SSLCertVerificationError as wrong:
        raise ServerAway("certificate", server, wrong.verify_message) from None
    except (ssl.SSLError, smtplib.SMTPNotSupportedError):
        raise ServerAway("tls", server) from None
    except (OSError, smtplib.SMTPException, imaplib.IMAP4.error) as broken:
        raise ServerAway("away", server, type(broken).__name__) from None


def _leave(box: imaplib.IMAP4) -> None:
    with suppress(OSError, imaplib.IMAP4.error):
        box.logout()
    with suppress(OSError):
        box.shutdown()
