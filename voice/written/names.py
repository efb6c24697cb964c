"""What is spelled: letters said one by one, e-mail addresses, case numbers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache

from office.settings import PROJECT
from voice.written.tokens import Token, table

NUMBER_RULES = PROJECT / "data" / "rules" / "numbers.toml"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_MAIL_PART = re.compile(r"[a-z0-9][a-z0-9._-]*", re.IGNORECASE)


def letters(tokens: Sequence[Token]) -> list[Token]:
    """ "P P I D" and "pe pe i de" are "PPID"; one letter alone stays a word."""
    found: list[Token] = []
    run: list[Token] = []
    for token in [*tokens, Token("")]:
        if _letter(token) is not None and (not run or not run[-1].tail):
            run.append(token)
            continue
        found += _joined(run)
        run = [token] if _letter(token) is not None else []
        if not run:
            found.append(token)
    return found[:-1]


def _joined(run: Sequence[Token]) -> list[Token]:
    if len(run) < 2:
        return list(run)
    return [Token("".join(_letter(token) or "" for token in run), run[-1].tail)]


def _letter(token: Token) -> str | None:
    if len(token.word) == 1 and token.word.isalpha():
        return token.word.upper()
    found: str | None = table()["letters"].get(token.key)
    return found


def mail(tokens: Sequence[Token]) -> list[Token]:
    """ "budi titik santoso et surat titik id" is an e-mail address."""
    tokens = _one_word_signs(tokens)
    for at, token in enumerate(tokens):
        if token.key not in table()["mail"]["at"]:
            continue
        left, begin = _address_part(tokens, at - 1, -1)
        right, end = _address_part(tokens, at + 1, 1)
        if left and "." in right:
            address = Token(f"{left}@{right}".lower(), tokens[end - 1].tail)
            return [*tokens[: begin + 1], address, *mail(tokens[end:])]
    return list(tokens)


def _one_word_signs(tokens: Sequence[Token]) -> list[Token]:
    """ "garis bawah" as one token."""
    signs = {sign for sign in table()["mail"]["marks"] if " " in sign}
    found: list[Token] = []
    for token in tokens:
        if found and not found[-1].tail and f"{found[-1].key} {token.key}" in signs:
            found[-1] = Token(f"{found[-1].word} {token.word}", token.tail)
        else:
            found.append(token)
    return found


def _address_part(tokens: Sequence[Token], at: int, step: int) -> tuple[str, int]:
    """One side of the address, read away from the "at"; and where it ends."""
    words, digits = table()["mail"], table()["digits"]
    signs = {words["dot"]: ".", **words["marks"]}
    part, wants_word = "", True
    while 0 <= at < len(tokens):
        token = tokens[at]
        sign = signs.get(token.key)
        if sign is None and (not wants_word or not _MAIL_PART.fullmatch(token.word)):
            break
        figure = digits.get(token.key) if step < 0 else None
        piece = sign or (str(figure) if figure is not None else _mail_word(token))
        part = piece + part if step < 0 else part + piece
        # "budi dua tiga at": the figures end the name, the word before them begins it.
        wants_word = sign is not None or (wants_word and figure is not None)
        at += step
        if step > 0 and token.tail:
            break
    return part.strip("."), at


def _mail_word(token: Token) -> str:
    """A word of an address: a domain as it is written, one letter by its name, anything else as it is."""
    domain: str | None = table()["mail"]["domains"].get(token.key)
    return domain or _letter(token) or token.word


def case_numbers(text: str) -> str:
    """A case number as it stands in the register, however its parts were said."""

    def as_registered(found: re.Match[str]) -> str:
        sequence, kind, month, year = found.groups()
        roman = ROMAN[int(month) - 1] if month.isdecimal() else month.upper()
        return f"{int(sequence):04d}/{kinds[_bare(kind)]}/{roman}/{year}"

    kinds, pattern = _case_numbers()
    return pattern.sub(as_registered, text)


def _bare(kind: str) -> str:
    """The kind's letters alone: "ADU strip PPID" is ADUPPID."""
    return re.sub(rf"\b{table()['slash']['hyphen']}\b|[ -]", "", kind, flags=re.IGNORECASE).upper()


@cache
def _case_numbers() -> tuple[dict[str, str], re.Pattern[str]]:
    """The register's names of kinds by their letters alone, and what a number looks like when heard."""
    formats = tomllib.loads(NUMBER_RULES.read_text(encoding="utf-8"))["format"].values()
    names = sorted({each.split("/")[1] for each in formats}, key=len, reverse=True)
    hyphen = rf"(?:[ -]|\s*\b{table()['slash']['hyphen']}\b\s*)?"
    kinds = "|".join(name.replace("-", hyphen) for name in names)
    slash = "|".join(re.escape(word) for word in table()["slash"]["spoken"])
    between = rf"\s*(?:,|/|(?:{slash})\b)?\s*"
    month = rf"(?:{table()['slash']['roman']}\s+)?(1[0-2]|0?[1-9]|{'|'.join(sorted(ROMAN, key=len, reverse=True))})"
    parts = (r"\b(\d{1,4})", f"({kinds})", month, r"(20\d\d)\b")
    pattern = re.compile(between.join(parts), re.IGNORECASE)
    return {name.replace("-", ""): name for name in names}, pattern
