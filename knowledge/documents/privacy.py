"""Numbers of private persons in a document's text, covered before anything is kept or indexed.

An identity number (NIK, nomor KK) is protected wherever it stands (UU 23/2006 art. 84). A mobile number is private when
the paragraph around it speaks of no office that can be reached there: many a counter answers by WhatsApp.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from knowledge.analysis import plain_words
from knowledge.documents.blocks import Block, Document
from knowledge.texts import texts
from office.language import LEXICON

# Six digits of the region, the birth date (a woman's day plus 40), four of the series; often written in groups.
_IDENTITY = re.compile(
    r"(?<!\d)[1-9](?:[ .-]?\d){5}[ .-]?(?:[04][1-9]|[1256]\d|[37][01])[ .-]?(?:0[1-9]|1[0-2])(?:[ .-]?\d){6}(?!\d)"
)
_MOBILE = re.compile(r"(?<![\d+])(?:\+?62|0)[ -]?8\d(?:[ -]?\d){7,10}(?!\d)")


def covered(document: Document) -> tuple[Document, list[Block]]:
    """The document without private persons' numbers, and the blocks that had some."""
    blocks, found = [], []
    for block in document.blocks:
        text = _covered(block.text)
        if text != block.text:
            found.append(block)
        blocks.append(block._replace(text=text))
    return replace(document, blocks=blocks), found


def places(blocks: Iterable[Block]) -> str:
    """Where blocks stand: ``halaman 2, 5``, or nothing where the format knows no pages."""
    pages = sorted({block.page for block in blocks if block.page})
    return f"halaman {', '.join(map(str, pages))}" if pages else ""


def _covered(text: str) -> str:
    instead = texts()["document"]["private"]
    text, identities = _IDENTITY.subn(instead, text)
    if identities or not office_words() & set(plain_words(text)):
        text = _MOBILE.sub(instead, text)
    return text


@lru_cache(maxsize=1)
def office_words() -> frozenset[str]:
    """Words around the number of an office, from ``data/lexicon/office_contact.txt``."""
    lines = (LEXICON / "office_contact.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
