"""Every public page by ear, by keyboard and without script; a page that is new is among them by itself."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page

from office.web.guard import FRAMED
from tests.bot.chat.test_open_pages import Room, read_addresses
from tests.bot.chat.window import nodes, read_out

PRESSED = ("link", "button", "textbox", "searchbox", "combobox", "checkbox", "radio", "DisclosureTriangle")
NEXT_STOP = """() => {
    const here = document.activeElement;
    if (here === document.body) return null;
    const r = here.getBoundingClientRect();
    const over = document.elementFromPoint(r.x + Math.min(r.width, innerWidth) / 2, r.y + r.height / 2);
    window.stops = window.stops || new Set();
    const [first] = window.stops, again = window.stops.size > 1 && here === first;
    window.stops.add(here);
    const style = getComputedStyle(here);
    return {
        again, reached: window.stops.size,
        name: here.tagName + ' ' + (here.textContent || here.name || '').trim().slice(0, 40),
        seen: r.bottom > 0 && r.top < innerHeight && (over === null || here.contains(over) || over.contains(here)),
        marked: style.outlineStyle !== 'none' || style.boxShadow !== 'none',
    };
}"""
STOPS = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter(e => !e.disabled && e.tabIndex >= 0 && e.checkVisibility()).length"""


def opened(room: Room, browser: Browser, **more: Any) -> Page:
    known: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "reduced_motion": "reduce"}
    return browser.new_context(base_url=room[0].url, **known | more).new_page()


def test_each_page_tells_a_screen_reader_where_one_is_and_what_can_be_done(
    reading_room: Room, browser: Browser
) -> None:
    page = opened(reading_room, browser)
    titles: dict[str, str] = {}
    for address in read_addresses(reading_room):
        page.goto(address)
        told = read_out(page)
        first_words = next(one for one in told if one.startswith("heading: "))
        assert told[0] == "link: Langsung ke isi", address
        tree = [node for node in nodes(page) if not node["ignored"]]
        roles = [node["role"]["value"] for node in tree]
        assert roles.count("main") == 1, address
        if not address.startswith(FRAMED):  # within another site's page, whose ways these are not
            assert told.index("navigation: Halaman") < told.index(first_words), address
            assert roles.count("contentinfo") == 1, address
        unnamed = [
            node["role"]["value"]
            for node in tree
            if node["role"]["value"] in PRESSED and not node.get("name", {}).get("value", "").strip()
        ]
        assert unnamed == [], address
        titles[address] = page.title()
    assert all(titles.values())
    # Swiping between tabs, only their titles are heard.
    plain = {address.partition("?")[0]: title for address, title in titles.items()}
    assert len(set(plain.values())) >= len(plain) - 4, plain
    page.context.close()


def test_each_page_is_walked_by_keyboard_with_the_focus_always_in_sight(
    reading_room: Room, browser: Browser
) -> None:
    page = opened(reading_room, browser, viewport={"width": 320, "height": 568})
    for address in read_addresses(reading_room):
        page.goto(address)
        page.evaluate("document.activeElement.blur()")
        wanted, reached = page.evaluate(STOPS), 0
        for _ in range(wanted + 15):  # a date is one thing to fill, and several stops
            page.keyboard.press("Tab")
            stop = page.evaluate(NEXT_STOP)
            if stop is None or stop["again"]:
                break
            assert stop["seen"], (address, stop)
            # Within a date the browser itself marks the day, the month and the year.
            assert stop["marked"] or stop["reached"] == reached, (address, stop)
            reached = stop["reached"]
        assert reached >= wanted - 1, (address, reached, wanted)
    page.context.close()


def test_each_page_says_the_same_without_script(reading_room: Room, browser: Browser) -> None:
    with_script = opened(reading_room, browser)
    without = opened(reading_room, browser, java_script_enabled=False)
    for address in read_addresses(reading_room):
        said = []
        for page in (with_script, without):
            page.goto(address)
            said.append([page.title(), *page.get_by_role("heading").all_inner_texts()])
            said[-1] += [form.inner_text() for form in page.locator("main a[href]").all()]
        assert said[0] == said[1], address
    with_script.context.close()
    without.context.close()
