"""A long number said piece by piece.

Whoever cannot write has no other way to give an identity number that was misheard as a whole: each piece is
read back, the last one can be taken back, and the whole is read back before it counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NUMBER_LINES = frozenset({"nik", "kontak"})
"""Lines of the forms (data/rules/fields.toml) whose answer may be a long number."""
WHOLE = 8
"""Figures of a number that is said as one: no piece has so many."""
MOST = 16
"""Figures of an identity number; no telephone number has more."""
GROUP = 4
_BETWEEN = re.compile(r"[\s.,-]")


@dataclass(frozen=True)
class Dictation:
    """The pieces so far, in figures; none yet: it has just been offered."""

    pieces: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        return "".join(self.pieces)

    def fits(self, piece: str) -> bool:
        """Whether the number is not too long with this piece."""
        return len(self.number) + len(piece) <= MOST

    def with_piece(self, piece: str) -> Dictation:
        return Dictation((*self.pieces, piece))

    def without_last(self) -> Dictation:
        return Dictation(self.pieces[:-1])

    def kept(self) -> str:
        """As it is stored with the conversation."""
        return " ".join(self.pieces)


def read(kept: str | None) -> Dictation | None:
    """What :meth:`Dictation.kept` gave; none: nobody dictates."""
    return None if kept is None else Dictation(tuple(kept.split()))


def figures(text: str) -> str:
    """The figures of a text that is nothing but figures; otherwise nothing."""
    found = _BETWEEN.sub("", text)
    return found if found.isascii() and found.isdecimal() else ""


def shown(number: str) -> str:
    """Figure by figure in groups of four: so our voice and a screen reader say it, not as thousands."""
    groups = [" ".join(number[at : at + GROUP]) for at in range(0, len(number), GROUP)]
    return ", ".join(groups)
