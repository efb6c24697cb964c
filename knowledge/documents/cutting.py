"""Blocks of text -> passages of some 120 to 200 words, cut at the borders of paragraphs and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.documents.blocks import Block

ENOUGH = 120
"""Words after which a passage ends with its paragraph."""
MOST = 200
FEW = 40
"""A section shorter than this is no passage of its own: it goes on into the next."""

_SENTENCE = re.compile(r"(?<=[.!?;:])\s+(?=[\"'(A-Z0-9])")


@dataclass(frozen=True)
class Passage:
    """A piece of a document: under which heading it stands, and on which page it begins."""

    heading: str
    text: str
    page: int | None


def cut(blocks: Sequence[Block]) -> list[Passage]:
    """The passages in reading order; headings alone are none."""
    passages: list[Passage] = []
    heading, following, lines, page = "", "", list[str](), None

    def end() -> None:
        nonlocal heading, lines
        if any(lines):
            passages.append(Passage(heading, "\n".join(lines), page))
        heading, lines = following, []

    for block in blocks:
        if block.heading:
            following = block.text
            if not lines or _words(lines) >= FEW:
                end()
            else:
                lines.append(block.text)
            continue
        for piece in _pieces(block.text):
            count = _words(lines)
            if count and (count >= ENOUGH or count + len(piece.split()) > MOST):
                end()
            if not lines:
                page = block.page
            lines.append(piece)
    if passages and 0 < _words(lines) < FEW and passages[-1].heading == heading:
        last = passages.pop()
        lines, page = [last.text, *lines], last.page
    end()
    return passages


def _pieces(text: str) -> Iterator[str]:
    """A paragraph, in pieces when it is too long for one passage."""
    if len(text.split()) <= MOST:
        yield text
        return
    piece: list[str] = []
    for sentence in _sentences(text):
        if piece and _words(piece) + len(sentence.split()) > MOST:
            yield " ".join(piece)
            piece = []
        piece.append(sentence)
    if piece:
        yield " ".join(piece)


def _sentences(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(text):
        words = sentence.split()
        for start in range(0, len(words), MOST):  # a table read as one line has no sentences
            yield " ".join(words[start : start + MOST])


def _words(lines: Iterable[str]) -> int:
    return sum(len(line.split()) for line in lines)
