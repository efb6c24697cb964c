"""The queue in Chromium: single keys, ticking, news that disturbs nobody."""

from collections.abc import Iterator
from typing import Any

import pytest
from deskbrowser import served
from deskkit import House
from playwright.sync_api import Browser
from test_holder import post
from test_look import as_person

from cases.tables import Case


@pytest.fixture
def page(house: House, browser: Browser) -> Iterator[Any]:
    """The queue of three requests, as rina sees it."""
    for number in range(3):
        house.file(str(number), 5 - number)
    with served(house.app) as address:
        context = browser.new_context()
        as_person(context, house, "rina", address)
        page = context.new_page()
        page.clock.install()
        page.goto(f"{address}/desk/perkara")
        yield page
        context.close()


def focused(page: Any) -> str:
    return page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id")


def test_through_the_queue_by_single_keys(page: Any) -> None:
    numbers = page.locator("td.request a").all_inner_texts()
    for key, at in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        assert focused(page) == numbers[at]
    page.keyboard.press("x")
    assert page.locator("#terpilih").inner_text() == "1 dipilih"
    page.keyboard.press("/")
    assert focused(page) == "cari"
    page.keyboard.type("jx?/")  # letters like any others where somebody writes
    assert page.locator("#cari").input_value() == "jx?/"
    page.locator("main").focus()
    page.keyboard.press("?")
    assert page.locator("#pintasan").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/perkara/*")
    assert page.locator("h1").inner_text() == numbers[0]


def test_who_does_not_want_them_turns_them_off(page: Any) -> None:
    page.keyboard.press("?")
    page.get_by_role("link", name="Matikan pintasan").click()
    page.get_by_role("button", name="Matikan pintasan").click()
    page.wait_for_url("**selesai=pintasan")
    page.goto(page.url.split("/desk")[0] + "/desk/perkara")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    assert page.locator("#pintasan").count() == 0


def test_news_come_in_by_themselves(house: House, page: Any) -> None:
    post(house, "ppid_utama", 1, "ambil")
    page.clock.fast_forward(21_000)
    page.locator(".holder", has_text="Orang ppid_utama").wait_for()
    assert page.locator("#berubah").is_hidden()


def test_news_take_neither_the_focus_nor_what_is_ticked(house: House, page: Any) -> None:
    page.keyboard.press("j")
    page.keyboard.press("x")
    before = focused(page)
    post(house, "ppid_utama", 1, "ambil")
    page.clock.fast_forward(21_000)
    page.locator("#berubah").wait_for()
    assert focused(page) == before
    assert page.locator("input[name=pilih]:checked").count() == 1
    page.get_by_role("link", name="Muat antrean terbaru").click()
    page.locator(".holder", has_text="Orang ppid_utama").wait_for()


def test_several_at_once_with_one_press(house: House, page: Any) -> None:
    page.get_by_role("button", name="Pilih semua di halaman ini").click()
    page.get_by_label("Unit", exact=True).last.select_option("dinkes")
    page.get_by_role("button", name="Teruskan yang dipilih").click()
    assert page.get_by_role("status").inner_text() == "3 perkara diteruskan ke Dinkes."
    with house.database.reading() as session:
        assert {case.unit for case in session.query(Case)} == {"dinkes"}
