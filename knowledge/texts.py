"""The words around an answer, from ``data/texts/knowledge.toml``."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import lru_cache
from typing import Any

from babel.dates import format_date

from knowledge.tables import Entry
from office.settings import PROJECT

PATH = PROJECT / "data" / "texts" / "knowledge.toml"


@lru_cache(maxsize=1)
def texts() -> dict[str, dict[str, str]]:
    """All sentences by section and name."""
    raw: dict[str, Any] = tomllib.loads(PATH.read_text(encoding="utf-8"))
    return raw


def answer_text(entry: Entry, stale: bool) -> str:
    """The office's own words for an entry, with what a citizen needs to get at it."""
    if entry.kind == "dip":
        text = _dip_text(entry)
    elif entry.kind == "document":
        place = texts()["document"]["page" if entry.page else "whole"]
        text = f"{entry.body}\n{place.format(document=entry.heading or entry.title, page=entry.page)}"
    else:
        text = entry.body
        if entry.link and entry.link not in text:
            text = "\n".join([text, *_links(entry)])
    if stale and entry.source_date:
        text = f"{text}\n\n{texts()['note']['stale'].format(date=spoken_date(entry.source_date))}"
    return text


def _dip_text(entry: Entry) -> str:
    words = texts()["dip"]
    lines = [words["intro"].format(title=entry.title)]
    for name in ("body", "unit", "form", "period"):
        if value := getattr(entry, name):
            lines.append(words[name].format(**{name: value.rstrip(".") if name != "body" else value}))
    return "\n".join([*lines, *(_links(entry) or [words["request"]])])


def _links(entry: Entry) -> list[str]:
    """The line of the first address, and one of the others where the office gives several."""
    words = texts()["dip"]
    lines = [words["link"].format(link=entry.link)] if entry.link else []
    more = [link for link in entry.links or [] if link != entry.link]
    return lines + ([words["more_links"].format(links=" , ".join(more))] if lines and more else [])


def spoken_date(day: date) -> str:
    """``7 Desember 2026``."""
    return format_date(day, "d MMMM y", locale="id")
