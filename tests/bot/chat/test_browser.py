"""The chat in Chromium: with and without script, by keyboard, narrow and wide, and when the network fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect

from bot.chat import visitor
from tests.bot.chat.house import House
from tests.standins.browser import violations

SHOTS = os.environ.get("TANYA_SHOTS")
"""A folder for screenshots to look at."""
ASKED = "apa syarat membuat akta kelahiran?"


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


def watch(page: Page) -> list[str]:
    """What the page complains about. Taking a screenshot adds a style of its own, which the page refuses."""
    troubles: list[str] = []

    def complain(message: ConsoleMessage) -> None:
        if message.type == "error" and not (SHOTS and "inline style" in message.text):
            troubles.append(message.text)

    page.on("console", complain)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    return troubles


def ask(page: Page, words: str) -> None:
    """Type and send, and wait until the answer is there."""
    box = page.get_by_label("Tulis pertanyaan atau pesan Anda")
    box.fill(words)
    box.press("Enter")
    expect(page.locator("#sementara")).to_be_hidden()


def secret(page: Page) -> str:
    return next(str(c["value"]) for c in page.context.cookies() if c["name"] == visitor.COOKIE)


def sideways(page: Page) -> int:
    """Pixels that stick out on the right."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def small_targets(page: Page) -> list[str]:
    """Things to press that are smaller than 24 pixels (WCAG 2.5.8)."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select, textarea')]
        .filter(e => e.checkVisibility() && !e.matches('.skip'))
        .map(e => [e.tagName + ' ' + e.textContent.trim().slice(0, 30), e.getBoundingClientRect()])
        .filter(([, r]) => r.width < 24 || r.height < 24)
        .map(([name, r]) => `${name} ${Math.round(r.width)}x${Math.round(r.height)}`)"""
    )
    return found


def shoot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"chat-{name}.png")


def test_with_script(page: Page) -> None:
    box = page.get_by_label("Tulis pertanyaan atau pesan Anda")
    ask(page, ASKED)
    log = page.get_by_role("log", name="Percakapan")
    expect(log.get_by_text("kartu keluarga;")).to_be_in_viewport()
    expect(log.get_by_role("link", name="Bagaimana mengurus akta kelahiran?")).to_be_visible()
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    assert page.url.rstrip("/").count("/") == 2
    page.reload()
    expect(page.get_by_text("kartu keluarga;")).to_have_count(1)
    expect(page.get_by_text("kartu keluarga;")).to_be_in_viewport()


def test_shift_enter_makes_a_line_and_the_box_grows(page: Page) -> None:
    box = page.get_by_label("Tulis pertanyaan atau pesan Anda")
    before = box.bounding_box()
    box.press_sequentially("satu")
    for word in ("dua", "tiga", "empat"):
        box.press("Shift+Enter")
        box.press_sequentially(word)
    after = box.bounding_box()
    assert before
    assert after
    assert after["height"] > before["height"] + 40
    box.press("Enter")
    expect(page.locator(".citizen .words").first).to_have_text("satu\ndua\ntiga\nempat", use_inner_text=True)


def test_choices(page: Page, house: House) -> None:
    ask(page, "berapa harga kucing?")
    box = page.get_by_label("Tulis pertanyaan atau pesan Anda")
    box.fill("sedang saya tulis")
    page.get_by_role("button", name="Ajukan permohonan").click()
    expect(page.get_by_role("button", name="Mendapat salinan")).to_be_in_viewport()
    expect(box).to_have_value("sedang saya tulis")
    heard = len(house.engine.heard)
    page.get_by_role("button", name="Mendapat salinan").dblclick()
    expect(page.get_by_text("Anda menulis: mendapat salinan")).to_be_visible()
    page.wait_for_timeout(300)
    assert house.engine.heard[heard:] == ["mendapat salinan"]
    # An old choice still works.
    page.get_by_role("button", name="Ajukan permohonan").click()
    expect(page.get_by_role("button", name="Mendapat salinan")).to_have_count(2)


