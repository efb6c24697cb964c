"""The citizen's pages in Chromium: narrow and wide, light and dark, by keyboard, read aloud, and how heavy."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bot.chat.house import House
from tests.bot.chat.window import ask, secret, shoot, sideways, small_targets, watch
from tests.standins.browser import violations

ASKED = "apa syarat membuat akta kelahiran?"


def test_by_keyboard_alone(page: Page) -> None:
    press = page.keyboard.press
    press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()
    press("Enter")
    for _ in range(20):
        press("Tab")
        if page.evaluate("document.activeElement.id") == "tulis":
            break
    page.keyboard.type("berapa harga kucing?")
    press("Enter")
    expect(page.get_by_role("button", name="Ajukan permohonan")).to_be_visible()
    press("Shift+Tab")
    expect(page.get_by_role("button", name="Hubungi petugas")).to_be_focused()
    press("Shift+Tab")
    chosen = page.get_by_role("button", name="Ajukan permohonan")
    expect(chosen).to_be_focused()
    # What has the focus is not under the box (WCAG 2.4.11).
    place, box = chosen.bounding_box(), page.locator(".composer").bounding_box()
    assert place
    assert box
    assert place["y"] + place["height"] <= box["y"] + 1
    press("Enter")
    expect(page.get_by_role("button", name="Mendapat salinan")).to_be_visible()
    press("Tab")
    press("Tab")
    expect(page.get_by_role("button", name="Mendapat salinan")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_usable(house: House, browser: Browser, width: int, scheme: Any) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        base_url=house.url,
        reduced_motion="reduce",
    )
    page = context.new_page()
    troubles = watch(page)

    def check(name: str) -> None:
        assert sideways(page) == 0, name
        assert small_targets(page) == [], name
        shoot(page, f"{name}-{width}-{scheme}")

    page.goto("/")
    check("first")
    ask(page, ASKED)
    check("answer")
    ask(page, "berapa harga kucing?")
    page.get_by_role("button", name="Ajukan permohonan").click()
    expect(page.get_by_role("button", name="Mendapat salinan")).to_be_visible()
    house.officer_says(
        secret(page), "Jawaban petugas: https://contoh.example/" + "panjang" * 20, f"{width}{scheme}"
    )
    expect(page.locator(".officer")).to_be_visible()
    check("conversation")
    assert troubles == []
    for name, path in (
        ("chat", "/"),
        ("status", "/status"),
        ("list", "/dip?kata=anggaran"),
        ("accessibility", "/aksesibilitas"),
        ("anew", "/chat/baru"),
    ):
        page.goto(path)
        check(name)
        assert violations(page) == [], name
    page.goto("/status")
    page.get_by_label("Nomor permohonan").fill("0001/PPID/XI/2026")
    page.get_by_role("button", name="Lihat status").click()
    check("status-unknown")
    assert violations(page) == []
    context.close()


def test_the_log_tells_a_screen_reader(page: Page) -> None:
    ask(page, ASKED)
    assert page.locator("#percakapan").aria_snapshot() == (
        '- log "Percakapan":\n'
        "  - list:\n"
        "    - listitem:\n"
        "      - paragraph: Anda\n"
        f"      - paragraph: {ASKED}\n"
        "      - paragraph:\n"
        "        - time: " + page.locator("time").nth(0).inner_text() + "\n"
        "    - listitem:\n"
        "      - paragraph: Asisten (mesin)\n"
        '      - paragraph: "Siapkan:"\n'
        "      - list:\n"
        "        - listitem: surat keterangan lahir;\n"
        "        - listitem: kartu keluarga;\n"
        "        - listitem: buku nikah orang tua.\n"
        "      - paragraph:\n"
        "        - text: Layanan ini gratis. Daftar di\n"
        '        - link "https://dukcapil.nusalestari.example/akta":\n'
        "          - /url: https://dukcapil.nusalestari.example/akta\n"
        "        - text: .\n"
        "      - paragraph: Sumber\n"
        "      - list:\n"
        "        - listitem:\n"
        '          - link "Bagaimana mengurus akta kelahiran?":\n'
        "            - /url: https://dukcapil.nusalestari.example/akta\n"
        "          - text: Dinas Kependudukan dan Pencatatan Sipil, diperbarui 14 Januari 2026\n"
        "      - paragraph:\n"
        "        - time: " + page.locator("time").nth(1).inner_text()
    )


def test_the_first_load_is_light(house: House, browser: Browser) -> None:
    context = browser.new_context(base_url=house.url)
    page = context.new_page()
    page.goto("/", wait_until="load")
    sizes = page.evaluate(
        "performance.getEntries().filter(e => e.transferSize).map(e => [e.name.split('/').pop(), e.transferSize])"
    )
    total = sum(size for _name, size in sizes)
    print(total, sizes)
    assert total < 60_000
    page.reload(wait_until="load")
    again = page.evaluate("performance.getEntries().reduce((sum, e) => sum + (e.transferSize || 0), 0)")
    assert again < 12_000
    context.close()
