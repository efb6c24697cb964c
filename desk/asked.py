"""Questions with their right answers: the office's question set, and what was answered lately."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.tables import Inbox
from knowledge.evaluation import Question, question_file, read_questions
from office.clock import now
from office.settings import Settings

LATELY = timedelta(days=90)
MOST = 400
"""Answered questions that are looked at, the latest first."""


def question_set(settings: Settings) -> list[Question]:
    """The office's labelled questions; none when it has no set. Raises ``ValueError`` for a broken file."""
    path = question_file(settings)
    return read_questions(path) if path.exists() else []


def answered_questions(session: Session, settings: Settings) -> dict[str, list[str]]:
    """Question -> entries that answer it."""
    query = (
        select(Inbox.text, Inbox.entry)
        .where(
            Inbox.entry.is_not(None),
            Inbox.outcome.startswith("answered_"),
            Inbox.received_at > now() - LATELY,
            Inbox.forgotten_at.is_(None),
        )
        .order_by(Inbox.id.desc())
        .limit(MOST)
    )
    found = {text: [str(entry)] for text, entry in session.execute(query)}
    return found | {each.text: sorted(each.targets) for each in question_set(settings) if each.answerable}
