"""A citizen's wish that their name, or what they say, stays hidden, as it is said in everyday words.

How to call::

    last_said("jangan sebut nama saya", NAME)        # -> True: hidden; False: shown; None: says neither
    wish = read_wish("kantor kecamatan, tapi rahasiakan nama saya")
    wish.hides, wish.rest                            # -> {"name"}, "kantor kecamatan"

Standard library alone: Rasa's environment imports this module too. To miss such a wish costs the citizen their
name; to hear one in an answer costs a line with an explanation and a step back.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from office.language import LEXICON, normalise

NAME, CONTENT = "name", "content"
_JOINT = re.compile(r"[,.;:!?\n]+|\b(?:tapi|tp|tetapi|cuma|cuman|dan)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Wish:
    """What a message wishes hidden, and what else it says."""

    hides: frozenset[str]
    """``name``, ``content``, both, or nothing."""
    rest: str
    """The message without the wish, as written."""


def read_wish(text: str) -> Wish:
    """The clauses of a message that say nothing but such a wish; the rest may be an answer."""
    hidden: set[str] = set()
    kept: list[tuple[str, str]] = []
    aside: list[tuple[str, str]] = []
    for joint, clause in _clauses(text):
        plain = normalise(clause)
        if not plain:
            continue
        wished = _wished(plain)
        hidden |= wished
        if not wished:
            kept.append((joint, clause))
            if _says_nothing_else(plain):
                aside.append((joint, clause))
    if not hidden:
        return Wish(frozenset(), text)
    left = [each for each in kept if each not in aside]
    rest = "".join((joint if at else "") + clause for at, (joint, clause) in enumerate(left))
    return Wish(frozenset(hidden), rest.strip())


def polarity(plain: str, what: str) -> bool | None:
    """Whether normalised words hide (True) or show (False) the ``name`` or the ``content``; None: neither."""
    table = _table()
    plain = _without(plain, table["no_no"])
    if _holds(plain, table["asking"]) and plain.endswith(" tidak"):
        plain = plain.removesuffix(" tidak")
    refused = _holds(plain, table["no"])
    if _holds(plain, table[what]["hides"]):
        return not refused
    if _holds(plain, table[what]["shows"]):
        return refused or _holds(plain, table["fears"])
    if what == NAME and _holds(plain, table["fears"]) and _holds(plain, table[NAME]["feared"]):
        return True
    return None


def last_said(text: str, what: str) -> bool | None:
    """The same of a whole message: its last clause that speaks of it decides.

    The comma parts "tidak, boleh dibuka" from "tidak boleh dibuka".
    """
    said = (polarity(normalise(clause), what) for _joint, clause in reversed(list(_clauses(text))))
    return next((hidden for hidden in said if hidden is not None), None)


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """Clauses with what joins each to the one before."""
    start, joint = 0, ""
    for found in _JOINT.finditer(text):
        yield joint, text[start : found.start()]
        start, joint = found.end(), found[0]
    yield joint, text[start:]


def _wished(plain: str) -> set[str]:
    """What a clause that says nothing else wishes hidden."""
    table = _table()
    if not _says_nothing_else(plain):
        return set()
    if not _is_own_wish(plain):
        return set()
    content = polarity(plain, CONTENT) and _holds(plain, table["about_content"])
    name = polarity(plain, NAME) and (not content or _holds(plain, ["nama", "namaku", "identitas"]))
    # "Rahasiakan ya" does not say what: nothing is shown then.
    both = name and _holds(plain, table["secret"]) and not _holds(plain, table[NAME]["shows"])
    return ({NAME} if name else set()) | ({CONTENT} if content or both else set())


def _is_own_wish(plain: str) -> bool:
    """Whether a clause tells what the citizen wants, rather than how something is or what others want."""
    table = _table()
    if _holds(plain, table["fears"]):
        return _holds(plain, table["own"])
    if not _holds(plain, table["no"]):
        return True
    if _holds(plain.partition(" tidak ")[0], table["others"]):
        return False
    return _holds(plain, table["refusals"]) or _holds(plain, table["asking"])


def _says_nothing_else(plain: str) -> bool:
    return not _without(plain, _vocabulary()).split()


@lru_cache(maxsize=1)
def _vocabulary() -> list[str]:
    table = _table()
    listed = [table[name] for name in ("no", "refusals", "fears", "no_no", "asking", "around")]
    listed.append(table[NAME]["feared"])
    listed += [table[what][way] for what in (NAME, CONTENT) for way in ("hides", "shows")]
    return sorted((words for each in listed for words in each), key=len, reverse=True)


def _holds(plain: str, listed: Iterable[str]) -> bool:
    spoken = f" {plain} "
    return any(f" {words} " in spoken for words in listed)


def _without(plain: str, listed: Iterable[str]) -> str:
    spoken = f" {plain.replace(' ', '  ')} "
    for words in listed:
        spoken = spoken.replace(f" {words.replace(' ', '  ')} ", "  ")
    return " ".join(spoken.split())


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads((LEXICON / "hiding.toml").read_text(encoding="utf-8"))
