"""Which of the offered choices a citizen means: by number, by its title, by the words it sends, or by some of them."""

from __future__ import annotations

from collections.abc import Sequence

from office.language import bare, normalise, number


def meant(choices: Sequence[tuple[str, str]], text: str) -> str | None:
    """The words that the chosen button sends; ``choices`` are (title, words)."""
    if (at := number(text)) is not None:
        return choices[at - 1][1] if 0 < at <= len(choices) else None
    said = bare(normalise(text))
    for title, words in choices:
        if said and said in (normalise(title), normalise(words), bare(normalise(words))):
            return words
    return None


def partly_meant(choices: Sequence[tuple[str, str]], text: str) -> str | None:
    """The one choice that has all these words, when only one has them ("rahasiakan")."""
    said = set(bare(normalise(text)).split())
    fits = [words for title, words in choices if said and said <= set(normalise(f"{title} {words}").split())]
    return fits[0] if len(fits) == 1 else None
