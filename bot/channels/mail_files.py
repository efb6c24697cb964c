"""The files in a mail: what its writer sent along, without what mail programs add by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

ADDED = frozenset(
    {
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "text/vcard",
        "text/x-vcard",
    }
)
"""Signatures and visiting cards: nobody sent them on purpose, and refusing each would be noise."""
DECORATION = 20 * 1024
"""Bytes. Pictures shown within the words are logos of letterheads up to this size; photographs are larger."""


@dataclass(frozen=True)
class Attached:
    """One file, called what its sender calls it."""

    title: str
    content: bytes


def leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something; a mail within the mail is one part."""
    left = [message]
    while left:
        part = left.pop()
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            left += [each for each in reversed(inner) if isinstance(each, Message)]
        else:
            yield part


def is_words(part: Message) -> bool:
    """Whether a part is text to be read in place, not a file."""
    attached = part.get_content_disposition() == "attachment"
    return part.get_content_maintype() == "text" and not attached and not part.get_filename()


def files_in(message: Message, html: str) -> tuple[Attached, ...]:
    """What was sent along; ``html`` are the words as they were laid out, in which pictures may stand."""
    found = []
    for part in leaves(message):
        if part.get_content_type() in ADDED or is_words(part):
            continue
        content = _content(part)
        shown = f"cid:{str(part.get('Content-ID', '')).strip(' <>')}"
        if len(content) <= DECORATION and shown != "cid:" and shown in html:
            continue
        found.append(Attached(part.get_filename() or "", content))
    return tuple(found)


def _content(part: Message) -> bytes:
    inner = part.get_payload()
    if isinstance(inner, list):  # a mail within the mail
        return inner[0].as_bytes() if inner and isinstance(inner[0], Message) else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
