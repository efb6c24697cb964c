"""Publishing an answer as knowledge, in the caller's transaction; the index follows within a second."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from knowledge.store import Draft, put
from knowledge.tables import Entry


def publish(
    session: Session,
    *,
    title: str,
    body: str,
    kind: str = "published",
    variants: Iterable[str] = (),
    unit: str = "",
    source_date: date | None = None,
    id: str = "",
) -> Entry:
    """Publish, or renew the entry that has this ``id``. Raises ``ValueError`` for an empty title."""
    ways = tuple(variant.strip() for variant in variants if variant.strip())
    draft = Draft(
        kind=kind,
        title=title.strip(),
        body=body.strip(),
        variants=ways,
        unit=unit,
        source_date=source_date,
        id=id,
    )
    entry = put(session, draft)
    session.flush()
    return entry
