"""The officer's way without a mouse, and the same way in a browser without script."""

from typing import Any

from deskbrowser import served
from deskkit import PASSWORD, House
from playwright.sync_api import Browser
from sqlalchemy import select
from test_look import as_person, sign_in

from bot.tables import Outbox
from cases.tables import Case
from knowledge.tables import Entry


def tab_to(page: Any, selector: str, most: int = 80) -> None:
    """Press Tab until the focus is there; the focus must be visible on the way."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert style != "none", f"no visible focus on {selector}"
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def published(house: House) -> list[str]:
    with house.database.reading() as session:
        return [entry.title for entry in session.scalars(select(Entry))]


def test_from_sign_in_to_publishing_by_keyboard_alone(house: House, browser: Browser) -> None:
    case_id = house.file("a", 3)
    with served(house.app) as address:
        page = browser.new_page()
        page.goto(f"{address}/desk")
        page.keyboard.type("rina")  # the first field has the focus
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/perkara")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")  # over the menu, straight to the content
        tab_to(page, f'a[href="/desk/perkara/{case_id}"]')
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/desk/perkara/{case_id}")
        tab_to(page, 'input[name="outcome"]')
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        tab_to(page, "#jawaban")
        page.keyboard.type("Laporan itu ada di laman kami, bagian laporan keuangan.")
        tab_to(page, "section.answer form > .actions:last-child button")
        page.keyboard.press("Enter")
        page.wait_for_url("**selesai=jawab")
        tab_to(page, 'a[href$="/terbitkan"]')
        page.keyboard.press("Enter")
        page.wait_for_url("**/terbitkan")
        tab_to(page, 'input[name="looked"]')
        page.keyboard.press("Space")
        tab_to(page, 'button[type="submit"]')
        page.keyboard.press("Enter")
        page.wait_for_url("**selesai=terbitkan")
        page.close()
    assert published(house) == ["Minta laporan keuangan dinas 2025"]


def test_from_officer_to_unit_and_back_to_the_citizen_by_keyboard_alone(
    house: House, browser: Browser
) -> None:
    case_id = house.file("a", 3)
    with served(house.app) as address:
        context = browser.new_context()
        page = context.new_page()

        def press(who: str, *ways: str) -> None:
            """Open the case as somebody; go to each field, type what follows its selector, and press the last."""
            as_person(context, house, who, address)
            page.goto(f"{address}/desk/perkara/{case_id}")
            for way in ways:
                selector, _, typed = way.partition(" <- ")
                tab_to(page, selector)
                page.keyboard.type(typed)
            with page.expect_navigation():
                page.keyboard.press("Enter")

        dispose = 'form[action$="/langkah/disposisi"] button'
        press("rina", "#unit-tujuan <- Dinas Kes", "#pesan-unit <- Mohon siapkan laporannya.", dispose)
        press("ppid_pelaksana", 'form[action$="/langkah/telaah"] button')
        press(
            "rina",
            "#jawaban <- Laporan itu kami lampirkan.",
            "section.answer form > .actions:last-child button",
        )
        context.close()
    with house.database.reading() as session:
        case = session.get_one(Case, case_id)
        assert (case.unit, case.state, case.outcome) == ("dinkes", "dijawab", "diberikan")
        assert "kami berikan seluruhnya" in session.scalars(select(Outbox)).all()[-1].reply


def test_the_same_without_script(house: House, browser: Browser) -> None:
    case_id = house.file("a", 3)
    with served(house.app) as address:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        sign_in(page, address)
        page.goto(f"{address}/desk/perkara/{case_id}")
        page.get_by_label("Jawaban untuk pemohon").fill("Laporan itu ada di laman kami.")
        page.get_by_role("button", name="Kirim jawaban").click()
        page.get_by_role("link", name="Terbitkan sebagai pengetahuan").click()
        page.get_by_label("Saya sudah membaca ulang").check()
        page.get_by_role("button", name="Terbitkan").click()
        assert page.get_by_role("status").inner_text().startswith("Jawaban diterbitkan")
        context.close()
    assert len(published(house)) == 1
    with house.database.reading() as session:
        assert len(session.scalars(select(Outbox)).all()) == 1
