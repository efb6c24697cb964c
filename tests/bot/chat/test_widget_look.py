"""The widget on another site, narrow, twice as large, in forced colours, and read out with the frame inside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bot.chat.house import House
from tests.bot.chat.test_widget import Site, framed_house, inside, site
from tests.bot.chat.window import SAID, SHOTS, sideways
from tests.standins.browser import AXE, violations

assert framed_house is not None
assert site is not None
WINDOWS = {
    "narrow": {"viewport": {"width": 320, "height": 568}},
    "narrow-dark": {"viewport": {"width": 320, "height": 568}, "color_scheme": "dark"},
    "twice": {"viewport": {"width": 640, "height": 512}, "device_scale_factor": 2},
    "forced": {"viewport": {"width": 640, "height": 512}, "forced_colors": "active"},
    "wide": {"viewport": {"width": 1280, "height": 900}},
}


@pytest.fixture(params=WINDOWS)
def widget(
    request: pytest.FixtureRequest, framed_house: House, site: Site, browser: Browser
) -> Iterator[tuple[str, Page]]:
    known: dict[str, Any] = WINDOWS[request.param]
    site.link = True
    page = browser.new_context(reduced_motion="reduce", **known).new_page()
    page.goto(site.url)
    page.get_by_role("button", name="Tanya kantor ini").click()
    box = inside(page).get_by_label("Tulis pertanyaan atau pesan Anda")
    box.fill("berapa harga kucing?")
    # Not Enter: before the script is there it is a line break, and nothing would be sent.
    inside(page).get_by_role("button", name="Kirim", exact=True).click()
    expect(inside(page).get_by_role("button", name="Ajukan permohonan")).to_be_visible(timeout=30_000)
    yield request.param, page
    page.context.close()


def test_the_widget_is_whole_in_every_window(widget: tuple[str, Page]) -> None:
    name, page = widget
    dialog = page.get_by_role("dialog")
    place = dialog.bounding_box()
    assert place is not None
    window = page.viewport_size
    assert window is not None
    assert place["x"] >= 0
    assert place["y"] >= 0
    assert place["x"] + place["width"] <= window["width"]
    assert place["y"] + place["height"] <= window["height"]
    frame = page.frames[-1]
    assert sideways(page) == 0
    assert frame.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    for said in ("Tutup", "Halaman penuh"):
        target = dialog.get_by_text(said).bounding_box()
        assert target is not None
        assert min(target["width"], target["height"]) >= 24, said
    assert violations(page) == []
    frame.evaluate(AXE.read_text(encoding="utf-8"))
    assert (
        frame.evaluate(
            "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => v.id))"
        )
        == []
    )
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/widget-{name}.png")


def test_the_conversation_in_the_frame_is_read_out_in_order(widget: tuple[str, Page]) -> None:
    _, page = widget
    session = page.context.new_cdp_session(page.frames[-1])
    tree = session.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in tree}
    told: list[str] = []

    def walk(node: dict[str, Any]) -> None:
        role, name = node.get("role", {}).get("value", ""), node.get("name", {}).get("value", "").strip()
        if not node.get("ignored") and role in SAID and name:
            told.append(f"{role}: {name}")
        for child in node.get("childIds", ()):
            if child in by_id:
                walk(by_id[child])

    walk(tree[0])
    wanted = [
        "log: Percakapan",
        "StaticText: berapa harga kucing?",
        "StaticText: Asisten (mesin)",
        "button: Ajukan permohonan",
        "textbox: Tulis pertanyaan atau pesan Anda",
        "button: Kirim",
    ]
    places = [told.index(one) for one in wanted]
    assert places == sorted(places), told