def test_while_a_message_is_on_its_way(page: Page, house: House) -> None:
    house.engine.wait = 1.0
    box = page.get_by_label("Tulis pertanyaan atau pesan Anda")
    box.fill("sabar dulu")
    box.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Sedang memproses pesan Anda …")
    expect(page.locator("#sementara")).to_contain_text("sabar dulu")
    expect(page.locator("#sementara")).to_be_in_viewport()
    box.fill("yang berikut")
    box.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("masih diproses")
    expect(page.get_by_text("Anda menulis: sabar dulu")).to_be_visible()
    expect(box).to_have_value("yang berikut")
    expect(page.get_by_role("status")).to_have_text("")
    box.press("Enter")
    expect(page.get_by_text("Anda menulis: yang berikut")).to_be_visible()


def test_an_answer_lost_on_the_way_is_fetched_once(house: House, browser: Browser) -> None:
    page = browser.new_page(base_url=house.url)
    page.goto("/")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/chat", lose)
    box = page.get_by_label("Tulis pertanyaan atau pesan Anda")
    box.fill("jangan dua kali")
    box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Pesan belum terkirim")
    expect(box).to_have_value("jangan dua kali")
    shoot(page, "lost")
    page.unroute("**/chat")
    page.get_by_role("button", name="Kirim ulang").click()
    expect(page.get_by_text("Anda menulis: jangan dua kali")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_text("")
    expect(box).to_have_value("")
    assert house.engine.heard.count("jangan dua kali") == 1
    page.context.set_offline(True)
    expect(page.get_by_role("status")).to_contain_text("Sambungan internet terputus")
    page.get_by_role("button", name="Yang bisa dibantu").click()
    expect(page.get_by_role("alert")).to_contain_text("Pesan belum terkirim")
    page.context.set_offline(False)
    page.get_by_role("button", name="Kirim ulang").click()
    expect(page.get_by_text("Anda menulis: bantuan")).to_be_visible()
    page.context.close()


def test_an_officers_answer_arrives_by_itself_in_every_tab(page: Page, house: House) -> None:
    ask(page, "halo")
    other = page.context.new_page()
    other.goto("/")
    house.officer_says(secret(page), "Ini jawaban petugas.", f"live-{secret(page)[:8]}")
    for tab in (page, other):
        expect(tab.locator(".line.officer")).to_contain_text("Ini jawaban petugas.")
    page.reload()
    other.reload()
    for tab in (page, other):
        tab.wait_for_timeout(1500)
        expect(tab.get_by_text("Ini jawaban petugas.")).to_have_count(1)


def test_reading_above_is_not_disturbed(page: Page, house: House) -> None:
    for _ in range(4):
        ask(page, ASKED)
    page.evaluate("window.scrollTo(0, 0)")
    page.wait_for_timeout(700)
    house.officer_says(secret(page), "Jawaban jauh di bawah.", f"far-{secret(page)[:8]}")
    page.get_by_role("button", name="Ada jawaban baru di bawah").click()
    expect(page.get_by_text("Jawaban jauh di bawah.")).to_be_in_viewport()


def test_without_script(house: House, browser: Browser) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 320, "height": 640}, base_url=house.url
    )
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Tulis pertanyaan atau pesan Anda").fill("berapa harga kucing?")
    page.get_by_role("button", name="Kirim").click()
    expect(page).to_have_url(f"{house.url}/#terakhir")
    expect(page.locator(".assistant").get_by_text("Mohon maaf")).to_be_in_viewport()
    page.get_by_role("button", name="Ajukan permohonan").click()
    expect(page.get_by_role("button", name="Mendapat salinan")).to_be_in_viewport()
    house.officer_says(next(str(c["value"]) for c in context.cookies()), "Dari petugas.", "no-script")
    page.reload()
    expect(page.get_by_text("Dari petugas.")).to_be_visible()
    page.get_by_role("link", name="Mulai percakapan baru").click()
    page.get_by_role("button", name="Ya, mulai baru").click()
    expect(page.get_by_text("Dari petugas.")).to_have_count(0)
    context.close()


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
