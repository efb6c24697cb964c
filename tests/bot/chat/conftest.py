"""The citizen's pages served once for all tests, and Chromium to look at them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from knowledge.importing import import_file
from office.settings import PROJECT
from tests.bot.chat.house import House, open_house
from tests.bot.chat.window import watch


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    services, workers, engine, app = open_house(tmp_path_factory.mktemp("chat") / "home")
    import_file(services.database, PROJECT / "data" / "demo" / "dip.xlsx")
    services.answerer.sync()
    workers.start()
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield House(f"http://127.0.0.1:{port}", services, engine)
    server.should_exit = True
    thread.join(10)
    workers.stop()
    services.close()
    engine.server.shutdown()


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
