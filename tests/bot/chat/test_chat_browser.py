"""The chat in Chromium: with and without script, and when the network fails."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, Route, expect

from tests.bot.chat.house import House
from tests.bot.chat.window import ask, secret, shoot

ASKED = "apa syarat membuat akta kelahiran?"


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


def test_a_message_that_came_too_fast_is_sent_again_by_itself(browser: Browser, house: House) -> None:
    page = browser.new_page(base_url=house.url)
    page.goto("/")
    tries: list[int] = []

    def once_too_fast(route: Route) -> None:
        tries.append(1)
        if len(tries) == 1:
            route.fulfill(status=429, headers={"Retry-After": "1"})
        else:
            route.continue_()

    page.route("**/chat", once_too_fast)
    box = page.get_by_label("Tulis pertanyaan atau pesan Anda")
    box.fill("tidak hilang")
    box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("dikirim lagi sendiri")
    expect(page.get_by_text("Anda menulis: tidak hilang")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_text("")
    assert house.engine.heard.count("tidak hilang") == 1
    page.close()


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
