"""Letters: by name, as a word when they are capitals one can say, and spelling."""

from __future__ import annotations

import re
from functools import cache

from voice.spoken.numbers import digits, number
from voice.spoken.tables import table

# A word one can say in Indonesian: syllables of at most two consonants before and one or two after the vowel.
_SAYABLE = re.compile(
    r"(?:(?:[kpgbdt]r|[kpbg]l|s[wtkpryl]|ny|ng|sy|kh|[bcdfghjklmnprstvwyz])?[aiueo]{1,2}"
    r"(?:ng|nk|ns|rs|ks|[bdfghklmnprst])?)+",
    re.IGNORECASE,
)
_RUNS = re.compile(r"[A-Za-z]+|\d+")


def letters(text: str) -> str:
    """Each letter by its name: ``ktp`` -> ``ka te pe``; what is no plain letter is left as it is."""
    names = table("letters")["names"]
    return " ".join(names.get(letter.lower(), letter) for letter in text)


def capitals(word: str) -> str:
    """A word in capitals: by the table, as a word if one can say it, else letter by letter."""
    known = table("letters")["words"].get(word)
    if known:
        return str(known)
    if word.lower() in _short_words() or (len(word) > 3 and sayable(word)):
        return word.lower()
    return letters(word)


def sayable(word: str) -> bool:
    """Whether a reader says these letters as a word instead of spelling them."""
    return _SAYABLE.fullmatch(word) is not None


def mixed(word: str) -> str:
    """Letters and digits without a gap: ``A4`` -> ``a empat``, ``DP3A`` -> ``de pe tiga a``."""
    runs = _RUNS.findall(word)
    return " ".join(number(run) if run.isdigit() else _run_of_letters(run) for run in runs)


def spell(text: str) -> str:
    """One character after the other, for a name or number that must be got right: words apart by commas."""
    marks = table("letters")["marks"]
    words = []
    for word in text.split():
        runs = re.findall(r"[^\W\d_]+|[0-9]+|[^\w\s]|_", word)
        words.append(" ".join(_spelt(run, marks) for run in runs).strip())
    return ", ".join(word for word in words if word)


def _spelt(run: str, marks: dict[str, str]) -> str:
    if run[0].isdigit():
        return digits(run)
    return letters(run) if run[0].isalpha() else marks.get(run, "")


def _run_of_letters(run: str) -> str:
    return capitals(run) if run.isupper() else (run if len(run) > 1 else letters(run))


@cache
def _short_words() -> frozenset[str]:
    return frozenset(table("letters")["short"]["words"])
