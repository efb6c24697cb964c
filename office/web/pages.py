"""Rendering pages: one Jinja environment per room over the shared layout, words from ``data/texts/``."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from office.profile import Office
from office.texts import texts
from office.web import STATIC, TEMPLATES

ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


@cache
def static(name: str) -> str:
    """Address of a static file; it changes with the content, so that browsers may keep it."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def long_date(day: date) -> str:
    """``Senin, 6 April 2026``."""
    return format_date(day, "EEEE, d MMMM y", locale="id")


def short_date(day: date) -> str:
    """``6 Apr 2026``."""
    return format_date(day, "d MMM y", locale="id")


class Pages:
    """Renders a room's templates. ``folder`` holds them; ``base.html`` comes from here."""

    def __init__(self, folder: Path, office: Office) -> None:
        self.office = office
        self.environment = Environment(
            loader=FileSystemLoader([folder, TEMPLATES]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.globals.update(t=texts().say, static=static, office=office)
        self.environment.filters.update(long_date=long_date, short_date=short_date, moment=self.moment)

    def moment(self, at: datetime) -> str:
        """``23 Nov 2026, 09.05 WIB``: in the office's own time, and it says so."""
        zone = ZONES.get(str(self.office.zone), str(self.office.zone))
        return format_datetime(at, "d MMM y, HH.mm", tzinfo=self.office.zone, locale="id") + f" {zone}"

    def render(self, template: str, **context: Any) -> str:
        return self.environment.get_template(template).render(**context)

    def page(
        self, template: str, status: int = 200, headers: Mapping[str, str] | None = None, **context: Any
    ) -> HTMLResponse:
        """A whole page."""
        return HTMLResponse(self.render(template, **context), status, headers)
