"""The chat on another site: a second origin with a strict policy of its own, in Chromium."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pydantic import ValidationError

from bot.chat import visitor
from office.settings import Settings
from tests.bot.chat.house import House, served
from tests.bot.chat.window import SHOTS, sideways, watch
from tests.standins.browser import violations

SITE = """<!doctype html><html lang="id"><head><title>Dinas Kesehatan</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main><h1>Dinas Kesehatan</h1>
<p>Jam buka puskesmas.</p>{link}</main><script src="{house}/widget.js" defer></script></body></html>"""
LINK = '<p><a href="{house}/" data-tanya-ppid>Tanya kantor ini</a></p>'


@dataclass
class Site:
    """Another site of the office; it allows nothing but the house it shows."""

    url: str
    house: str = ""
    link: bool = True

    def page(self) -> str:
        link = LINK.format(house=self.house) if self.link else ""
        return SITE.format(house=self.house, link=link)

    def policy(self) -> str:
        return f"default-src 'none'; script-src {self.house}; frame-src {self.house}"


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = made.page().encode()
            self.send_response(200)
            for name, value in (("content-type", "text/html; charset=utf-8"), ("content-length", str(len(body))),
                                ("content-security-policy", made.policy())):  # fmt: skip
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    # localhost and 127.0.0.1 are two sites, as far as a browser is concerned.
    made = Site(f"http://localhost:{server.server_address[1]}")
    yield made
    server.shutdown()


@pytest.fixture(scope="module")
def framed_house(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home: Path = tmp_path_factory.mktemp("widget") / "home"
    with served(home, lambda _services: None, widget={"sites": [site.url]}) as house:
        site.house = house.url
        yield house


@pytest.fixture
def visit(framed_house: House, site: Site, browser: Browser) -> Iterator[Page]:
    site.link = True
    context = browser.new_context(viewport={"width": 1024, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    troubles = watch(page)
    page.goto(site.url)
    yield page
    context.close()
    assert [one for one in troubles if "favicon" not in one] == []


def inside(page: Page) -> Any:
    return page.frame_locator("iframe")


def focused(page: Page) -> str:
    """What has the focus, also in the widget's own tree."""
    found: str = page.evaluate(
        """() => { let e = document.activeElement;
        while (e.shadowRoot && e.shadowRoot.activeElement) e = e.shadowRoot.activeElement;
        return e.getAttribute('role') || e.tagName; }"""
    )
    return found


def test_by_keyboard_alone(visit: Page) -> None:
    press = visit.keyboard.press
    press("Tab")
    opener = visit.get_by_role("button", name="Tanya kantor ini")
    expect(opener).to_be_focused()
    assert opener.get_attribute("aria-expanded") == "false"
    assert visit.locator("iframe").count() == 0
    press("Enter")
    dialog = visit.get_by_role("dialog", name="Tanya PPID Nusa Lestari")
    expect(dialog).to_be_visible()
    assert opener.get_attribute("aria-expanded") == "true"
    assert focused(visit) == "dialog"
    press("Tab")
    expect(visit.get_by_role("link", name="Halaman penuh")).to_be_focused()
    press("Tab")
    expect(visit.get_by_role("button", name="Tutup")).to_be_focused()
    box = inside(visit).get_by_label("Tulis pertanyaan atau pesan Anda")
    expect(box).to_be_visible()
    for _ in range(20):
        press("Tab")
        if box.evaluate("e => e === document.activeElement"):
            break
    visit.keyboard.type("apa syarat membuat akta kelahiran?")
    press("Enter")
    expect(inside(visit).get_by_role("log").get_by_text("kartu keluarga;")).to_be_visible()
    press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    press(" ")
    expect(dialog).to_be_visible()
    # The same conversation, and the same frame, are still there.
    expect(inside(visit).get_by_text("kartu keluarga;")).to_be_visible()
    press("Escape")
    expect(opener).to_be_focused()


def test_a_screen_reader_is_told_what_it_is(visit: Page) -> None:
    visit.get_by_role("button", name="Tanya kantor ini").click()
    expect(inside(visit).get_by_role("heading", level=1)).to_be_visible()
    told = [
        (node["role"]["value"], node["name"]["value"])
        for node in visit.context.new_cdp_session(visit).send("Accessibility.getFullAXTree")["nodes"]
        if not node["ignored"]
        and node.get("name", {}).get("value")
        and node["role"]["value"] != "InlineTextBox"
    ]
    for said in (
        ("button", "Tanya kantor ini"), ("dialog", "Tanya PPID Nusa Lestari"), ("heading", "Tanya PPID Nusa Lestari"),
        ("link", "Halaman penuh"), ("button", "Tutup"), ("Iframe", "Percakapan dengan PPID Nusa Lestari"),
    ):  # fmt: skip
        assert said in told, told
    assert violations(visit) == []


