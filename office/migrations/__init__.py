"""The database brought to the present shape: Alembic, run at every start."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from office.database import open_engine
from office.settings import Settings

FOLDER = Path(__file__).resolve().parent


def migrate(settings: Settings) -> None:
    """Upgrade to the newest revision; does nothing when it is there already."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    engine = open_engine(settings.database)
    with engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()
