"""The templates of this room, with what they all use."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from babel.dates import format_date
from fastapi import Request

from bot.chat import visitor
from bot.chat.lines import Shown
from bot.chat.reading import words
from bot.chat.words import paragraphs, safe_link
from knowledge.answerer import Source
from office.profile import Office
from office.web.pages import Pages

TEMPLATES = Path(__file__).parent / "templates"


def citizens_pages(office: Office) -> Pages:
    """The templates of this room with what they use."""
    pages = Pages(TEMPLATES, office)
    pages.environment.filters.update(
        paragraphs=paragraphs, safe_link=safe_link, plain_date=plain_date, source_address=source_address
    )
    # A page that does not know its reader, of an error, speaks plainly.
    pages.environment.globals.update(
        easy=False, other_words="", to=str, base="", home="/", layout="public.html"
    )
    return pages


def here(request: Request) -> dict[str, Any]:
    """What the templates of the conversation need to know of who reads them, and where they are shown."""
    base = visitor.base_of(request)
    return words(request) | {
        "base": base,
        "home": base or "/",
        "layout": "framed.html" if base else "public.html",
    }


def source_address(source: Source | Shown) -> str:
    """Where a source can be read: at its own address, else on its page of the list."""
    return safe_link(source.url) or (f"/dip/{quote(source.entry)}" if source.entry else "")


def plain_date(day: date) -> str:
    """``6 April 2026``."""
    return format_date(day, "d MMMM y", locale="id")
