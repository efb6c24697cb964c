"""A changed setting or rule is in the audit log: its name and that it changed, never its value."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from pydantic import BaseModel, SecretStr
from sqlalchemy import select

from office.audit import COMMAND, AuditEntry, note
from office.database import Database, sealer
from office.settings import PROJECT, Settings

ABOUT = "setting:all"


def note_changes(database: Database, settings: Settings) -> list[str]:
    """Compare with what was noted last, note what is different; called when the program starts. Gives the names."""
    present = dict(_fingerprints(settings))
    with database.writing(COMMAND) as session:
        query = (
            select(AuditEntry.facts).where(AuditEntry.about == ABOUT).order_by(AuditEntry.id.desc()).limit(1)
        )
        before: dict[str, str] = (session.scalar(query) or {}).get("now", {})
        changed = sorted(name for name in present | before if present.get(name) != before.get(name))
        if changed:
            note(session, "setting.changed", ABOUT, {"changed": changed, "now": present})
    return changed


def _fingerprints(settings: Settings) -> Iterator[tuple[str, str]]:
    """Keyed, so that a secret or an address cannot be guessed from the log."""
    for name, value in _values(settings):
        yield name, sealer().blind(repr(value), f"settings.{name}")[:16]
    for path in sorted((PROJECT / "data" / "rules").glob("*.toml")):
        yield f"rules/{path.name}", sha256(path.read_bytes()).hexdigest()[:16]
    if settings.office_file.exists():
        yield "office.toml", sha256(settings.office_file.read_bytes()).hexdigest()[:16]


def _values(model: BaseModel, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _values(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value.get_secret_value() if isinstance(value, SecretStr) else value
