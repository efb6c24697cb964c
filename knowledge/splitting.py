"""Two questions in one message: ``syaratnya apa? terus biayanya brp?``

How to call::

    split("syarat akta lahir apa? terus biaya ktp brp?")     # -> ["syarat akta lahir apa?", "biaya ktp brp?"]
    decisions = ask_each(answerer.ask, message, before)       # one decision, or one for each question

A message is taken apart only where every part asks something, and only when the parts lead to different
entries: many an entry answers ``Apa itu PPID dan apa tugasnya?`` whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from knowledge.analysis import plain_words, terms
from knowledge.answerer import SURE, Decision
from knowledge.aspects import asked

MOST = 3
"""Questions of one message that are answered apart; what follows stays with the last."""
ASKING = frozenset(
    {
        "apa",
        "apakah",
        "berapa",
        "bagaimana",
        "kapan",
        "siapa",
        "mana",
        "dimana",
        "kemana",
        "mengapa",
        "kenapa",
    }
)

_END = re.compile(r"(?<=\?)[\s?!.,)]*|[\r\n;]+")
_AND = re.compile(
    r"[\s,.]+(?:dan|terus|trs|trus|lalu|lantas|kemudian|sama|serta|sekalian|plus|oh iya|oiya|oya|juga)\s+",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:(?:dan|terus|trs|trus|lalu|lantas|kemudian|sama|serta|sekalian|plus|oh iya|oiya|oya|juga)[\s,]+)+",
    re.IGNORECASE,
)

Ask = Callable[[str, Sequence[str]], Decision]


def split(message: str) -> list[str]:
    """The questions of a message in their order; one when it is one."""
    parts: list[str] = []
    for piece in (piece.strip() for piece in _END.split(message)):
        if not piece:
            continue
        # What asks nothing (a greeting, who one is) belongs to the question that follows.
        if parts and not _asks(parts[-1]):
            parts[-1] = f"{parts[-1]} {piece}"
        elif len(parts) < MOST:
            parts.append(piece)
        else:
            parts[-1] = f"{parts[-1]} {piece}"
    if len(parts) > 1 and not _asks(parts[-1]):
        parts[-2:] = [f"{parts[-2]} {parts[-1]}"]
    if len(parts) == 1:
        parts = _joined_by_and(parts[0])
    return [_LEADING.sub("", part) for part in parts] if len(parts) > 1 else [message]


def ask_each(ask: Ask, message: str, before: Sequence[str] = ()) -> list[Decision]:
    """Decide about a message; about each of its questions where they have different answers."""
    whole = ask(message, before)
    parts = split(message)
    if len(parts) < 2:
        return [whole]
    each = [_ask_part(ask, part, [*before, *parts[:place]]) for place, part in enumerate(parts)]
    if whole.score >= SURE and not all(decision.entry and decision.score >= SURE for decision in each):
        return [whole]
    entries = {decision.entry.id for decision in each if decision.entry is not None}
    if len(entries) > 1 or (entries and whole.entry is None):
        return _once(each)
    return [whole]


def _ask_part(ask: Ask, part: str, before: Sequence[str]) -> Decision:
    """A question that stands alone is asked alone: leaning on the one before it, it would get that one's answer."""
    alone = ask(part, ())
    return alone if alone.entry is not None or not before else ask(part, before)


def _once(decisions: list[Decision]) -> list[Decision]:
    """The same entry is given once."""
    given: set[str] = set()
    kept = []
    for decision in decisions:
        name = decision.entry.id if decision.entry is not None else ""
        if name not in given or not name:
            kept.append(decision)
        given.add(name)
    return kept


def _joined_by_and(text: str) -> list[str]:
    """Two questions with a word between them, where each half has its own word of asking."""
    for joint in _AND.finditer(text):
        first, second = text[: joint.start()].strip(), text[joint.end() :].strip()
        if all(ASKING & set(plain_words(half)) and terms(half) for half in (first, second)):
            return [first, second]
    return [text]


def _asks(part: str) -> bool:
    words = plain_words(part)
    return bool(ASKING & set(words)) or (part.endswith("?") and bool(terms(part))) or bool(asked(words))
