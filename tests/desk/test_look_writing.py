"""Attachments, canned replies and drafts in Chromium: narrow and wide, light and dark, with axe-core, by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from deskbrowser import served, sideways, small_targets
from deskkit import House
from playwright.sync_api import Browser, Page, expect
from test_attachments import attach, from_citizen
from test_drafts import drafts, keep
from test_look import as_person, shoot

from tests.standins import samples
from tests.standins.browser import violations


def check(page: Page, name: str) -> None:
    shoot(page, name)
    assert violations(page) == [], name
    assert small_targets(page) == [], name
    assert sideways(page) <= 0, name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_are_usable(house: House, browser: Browser, width: int, scheme: Any) -> None:
    case_id = house.file()
    from_citizen(house, case_id, scan="unscanned")
    from_citizen(house, case_id, samples.PDF, "infected")
    reply = attach(house, case_id, name="laporan-keuangan-dinas-tahun-2025-lengkap-dengan-lampiran.pdf")
    assert reply.status_code == 303
    keep(house, case_id, "ppid_utama")
    with served(house.app) as address:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        as_person(context, house, "admin", address)
        page = context.new_page()
        troubles: list[str] = []
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.goto(f"{address}/desk/perkara/{case_id}")
        page.get_by_text("Lampirkan berkas", exact=True).click()
        page.get_by_text("Draf oleh").click()
        check(page, f"lampiran-{width}-{scheme}")
        page.goto(f"{address}/desk/surat/balasan")
        check(page, f"balasan-{width}-{scheme}")
        page.get_by_role("link", name="Salinan terlampir").click()
        check(page, f"balasan-sunting-{width}-{scheme}")
        assert troubles == []
        context.close()


def test_a_reply_goes_in_at_the_caret_and_the_draft_saves_itself(house: House, browser: Browser) -> None:
    case_id = house.file()
    with served(house.app) as address:
        context = browser.new_context()
        as_person(context, house, "rina", address)
        page = context.new_page()
        page.goto(f"{address}/desk/perkara/{case_id}")
        box = page.locator("#jawaban")
        box.focus()
        page.keyboard.type("AwalAkhir")
        for _ in range(5):
            page.keyboard.press("ArrowLeft")
        page.get_by_label("Balasan siap pakai").select_option("sudah_diumumkan")
        page.get_by_role("button", name="Pasang di jawaban").focus()
        page.keyboard.press("Enter")
        expect(box).to_be_focused()
        assert box.input_value().startswith("AwalYth. Siti Aminah,")
        assert box.input_value().endswith("Akhir")
        expect(page.get_by_text("Draf tersimpan. Belum ada yang dikirim.")).to_be_visible(timeout=15_000)
        assert drafts(house)[0].kept["text"].startswith("AwalYth. Siti Aminah,")
        context.close()


def test_without_script_everything_is_done_with_buttons(house: House, browser: Browser) -> None:
    case_id = house.file()
    with served(house.app) as address:
        context = browser.new_context(java_script_enabled=False)
        as_person(context, house, "rina", address)
        page = context.new_page()
        page.goto(f"{address}/desk/perkara/{case_id}")
        page.locator("#jawaban").fill("Halo.")
        page.get_by_label("Balasan siap pakai").select_option("sudah_diumumkan")
        page.get_by_role("button", name="Pasang di jawaban").click()
        assert page.locator("#jawaban").input_value().startswith("Halo.\n\nYth. Siti Aminah,")
        page.get_by_role("button", name="Simpan draf").click()
        expect(page.get_by_text("Ini draf yang tersimpan")).to_be_visible()
        page.locator("#holder").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Ini draf yang tersimpan")).to_be_visible()
        assert len(drafts(house)) == 1, "Enter in a line saves the draft and sends nothing"
        page.get_by_text("Lampirkan berkas", exact=True).click()
        page.locator("#berkas-lampiran").set_input_files(
            {"name": "laporan.pdf", "mimeType": "application/pdf", "buffer": samples.PDF}
        )
        page.get_by_role("button", name="Lampirkan").click()
        expect(page.get_by_text("Ikut dikirim: laporan.pdf.")).to_be_visible()
        assert page.locator("#jawaban").input_value().startswith("Halo."), "the draft outlives the upload"
        context.close()
