"""The pages for people in Chromium: narrow and wide, light and dark, with axe-core, and the way in by keyboard."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
from deskbrowser import served, sideways, small_targets
from deskkit import OFFICE, PASSWORD, House
from fastapi import FastAPI
from playwright.sync_api import Browser, Page

from desk import app as desk
from office.clock import now
from office.settings import Oidc
from office.web.assets import assets
from tests.standins.browser import violations

SHOTS = os.environ.get("TANYA_SHOTS")
"""A folder for screenshots to look at."""


@pytest.fixture
def strict(house: House) -> House:
    """An office whose administrators need a second factor, with a door for government accounts."""
    app = FastAPI()
    app.mount("/static", assets())
    house.settings.oidc = Oidc(issuer="http://localhost:9", client_id="tanya")
    office = replace(OFFICE, second_factor=frozenset({"admin"}))
    app.include_router(desk.router(desk.DeskServices(house.settings, house.database, office)))
    return House(app, house.database, office, house.settings)


def typed(page: Page, *words: str) -> None:
    """By keyboard alone: what is focused gets the words, Tab goes on, Enter sends."""
    page.wait_for_function("document.activeElement.tagName === 'INPUT'")
    for number, word in enumerate(words):
        if number:
            page.keyboard.press("Tab")
        page.keyboard.type(word)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_way_in_and_every_page_for_people(
    strict: House, browser: Browser, width: int, scheme: str
) -> None:
    with served(strict.app) as address:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()

        def look(name: str) -> None:
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"{name}-{width}-{scheme}.png", full_page=True)
            assert violations(page) == [], name
            assert sideways(page) == 0, name
            assert small_targets(page) == [], name

        page.goto(f"{address}/desk/orang")
        look("masuk")
        typed(page, "admin", PASSWORD)
        page.wait_for_url("**/masuk/aplikasi")
        look("pasang-aplikasi")
        secret = re.sub(r"\s", "", page.locator("code.secret").inner_text())
        page.get_by_label("Enam angka").fill(pyotp.TOTP(secret).at(now()))
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Kode cadangan").wait_for()
        look("kode-cadangan")
        code = page.locator(".codes code").first.inner_text()
        page.get_by_role("link", name="Sudah saya simpan").click()
        page.wait_for_url("**/desk/orang")
        look("orang")
        with page.expect_navigation():
            page.get_by_role("link", name="Rina Petugas").click()
        look("orang-satu")
        with page.expect_navigation():
            page.get_by_role("button", name="Buat kata sandi baru").click()
        look("orang-reset")
        page.goto(f"{address}/desk/orang/baru")
        page.get_by_label("Nama pengguna").fill("rina")
        page.get_by_label("Nama lengkap").fill("Rina Kedua")
        page.get_by_label("Peran", exact=True).select_option("petugas")
        with page.expect_navigation():
            page.get_by_role("button", name="Tambah orang").click()
        look("orang-ditolak")
        page.goto(f"{address}/desk/akun")
        look("akun")
        page.goto(f"{address}/desk/catatan")
        look("catatan-audit")
        with page.expect_navigation(url="**/masuk"):
            page.get_by_role("button", name="Keluar", exact=True).click()
        typed(page, "admin", PASSWORD)
        page.wait_for_url("**/masuk/kode")
        with page.expect_navigation():
            typed(page, "123")
        look("kode-salah")
        typed(page, code)
        page.wait_for_url("**/desk/perkara")
        page.goto(f"{address}/desk/masuk/pemerintah")
        look("akun-pemerintah")
        context.close()
