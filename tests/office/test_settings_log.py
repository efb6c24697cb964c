"""A changed setting is noted by name when the program starts, and its value nowhere."""

from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import select

from office.audit import AuditEntry
from office.database import Base, Database
from office.settings import Oidc, Settings
from office.settings_log import note_changes


def test_what_changed_is_named_once(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    settings = Settings(home=tmp_path, port=8000)
    database = Database(settings)
    Base.metadata.create_all(database.engine)
    assert {"port", "knowledge.risk", "rules/permissions.toml", "office.toml"} <= set(
        note_changes(database, settings)
    )
    assert note_changes(database, settings) == []
    secret = Oidc(client_secret=SecretStr("kata-rahasia"))
    changed = Settings(home=tmp_path, port=8001, oidc=secret)
    assert note_changes(database, changed) == ["oidc.client_secret", "port"]
    with database.reading() as session:
        rows = list(session.scalars(select(AuditEntry)))
    assert [row.act for row in rows] == ["setting.changed"] * 2
    assert rows[1].facts["changed"] == ["oidc.client_secret", "port"]
    assert "kata-rahasia" not in repr([row.facts for row in rows])
    database.close()
