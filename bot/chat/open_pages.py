"""What everybody may read, whoever they are: the lists, the registers, figures, limits and rights."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from bot.chat import calculator, feeds, figures, information, published, sitemap
from bot.chat.reading import open_page
from bot.chat.shelf import Shelf
from bot.services import Services
from cases.rights import rights
from office.clock import now
from office.web.pages import Pages


def add_to(routes: APIRouter, services: Services, pages: Pages) -> None:
    """Every page that is the same for all."""
    shelf = Shelf(services.database)

    @routes.get("/aksesibilitas", response_class=HTMLResponse)
    def accessibility(request: Request) -> Response:
        return open_page(pages, request, "accessibility.html")

    @routes.get("/hak", response_class=HTMLResponse)
    def applicants_rights(request: Request) -> Response:
        today = now().astimezone(services.office.zone).date()
        return open_page(pages, request, "rights.html", rights=rights(), today=today)

    feeds.add_to(routes, services, shelf)
    information.add_to(routes, services, pages, shelf)
    for shown in (published.REGISTER, published.CLARIFICATIONS):
        published.add_to(routes, services, pages, shelf, shown)
    calculator.add_to(routes, services, pages)
    figures.add_to(routes, services, pages, figures.Figures(services))
    sitemap.add_to(routes, services, shelf)
