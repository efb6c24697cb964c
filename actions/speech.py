"""What actions say: text keys, fields, sources, choices. The words are filled in later."""

from __future__ import annotations

from typing import Any

from knowledge.answerer import Decision

Said = dict[str, Any]


def say(
    key: str, *, outcome: str | None = None, choices: list[dict[str, str]] | None = None, **fields: Any
) -> Said:
    """One reply: the text's key and what fills its fields."""
    said: Said = {"say": key, "with": fields}
    if outcome:
        said["outcome"] = outcome
    if choices:
        said["choices"] = choices
    return said


def choice(title: str, payload: str | None = None) -> dict[str, str]:
    """A button; what it sends is what a person would type or say."""
    return {"title": title, "payload": payload or title}


def answered(decision: Decision) -> Said:
    """An answer in the office's own words, with where it comes from."""
    return {
        "text": decision.text,
        "outcome": str(decision.outcome),
        "sources": [
            {
                "title": source.title,
                "unit": source.unit,
                "date": source.date.isoformat() if source.date else None,
                "url": source.url,
                "entry": source.entry,
            }
            for source in decision.sources
        ],
    }


def from_law(article: str, outcome: str) -> Said:
    """What a reply out of the rules has: how it ends the turn, and the article as its source."""
    return {"outcome": str(outcome), "sources": [{"title": article}] if article else []}
