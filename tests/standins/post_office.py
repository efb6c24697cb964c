"""A post office: Debian's Dovecot for IMAP, aiosmtpd for SMTP, both on this machine and thrown away afterwards."""

from __future__ import annotations

import getpass
import grp
import imaplib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

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
ssl = no
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
    port = 0
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


@dataclass
class Out:
    """What was handed in for delivery, and what shall be refused."""

    mails: list[EmailMessage] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    """Address -> the server's answer to it."""
    answer: str = "250 OK"
    """To a mail that was handed in."""

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return self.answer


class PostOffice:
    """Both servers; ``settings`` are those of a house that uses them."""

    def __init__(self) -> None:
        self.out = Out()
        self._smtp = Controller(  # type: ignore[no-untyped-call]
            self.out, hostname="127.0.0.1", port=free_port(), auth_require_tls=False, authenticator=_knows
        )
        self._smtp.start()  # type: ignore[no-untyped-call]
        self._place = Path(tempfile.mkdtemp(prefix="tanya-mail-"))
        self.port = free_port()
        root = os.getuid() == 0
        (self._place / "imap.conf").write_text(
            CONFIGURATION.format(
                place=self._place,
                port=self.port,
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

    def settings(self, **more: Any) -> dict[str, Any]:
        known: dict[str, Any] = {"address": OWN, "imap_host": "127.0.0.1", "imap_port": self.port}
        known |= {"smtp_host": "127.0.0.1", "smtp_port": self._smtp.port, "security": "plain"}
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
