"""The citizen's pages served once for all tests, and Chromium to look at them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from bot.services import Services
from knowledge.importing import import_file
from office.settings import PROJECT
from tests.bot.chat.house import House, served
from tests.bot.chat.open_office import Open, fill
from tests.bot.chat.window import watch


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    def publish(services: Services) -> None:
        import_file(services.database, PROJECT / "data" / "demo" / "dip.xlsx")
        services.answerer.sync()

    with served(tmp_path_factory.mktemp("chat") / "home", publish) as opened:
        yield opened


@pytest.fixture(scope="session")
def reading_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Open]]:
    """The same pages in an office that has answered, published, refused and taken back."""
    filled: list[Open] = []

    def publish(services: Services) -> None:
        import_file(services.database, PROJECT / "data" / "demo" / "dip.xlsx")
        filled.append(fill(services))

    with served(tmp_path_factory.mktemp("open") / "home", publish) as opened:
        yield opened, filled[0]


@pytest.fixture(autouse=True)
def _calm(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "house" in request.fixturenames:
        engine = request.getfixturevalue("house").engine
        engine.wait, engine.away = 0.0, False


@pytest.fixture
def page(house: House, browser: Browser) -> Iterator[Page]:
    """A phone's window on the chat; the page may complain about nothing."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, base_url=house.url)
    opened = context.new_page()
    troubles = watch(opened)
    opened.goto("/")
    yield opened
    context.close()
    assert troubles == []
