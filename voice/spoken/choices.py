"""The choices of a reply, said: a number for each, because a voice has no buttons."""

from __future__ import annotations

from collections.abc import Sequence

from voice.spoken.numbers import cardinal


def choices_aloud(titles: Sequence[str]) -> str:
    """``["Ajukan permohonan", "Batal"]`` -> ``Satu untuk ajukan permohonan, dua untuk batal.``; none: empty."""
    said = [f"{cardinal(position)} untuk {_lowered(title)}" for position, title in enumerate(titles, 1)]
    sentence = ", ".join(said)
    return f"{sentence[:1].upper()}{sentence[1:]}." if said else ""


def _lowered(title: str) -> str:
    """The title inside a sentence: an ordinary first word small, an abbreviation as it is."""
    title = title.strip().rstrip(".!")
    return title if title[:2].isupper() else title[:1].lower() + title[1:]
