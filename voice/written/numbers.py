"""Number words and digits said one by one become figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from voice.written.tokens import Token, table

LEAST_RUN = 3
"""Digits in a row that are one number said digit by digit; "satu dua hari" is not."""
LEAST_GROUPS = 8
"""Figures that groups have together when they are one number: 3273 0110 0101 0001."""
_GROUPED = re.compile(r"\d+(?:[-.]\d+)+")


@dataclass(frozen=True)
class Read:
    """A number found at the beginning of the tokens: its figures, its value, and how many words it took."""

    figures: str
    value: int
    words: int
    digit_by_digit: bool


def numbers(tokens: Sequence[Token]) -> list[Token]:
    """Every number that is meant as a number in figures."""
    found: list[Token] = []
    at = 0
    while at < len(tokens):
        read = _digits(tokens[at:]) or _cardinal(tokens[at:])
        if read is None:
            found.append(_without_hyphens(tokens[at]))
            at += 1
            continue
        tail = tokens[at + read.words - 1].tail
        rest = tokens[at + read.words :]
        if _in_figures(read, found, rest, whole=not found and not rest):
            found.append(Token(_shown(read), tail))
        else:
            found += tokens[at : at + read.words]
        at += read.words
    return _decimals(_clock(found))


def _digits(tokens: Sequence[Token]) -> Read | None:
    """A number said digit by digit, in groups or not; two-digit numbers may end it ("nol delapan dua belas")."""
    figures, words = "", 0
    while words < len(tokens):
        token = tokens[words]
        if not _begins_cardinal(tokens[words:]) and (digit := _digit(token)) is not None:
            figures, words = figures + digit, words + 1
        elif figures.startswith("0") and (more := _cardinal(tokens[words:])) and more.value < 100:
            figures, words = figures + more.figures, words + more.words
        else:
            break
        if tokens[words - 1].tail not in ("", ","):
            break
    groups = [token.word for token in tokens[:words]]
    alone = words == len(tokens) and words > 1
    if all(word.isdecimal() and len(word) > 1 for word in groups):
        enough = len(figures) >= LEAST_GROUPS and words > 1
    else:
        enough = len(figures) >= LEAST_RUN or alone or (figures.startswith("0") and words > 1)
    return Read(figures, int(figures), words, True) if enough else None


def _digit(token: Token) -> str | None:
    if token.word.isdecimal() and token.word.isascii():
        return token.word
    value = table()["digits"].get(token.key)
    return None if value is None else str(value)


def _begins_cardinal(tokens: Sequence[Token]) -> bool:
    """Whether a multiplier follows: "dua puluh", "tiga ratus"."""
    if tokens[0].key in table()["whole"]:
        return True
    return len(tokens) > 1 and not tokens[0].tail and tokens[1].key in table()["times"]


def _cardinal(tokens: Sequence[Token]) -> Read | None:
    """A number in words: "dua ribu dua puluh lima"."""
    units, whole, times = table()["digits"], table()["whole"], table()["times"]
    total = group = last = 0
    limit = None
    words = 0
    while words < len(tokens):
        key = tokens[words].key
        value = units.get(key, whole.get(key))
        if value is not None and value < 1000:
            if limit is not None and value >= limit:  # "lima lima": another number begins
                break
            group, last, limit = group + value, value, 1 if value < 20 else (10 if value < 100 else 100)
        elif key in whole:
            total, last, limit = total + value, value, 1000
        elif key == "belas" and words and 0 < last < 10:
            group, limit = group + 10, 1
        elif key in ("puluh", "ratus") and words and 0 < last < 10:
            group, limit = group + last * (times[key] - 1), times[key]
        elif key in times and key not in ("belas", "puluh", "ratus") and words and group:
            total, group, limit = total + group * times[key], 0, times[key]
        else:
            break
        words += 1
        if tokens[words - 1].tail:
            break
    if not words:
        return None
    return Read(str(total + group), total + group, words, False)


def _in_figures(read: Read, before: Sequence[Token], after: Sequence[Token], whole: bool) -> bool:
    hints = table()["numbers"]
    if read.digit_by_digit or read.value >= 10 or whole:
        return True
    named = bool(before) and not before[-1].tail and before[-1].key in hints["after"]
    counted = bool(after) and after[0].key in (*hints["before"], hints["decimal"])
    decimal = bool(before) and before[-1].key == hints["decimal"]
    return named or counted or decimal


def _shown(read: Read) -> str:
    """Years stay plain; larger amounts get the points that make them readable."""
    if read.digit_by_digit or read.value < 10_000:
        return read.figures
    return f"{read.value:,}".replace(",", ".")


def _clock(tokens: list[Token]) -> list[Token]:
    """ "pukul 8 30" is "pukul 08.30"."""
    found: list[Token] = []
    for token in tokens:
        hour = found[-1] if found else Token("")
        named = len(found) > 1 and found[-2].key in table()["numbers"]["clock"] and not hour.tail
        if named and _below(hour, 25) and len(token.word) == 2 and _below(token, 60):
            found[-1] = Token(f"{int(hour.word):02}.{token.word}", token.tail)
        else:
            found.append(token)
    return found


def _decimals(tokens: list[Token]) -> list[Token]:
    """ "2 koma 5" is "2,5"."""
    found: list[Token] = []
    for token in tokens:
        point = len(found) > 1 and found[-1].key == table()["numbers"]["decimal"]
        if point and token.word.isdecimal() and found[-2].word.isdecimal():
            found[-2:] = [Token(f"{found[-2].word},{token.word}", token.tail)]
        else:
            found.append(token)
    return found


def _below(token: Token, limit: int) -> bool:
    return token.word.isdecimal() and int(token.word) < limit


def _without_hyphens(token: Token) -> Token:
    """0812-3456-7890 as some engines write it."""
    figures = re.sub(r"\D", "", token.word)
    grouped = _GROUPED.fullmatch(token.word) and len(figures) >= LEAST_GROUPS
    return Token(figures, token.tail) if grouped and "-" in token.word else token
