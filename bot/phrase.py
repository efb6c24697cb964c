"""From what Rasa and the actions said (keys and fields) to the words a citizen reads."""

from __future__ import annotations

from typing import Any

from bot.reply import Choice, Reply, Source, Turn
from office.outcome import Outcome
from office.texts import Texts


def phrase(said: list[dict[str, Any]], texts: Texts) -> Turn:
    """Words for every reply, easy ones where it says so; the turn's outcome is the last one named."""
    outcome = Outcome.CONVERSED
    messages: list[Reply] = []
    for part in said:
        if name := part.get("outcome"):
            outcome = Outcome(name)
        if reply := _reply(part, texts):
            messages.append(reply)
    return Turn(messages=messages, outcome=outcome)


def _reply(part: dict[str, Any], texts: Texts) -> Reply | None:
    choices = [Choice(**choice) for choice in part.get("choices") or []]
    words = part.get("text") or ""
    if key := part.get("say"):
        text = texts[key]
        words = text.say(part.get("with") or {}, bool(part.get("easy")))
        shown = {choice.title for choice in choices}  # a button of the action's own stands for the text's
        choices += [
            Choice(title=title, payload=payload) for title, payload in text.choices if title not in shown
        ]
    if not words:
        return None
    return Reply(
        text=words,
        choices=choices,
        sources=[Source(**source) for source in part.get("sources") or []],
        spoken=part.get("spoken"),
        rest=part.get("rest") or [],
    )
