"""What the actions may use. The application hands it in; no action opens anything itself."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.answerer import Answerer
from office.database import Database
from office.profile import Office
from office.settings import Settings
from office.texts import Texts


@dataclass(frozen=True)
class Tools:
    """One of each room's handle."""

    settings: Settings
    database: Database
    answerer: Answerer
    texts: Texts
    office: Office