def test_nothing_is_kept_at_the_site_and_the_frames_cookie_is_its_own(
    visit: Page, framed_house: House, browser: Browser
) -> None:
    requested: list[str] = []
    visit.on("request", lambda request: requested.append(request.url))
    assert visit.context.cookies() == []
    visit.get_by_role("button", name="Tanya kantor ini").click()
    box = inside(visit).get_by_label("Tulis pertanyaan atau pesan Anda")
    box.fill("ingat saya")
    box.press("Enter")
    expect(inside(visit).get_by_text("Anda menulis: ingat saya")).to_be_visible()
    assert visit.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]
    (cookie,) = visit.context.cookies()
    assert cookie["name"] == visitor.FRAMED_COOKIE
    assert (cookie["path"], cookie["httpOnly"], cookie["secure"]) == ("/sematan", True, True)
    assert cookie["partitionKey"].startswith("http://localhost")  # type: ignore[typeddict-item]
    visit.reload()
    visit.get_by_role("button", name="Tanya kantor ini").click()
    expect(inside(visit).get_by_text("Anda menulis: ingat saya")).to_be_visible()
    own = visit.context.new_page()
    own.goto(framed_house.url)
    expect(own.get_by_text("Anda menulis: ingat saya")).to_have_count(0)
    assert all(url.startswith((framed_house.url, "http://localhost")) for url in requested)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_a_link_a_button_stands_in_the_corner(
    framed_house: House, site: Site, browser: Browser, scheme: Any
) -> None:
    site.link = False
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme)
    page = context.new_page()
    page.goto(site.url)
    button = page.get_by_role("button", name="Tanya kantor ini")
    _shoot(page, f"corner-{scheme}")
    button.click()
    expect(inside(page).get_by_role("heading", level=1)).to_be_visible()
    assert sideways(page) == 0
    frame = page.frames[1]
    frame.wait_for_load_state()
    assert frame.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    _shoot(page, f"open-{scheme}")
    page.get_by_role("button", name="Tutup").click()
    expect(button).to_be_focused()
    context.close()


def test_without_script_it_is_a_link_to_the_page(framed_house: House, site: Site, browser: Browser) -> None:
    site.link = True
    context: BrowserContext = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url)
    page.get_by_role("link", name="Tanya kantor ini").click()
    expect(page.get_by_role("heading", name="Ada yang bisa kami bantu?")).to_be_visible()
    assert page.url.startswith(framed_house.url)
    context.close()


def test_only_named_sites_may_show_it(framed_house: House, site: Site) -> None:
    framed = httpx.get(f"{framed_house.url}/sematan")
    assert f"frame-ancestors {site.url}" in framed.headers["content-security-policy"]
    assert "x-frame-options" not in framed.headers
    for path in ("/", "/dip", "/status", "/sematanlain"):
        headers = httpx.get(framed_house.url + path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"


def test_with_no_site_named_nobody_may_show_it(house: House) -> None:
    headers = httpx.get(f"{house.url}/sematan").headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"


def test_another_sites_form_is_refused_in_the_frame_too(framed_house: House, site: Site) -> None:
    answer = httpx.post(
        f"{framed_house.url}/sematan/chat", data={"text": "halo"}, headers={"Origin": site.url}
    )
    assert answer.status_code == 403


def test_the_script_is_small(framed_house: House) -> None:
    script = httpx.get(f"{framed_house.url}/widget.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert len(script.content) < 10_000
    assert (
        httpx.get(
            f"{framed_house.url}/widget.js", headers={"If-None-Match": script.headers["etag"]}
        ).status_code
        == 304
    )


@pytest.mark.parametrize(
    "site_name", ["*", "https://a.example/", "a.example", "https://a.example; script-src *"]
)
def test_a_site_is_an_origin(site_name: str, tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match=r"widget\.sites"):
        Settings(home=tmp_path, widget={"sites": [site_name]})  # type: ignore[arg-type]


def _shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"widget-{name}.png")
