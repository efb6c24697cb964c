"""A citizen's mail as it came: who wrote, in which thread, what was said; and what nobody should answer."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass, replace
from email.message import Message
from email.policy import EmailPolicy
from email.utils import getaddresses, parseaddr
from typing import Any

import lxml.etree  # type: ignore[import-untyped]
import lxml.html  # type: ignore[import-untyped]

from bot.channels.mail_files import Attached, files_in, is_words, leaves

LONGEST = 100_000
"""Characters kept of one mail."""
MOST_LOOKED_AT = 1_000_000
"""Characters of a part that are looked at for its writer's words."""
MOST_PARTS = 500
"""A mail with more is no letter; the time to take one apart grows with the square of them."""
LONGEST_HEADER = 8000
"""Characters. A line of addresses of a megabyte took four minutes to read."""
_THREAD = re.compile(r"[+.]([0-9a-f]{24})@")
_OURS = re.compile(r"<(\d+)\.[0-9a-f]{24}@")
_BELOW = re.compile(
    r"^\s*(?:-{3,}\s*(?:original message|pesan asli|pesan yang diteruskan|forwarded message).*|_{20,}"
    r"|(?:from|dari)\s*:[^\n]*@[^\n]*)$",
    re.IGNORECASE | re.MULTILINE,
)
"""From here on programs that do not mark quoted lines quote the mail answered."""
_SAID = re.compile(
    r"^(?:on|pada)\b[^\n]{5,200}(?:\n[^\n]{0,100})?\b(?:wrote|menulis)\s*:\s*$", re.IGNORECASE | re.MULTILINE
)
_ROBOTS = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)(?:[+-].*)?@", re.IGNORECASE
)


class _Policy(EmailPolicy):
    """Reads no header further than it may be long."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return super().header_fetch_parse(name, value[:LONGEST_HEADER])


_POLICY = _Policy()


@dataclass(frozen=True)
class Mail:
    """What counts of a mail."""

    sender: str
    """The bare address, in small letters; empty when there is none that could be answered."""
    message_id: str
    thread: str | None
    """The thread of ours that it answers, as its addresses or references say."""
    text: str
    files: tuple[Attached, ...]
    unattended: bool
    """Written by a machine or to a list: it is never answered (RFC 3834)."""
    failed: int | None = None
    """For a report that a mail of ours did not arrive: its outbox id."""
    whole: bool = True
    """False for a mail so oddly built that only its head was read."""


def read(raw: bytes, own: str) -> Mail:
    """Read a mail, whole or only its head; ``own`` is the office's address. Never raises for what a mail may hold.

    Of one with parts beyond all reason only its head is read.
    """
    try:
        if raw.count(b"\n--") > MOST_PARTS:
            raise RecursionError
        return _read(raw, own)
    except RecursionError:  # a mail in a mail in a mail
        head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
        kept = [line for line in head.split(b"\n") if not line.lower().startswith(b"content-")]
        return replace(_read(b"\n".join(kept), own), whole=False)


def _read(raw: bytes, own: str) -> Mail:
    message = email.message_from_bytes(raw, policy=_POLICY)
    sender = parseaddr(_header(message, "From"))[1].strip().lower()
    mailed_to = " ".join(_all(message, ("To", "Cc", "Delivered-To", "X-Original-To")))
    answered = " ".join(_all(message, ("In-Reply-To", "References")))
    found = _THREAD.search(mailed_to.lower()) or _THREAD.search(answered.lower())
    report = message.get_content_type() == "multipart/report"
    text, files = ("", ()) if report else _said(message)
    return Mail(
        sender=sender if re.fullmatch(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+", sender) else "",
        message_id=_header(message, "Message-ID").strip(),
        thread=found[1] if found else None,
        text=(text or _header(message, "Subject").strip())[:LONGEST],
        files=files,
        unattended=report or sender == own.lower() or _by_a_machine(message, sender),
        failed=_failed(raw) if report else None,
    )


def _by_a_machine(message: Message, sender: str) -> bool:
    auto = _header(message, "Auto-Submitted").strip().lower()
    bulk = _header(message, "Precedence").strip().lower() in ("bulk", "junk", "list", "auto_reply")
    listed = any(
        _header(message, name) for name in ("List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond")
    )
    nobody = _header(message, "Return-Path").strip() == "<>"
    return auto not in ("", "no") or bulk or listed or nobody or _ROBOTS.match(sender) is not None


def _failed(raw: bytes) -> int | None:
    """The mail of ours that a report (RFC 3464) speaks of, when it says that it failed for good."""
    told = raw.decode("ascii", errors="replace")
    if not re.search(r"^Action:\s*failed\s*$", told, re.IGNORECASE | re.MULTILINE):
        return None
    ours = re.search(r"^Message-ID:\s*" + _OURS.pattern, told, re.IGNORECASE | re.MULTILINE)
    return int(ours[1]) if ours else None


def _said(message: Message) -> tuple[str, tuple[Attached, ...]]:
    """The writer's own words, without what they quote, and the files that came along."""
    said = [part for part in leaves(message) if is_words(part)]
    html = "".join(_text(part) for part in said if part.get_content_subtype() == "html")
    words = "\n\n".join(_text(part) for part in said if part.get_content_subtype() == "plain")
    return own_words(words.strip() or plain(html)), files_in(message, html)


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    known = content if isinstance(content, bytes) else b""
    try:
        text = known.decode(part.get_content_charset("utf-8"), errors="replace")
    except LookupError:  # an alphabet nobody knows
        text = known.decode("latin-1")
    return text[:MOST_LOOKED_AT]


def plain(html: str) -> str:
    """The words of an HTML mail, a line a block."""
    try:
        page = lxml.html.document_fromstring(html.encode(), lxml.html.HTMLParser(encoding="utf-8"))
    except lxml.etree.ParserError:  # nothing in it
        return ""
    for quoted in page.find_class("gmail_quote"):
        quoted.drop_tree()
    lxml.etree.strip_elements(page, "script", "style", "head", "blockquote", with_tail=False)
    for line in page.iter("br", "p", "div", "li", "tr"):
        line.tail = f"\n{line.tail or ''}"
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in page.text_content().splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def own_words(text: str) -> str:
    """Without quoted lines, the answered mail below, and the signature; all of it when nothing else is left."""
    text = text.replace("\r\n", "\n")
    below = _BELOW.search(text)
    kept = _SAID.sub("", text[: below.start()] if below else text)
    kept = "\n".join(line for line in kept.split("\n") if not line.startswith(">"))
    kept = re.split(r"^-- $", kept, maxsplit=1, flags=re.MULTILINE)[0].strip()
    return kept or text.strip()


def _header(message: Message, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except Exception:  # a header that breaks its own grammar is as good as none
        return ""


def _all(message: Message, names: tuple[str, ...]) -> list[str]:
    """Every value of these headers; of address headers the bare addresses as well."""
    found = []
    for name in names:
        try:
            values = [str(value) for value in message.get_all(name, [])]
        except Exception:  # noqa: S112 - as above
            continue
        found += [*values, *(address for _, address in getaddresses(values))]
    return found
