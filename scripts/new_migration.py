"""Write a new migration from what the tables say: ``.venv/bin/python scripts/new_migration.py "message"``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

import bot.tables
import cases.attachments
import cases.drafts
import cases.exempt
import cases.letters.tables
import cases.replies
import cases.reports.tables
import cases.tables
import cases.tasks
import cases.words
import desk.filters
import desk.quality
import desk.sessions
import knowledge.notices
import knowledge.tables
import knowledge.versions
import office.audit
import office.lockout
import office.people
import office.second_factor
import office.working_days
from office.database import open_engine
from office.migrations import FOLDER

ROOMS = (
    bot.tables,
    cases.attachments,
    cases.tables,
    cases.tasks,
    cases.words,
    cases.letters.tables,
    cases.reports.tables,
    cases.exempt,
    cases.drafts,
    cases.replies,
    desk.filters,
    desk.quality,
    desk.sessions,
    knowledge.tables,
    knowledge.versions,
    office.audit,
    office.lockout,
    office.people,
    office.second_factor,
    office.working_days,
)

with tempfile.TemporaryDirectory() as folder:
    engine = open_engine(f"sqlite:///{Path(folder) / 'shape.db'}")
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        command.revision(config, message=sys.argv[1], autogenerate=True)
