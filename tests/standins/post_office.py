"""A post office: Debian's Dovecot for IMAP, aiosmtpd for SMTP, both on this machine and thrown away afterwards."""

from __future__ import annotations

import getpass
import grp
import imaplib
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

OWN = "tanya@nusalestari.example"
PASSWORD = "kata-sandi-uji"
CONFIGURATION = """
base_dir = {place}/run
state_dir = {place}/state
log_path = {place}/log
protocols = imap
listen = 127.0.0.1
{ssl}
disable_plaintext_auth = no
mail_location = maildir:{place}/mail
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 0
first_valid_gid = 0
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={place}
}}
"""

SSL = """
ssl = yes
ssl_cert = <{place}/cert.pem
ssl_key = <{place}/key.pem
"""


@dataclass
class Out:
    """What was handed in for delivery, and what shall be refused."""

    mails: list[EmailMessage] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    """Address -> the server's answer to it."""
    answer: str = "250 OK"
    """To a mail that was handed in."""
    largest: int | None = None
    """Bytes of a mail that is taken, which the server does not say beforehand."""

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.largest is not None and len(envelope.content) > self.largest:
            return "552 5.3.4 message too big"
        if self.answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return self.answer


class PostOffice:
    """Both servers; ``settings`` are those of a house that uses them.

    ``certified``: the name in their certificate, which an authority of their own has given; then they speak TLS,
    from the start and after STARTTLS. ``largest``: bytes of a mail that the server for outgoing mail takes.
    """

    def __init__(self, certified: str = "", largest: int = 33_554_432) -> None:
        self.out = Out()
        self._place = Path(tempfile.mkdtemp(prefix="tanya-mail-"))
        self.ca_file = self._place / "ca.pem"
        authority = trustme.CA()
        authority.cert_pem.write_to_path(self.ca_file)
        given = authority.issue_cert(certified) if certified else None
        self._smtp = self._way_out(largest)
        self._smtps = None
        if given is not None:
            given.private_key_pem.write_to_path(self._place / "key.pem")
            given.cert_chain_pems[0].write_to_path(self._place / "cert.pem")
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            given.configure_cert(context)
            self._smtp = self._way_out(largest, tls_context=context, require_starttls=True)
            self._smtps = self._way_out(largest, ssl_context=context)
            self._smtps.start()  # type: ignore[no-untyped-call]
        self._smtp.start()  # type: ignore[no-untyped-call]
        self.port, self.tls_port = free_port(), free_port() if given else 0
        root = os.getuid() == 0
        (self._place / "imap.conf").write_text(
            CONFIGURATION.format(
                place=self._place,
                port=self.port,
                tls_port=self.tls_port,
                ssl=SSL.format(place=self._place) if given else "ssl = no",
                password=PASSWORD,
                user="nobody" if root else getpass.getuser(),
                group="nogroup" if root else grp.getgrgid(os.getgid()).gr_name,
                uid=65534 if root else os.getuid(),
                gid=65534 if root else os.getgid(),
            )
        )
        self._place.chmod(0o755)
        mail = self._place / "mail"
        mail.mkdir(mode=0o777)
        mail.chmod(0o777)
        program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        assert program, "Dovecot is missing: make test installs it (apt-get install dovecot-imapd)"
        self._imap = subprocess.Popen(
            [program, "-F", "-c", self._place / "imap.conf"], stderr=subprocess.DEVNULL
        )
        self._wait()

    def _way_out(self, largest: int, **more: Any) -> Controller:
        return Controller(  # type: ignore[no-untyped-call]
            self.out, hostname="127.0.0.1", port=free_port(), auth_require_tls=False, authenticator=_knows,
            data_size_limit=largest, **more,
        )  # fmt: skip

    def settings(self, security: str = "plain", **more: Any) -> dict[str, Any]:
        """``security`` of both ways: plain, starttls or tls."""
        way_out = self._smtps if security == "tls" and self._smtps is not None else self._smtp
        known: dict[str, Any] = {"address": OWN, "imap_host": "127.0.0.1", "smtp_host": "127.0.0.1"}
        known |= {"imap_port": self.tls_port if security == "tls" else self.port, "smtp_port": way_out.port}
        known |= {"imap_security": security, "smtp_security": security, "ca_file": self.ca_file}
        return known | {"user": "tanya", "password": PASSWORD, "poll_seconds": 0.05} | more

    def mailbox(self) -> imaplib.IMAP4:
        box = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        box.login("tanya", PASSWORD)
        box.select()
        return box

    def arrive(self, raw: bytes) -> None:
        """A mail comes into the office's mailbox."""
        with self.mailbox() as box:
            box.append("INBOX", None, None, raw)  # type: ignore[arg-type]

    def starred(self) -> int:
        """Mails that somebody shall look at."""
        with self.mailbox() as box:
            _, found = box.uid("SEARCH", "SEEN", "FLAGGED")
        return len(found[0].split())

    def unread(self) -> int:
        with self.mailbox() as box:
            _, found = box.uid("SEARCH", "UNSEEN")
        return len(found[0].split())

    def empty(self) -> None:
        """No mail is left of the test before."""
        with self.mailbox() as box:
            _, found = box.search(None, "ALL")
            for number in found[0].decode().split():
                box.store(number, "+FLAGS", r"(\Deleted)")
            box.expunge()

    def close(self) -> None:
        self._smtp.stop()  # type: ignore[no-untyped-call]
        if self._smtps is not None:
            self._smtps.stop()  # type: ignore[no-untyped-call]
        self._imap.terminate()
        self._imap.wait(10)
        shutil.rmtree(self._place, ignore_errors=True)

    def _wait(self) -> None:
        end = time.monotonic() + 30
        while True:
            try:
                self.mailbox().logout()
            except OSError:
                assert time.monotonic() < end, (self._place / "log").read_text()
                time.sleep(0.05)
            else:
                return


def _knows(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
    return AuthResult(success=given.login == b"tanya" and given.password == PASSWORD.encode())


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
