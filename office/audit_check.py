"""Is the audit log still as it was written? And its end, noted where nobody who changes the database gets at it.

How to call::

    with database.reading() as session:
        verdict = verify(session, read_anchors(path))     # verdict.broken is None when all is well
        line = anchor(session).as_line()                  # one line to keep apart: e-mail, paper, another machine
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from office.audit import AuditEntry, AuditHead, digest
from office.clock import now


@dataclass(frozen=True)
class Anchor:
    """The end of the log at some moment. A shorter log, or another hash at that number, is a forgery."""

    count: int
    hash: str
    at: str = ""

    def as_line(self) -> str:
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class Broken:
    """The first link that does not hold."""

    number: int
    why: str
    """``missing``, ``changed``, ``unchained``, ``cut`` (the end is gone) or ``anchored`` (not what was kept apart)."""


@dataclass(frozen=True)
class Verdict:
    """What was found: how many rows, the last hash, and the first broken link if there is one."""

    count: int
    hash: str
    broken: Broken | None


def anchor(session: Session) -> Anchor:
    """The present end of the log."""
    head = session.execute(select(AuditHead.size, AuditHead.hash)).one()
    return Anchor(head.size, head.hash, now().isoformat(timespec="seconds"))


def read_anchors(path: Path) -> list[Anchor]:
    """Anchors kept apart, one JSON object a line; raises ``ValueError`` naming the line."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
            found.append(Anchor(int(raw["count"]), str(raw["hash"]), str(raw.get("at", ""))))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"baris {number} di {path.name}") from error
    return found


def verify(session: Session, anchors: Iterable[Anchor] = ()) -> Verdict:
    """Walk the chain from its first row."""
    kept = {each.count: each.hash for each in anchors}
    columns = AuditEntry.__table__.columns
    query = select(*columns).order_by(AuditEntry.id).execution_options(yield_per=2_000)
    # First the head: what is written while we read must not look like a forgery.
    head = session.execute(select(AuditHead.size, AuditHead.hash)).one_or_none()
    number, previous = 0, ""
    for row in session.execute(query).mappings():
        why = _wrong(row, number + 1, previous)
        if why is None and kept.get(row["id"], row["hash"]) != row["hash"]:
            why = "anchored"
        if why is not None:
            return Verdict(number, previous, Broken(number + 1, why))
        number, previous = row["id"], row["hash"]
        if head is not None and number == head.size and previous != head.hash:
            return Verdict(number, previous, Broken(number, "cut"))
    longest = max([head.size if head else 0, *kept])
    if longest > number:
        return Verdict(number, previous, Broken(number + 1, "cut"))
    return Verdict(number, previous, None)


def _wrong(row: Any, number: int, previous: str) -> str | None:
    if row["id"] != number:
        return "missing"
    if row["hash"] != digest(number, row, row["previous"]):
        return "changed"
    return None if row["previous"] == previous else "unchained"
