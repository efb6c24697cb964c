"""``/robots.txt`` and the site maps: every public page, so that search engines find what the office published."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote
from xml.sax.saxutils import escape

from fastapi import APIRouter, HTTPException, Request, Response

from bot.chat.published import CLARIFICATIONS, REGISTER, number_of, rows_of
from bot.chat.reading import kept
from bot.chat.shelf import Shelf
from bot.services import Services
from knowledge.tables import KINDS

MOST = 20_000
"""Addresses a map; search engines take 50,000 at most."""
PAGES = (
    "/",
    "/dip",
    "/register",
    "/klarifikasi",
    "/status",
    "/tenggat",
    "/statistik",
    "/hak",
    "/aksesibilitas",
)
PRIVATE = ("/desk", "/api/", "/chat/", "/sematan/", "/internal/", "/channels/", "/suara/", "/status/")
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def add_to(routes: APIRouter, services: Services, shelf: Shelf) -> None:
    """The index of maps, the maps, and what robots shall leave alone."""
    home = services.settings.address

    def addresses() -> list[str]:
        return shelf.once("addresses", all_addresses)

    def all_addresses() -> list[str]:
        with services.database.reading() as session:
            registers = [
                f"{shown.path}/{number_of(row.id)}"
                for shown in (REGISTER, CLARIFICATIONS)
                for row in rows_of(session, shelf, shown)
            ]
        listed = (
            row.id
            for kind in KINDS
            for row in shelf.rows(kind)
            if row.parent is None and number_of(row.id) is None
        )
        return [*PAGES, *registers, *(f"/dip/{quote(identity)}" for identity in listed)]

    @routes.get("/sitemap.xml")
    def index(request: Request) -> Response:
        maps = range(1, -(-len(addresses()) // MOST) + 1)
        return _xml(request, "sitemapindex", "sitemap", (f"{home}/sitemap-{number}.xml" for number in maps))

    @routes.get("/sitemap-{number:int}.xml")
    def one(request: Request, number: int) -> Response:
        part = addresses()[(number - 1) * MOST : number * MOST] if number > 0 else []
        if not part:
            raise HTTPException(404)
        return _xml(request, "urlset", "url", (home + path for path in part))

    @routes.get("/robots.txt")
    def robots(request: Request) -> Response:
        lines = [
            "User-agent: *",
            *(f"Disallow: {path}" for path in PRIVATE),
            f"Sitemap: {home}/sitemap.xml",
            "",
        ]
        return kept(request, Response("\n".join(lines), media_type="text/plain"))


def _xml(request: Request, root: str, tag: str, locations: Iterable[str]) -> Response:
    inner = "\n".join(f"<{tag}><loc>{escape(location)}</loc></{tag}>" for location in locations)
    content = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {_NAMESPACE}>\n{inner}\n</{root}>\n'
    return kept(request, Response(content, media_type="application/xml"))
