"""The chat as assistive software gets it: the accessibility tree read out, forced colours, twice as large."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.bot.chat.house import House
from tests.bot.chat.window import ask, nodes, read_out, shoot, sideways
from tests.standins.browser import violations

ASKED = "berapa harga kucing?"


def test_the_whole_page_is_read_in_order(page: Page) -> None:
    ask(page, ASKED)
    expect(page.get_by_role("button", name="Ajukan permohonan")).to_be_visible()
    told = read_out(page)
    wanted = [
        "link: Langsung ke isi",
        "navigation: Halaman",
        "link: Tanya",
        "link: Status",
        "link: Daftar informasi",
        "link: Bahasa mudah",
        "heading: Ada yang bisa kami bantu?",
        "log: Percakapan",
        "StaticText: Anda",
        f"StaticText: {ASKED}",
        "StaticText: Asisten (mesin)",
        "button: Ajukan permohonan",
        "textbox: Tulis pertanyaan atau pesan Anda",
        "button: Kirim",
        "link: Lanjutkan di perangkat lain",
        "link: Mulai percakapan baru",
        "link: Hak pemohon",
        "link: Aksesibilitas",
    ]
    places = [told.index(one) for one in wanted]
    assert places == sorted(places), told
    # What was just sent and waits for the server is not read twice.
    assert told.count(f"StaticText: {ASKED}") == 1
    (box,) = [node for node in nodes(page) if node.get("role", {}).get("value") == "textbox"]
    about = {item["name"]: item["value"].get("value") for item in box["properties"]}
    assert about["focused"] is True
    assert about["multiline"] is True
    assert about["required"] is True
    (log,) = [node for node in nodes(page) if node.get("role", {}).get("value") == "log"]
    live = {item["name"]: item["value"].get("value") for item in log["properties"]}
    assert live["live"] == "polite"


def test_in_forced_colours_and_twice_as_large(house: House, browser: Browser) -> None:
    # A window of 1280 by 1024 at 200 %: half the room, in the colours the reader has chosen.
    context = browser.new_context(
        viewport={"width": 640, "height": 512},
        device_scale_factor=2,
        forced_colors="active",
        base_url=house.url,
    )
    page = context.new_page()
    page.goto("/")
    ask(page, ASKED)
    choice = page.get_by_role("button", name="Ajukan permohonan")
    expect(choice).to_be_visible()
    choice.scroll_into_view_if_needed()
    assert sideways(page) == 0
    assert violations(page) == []
    # Who sees only these colours sees the edge of a bubble and of a button.
    for selector in (".line.citizen .bubble", ".choices button", "#tulis"):
        edge = page.locator(selector).first.evaluate("e => getComputedStyle(e).borderTopWidth")
        assert float(edge.removesuffix("px")) >= 1, selector
    shoot(page, "forced")
    context.close()


def test_by_keyboard_alone_to_another_device(page: Page, house: House, browser: Browser) -> None:
    ask(page, "dengan papan tik")
    link = page.get_by_role("link", name="Lanjutkan di perangkat lain")
    for _ in range(15):
        page.keyboard.press("Tab")
        if link.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lanjutkan di perangkat lain")
    button = page.get_by_role("button", name="Buat kode")
    for _ in range(20):
        page.keyboard.press("Tab")
        if button.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.press("Enter")
    code = page.locator("strong.code").inner_text().removeprefix("Kode Anda: ")
    assert violations(page) == []
    shoot(page, "code")
    # The other device has no script, and is as narrow as they come.
    other = browser.new_context(
        viewport={"width": 320, "height": 568}, java_script_enabled=False, base_url=house.url
    )
    arrived = other.new_page()
    arrived.goto("/chat/pindah")
    arrived.get_by_label("Kode dari perangkat lain").fill(code)
    arrived.keyboard.press("Enter")
    expect(arrived.get_by_text("Anda menulis: dengan papan tik")).to_be_visible()
    other.close()
