"""A decision as one line of JSON (the contract of ``tanya ask``), and back."""

from __future__ import annotations

from typing import Any

from knowledge.answerer import Candidate, Decision
from office.outcome import Outcome


def as_line(decision: Decision) -> dict[str, Any]:
    """``{"question","outcome","score","entry","text","sources","candidates"}``; candidates best first."""
    return {
        "question": decision.question,
        "outcome": str(decision.outcome),
        "score": round(float(decision.score), 4),
        "entry": decision.entry.id if decision.entry is not None else None,
        "text": decision.text,
        "sources": [
            {
                "title": source.title,
                "unit": source.unit or None,
                "date": source.date.isoformat() if source.date else None,
                "url": source.url or None,
                "entry": source.entry,
            }
            for source in decision.sources
        ],
        "candidates": [
            {"entry": item.entry, "title": item.title, "score": round(float(item.score), 4)}
            for item in decision.candidates
        ],
    }


def from_line(line: dict[str, Any]) -> Decision:
    """What an evaluation needs of a decision made by a running server."""
    return Decision(
        question=line["question"],
        outcome=Outcome(line["outcome"]),
        score=line["score"],
        entry=None,
        text=line["text"],
        candidates=[Candidate(item["entry"], item["title"], item["score"]) for item in line["candidates"]],
    )
