"""Every page of the desk in Chromium: narrow and wide, light and dark, with axe-core, and by keyboard."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import ARGS, CHROMIUM, served, sideways, small_targets, violations  # type: ignore[import-not-found]
from conftest import PASSWORD, House  # type: ignore[import-not-found]
from forty import fill  # type: ignore[import-not-found]
from playwright.sync_api import Browser, sync_playwright

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")
SHOTS = os.environ.get("TANYA_SHOTS")
"""A folder for screenshots to look at."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield opened
        opened.close()


def sign_in(page: Any, address: str) -> None:
    page.goto(f"{address}/desk")
    page.get_by_label("Nama pengguna").fill("rina")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url("**/desk/perkara")


def shoot(page: Any, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_usable(house: House, browser: Browser, width: int, scheme: str) -> None:
    ids = fill(house)
    with served(house.app) as address:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        troubles: list[str] = []
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))

        def look(name: str) -> None:
            shoot(page, f"{name}-{width}-{scheme}")
            assert violations(page) == [], name
            assert small_targets(page) == [], name
            assert sideways(page) <= 0, name

        page.goto(f"{address}/desk")
        look("masuk")
        sign_in(page, address)
        look("antrean")
        page.goto(f"{address}/desk/perkara?nomor=77")
        look("antrean-tidak-ditemukan")
        page.goto(f"{address}/desk/perkara/{ids[1]}")
        look("perkara")
        page.locator(".deadline summary").nth(1).click()
        page.get_by_role("button", name="Tampilkan data lengkap").click()
        look("perkara-identitas")
        page.goto(f"{address}/desk/perkara/{ids[4]}")
        look("perkara-dijawab")
        page.goto(f"{address}/desk/perkara/{ids[4]}/terbitkan")
        page.get_by_label("Jawaban").fill("Hubungi Siti di 0812 3456 7890 atau baca laman kami.")
        page.get_by_label("Saya sudah membaca ulang").check()
        page.get_by_role("button", name="Terbitkan").click()
        look("terbitkan")
        page.goto(f"{address}/desk/perkara/999")
        troubles.clear()  # the browser reports the 404 it was sent for, and the 422 above
        look("tidak-ada")
        assert troubles == []
        context.close()
