"""The conversation pages in Chromium: usable at every width, and a citizen's words arrive by themselves."""

from __future__ import annotations

from typing import Any

import pytest
from deskbrowser import served, sideways, small_targets
from deskkit import House
from playwright.sync_api import Browser, expect

from bot import handover
from bot.conversations import conversation_for
from bot.outbox import enqueue
from bot.reply import Reply
from bot.tables import Inbox
from desk.sessions import COOKIE
from office.clock import now
from tests.desk.test_look import shoot
from tests.standins.browser import violations


def says(house: House, who: str, words: str, answer: str = "") -> int:
    """A citizen writes; gives the handover they wait in."""
    with house.database.writing() as session:
        known = conversation_for(session, "web", who)
        heard = Inbox(
            channel="web",
            platform_id=f"{who}{now().timestamp()}",
            conversation_id=known.id,
            received_at=now(),
            text=words,
        )
        session.add(heard)
        session.flush()
        if answer:
            enqueue(session, known.id, [Reply(text=answer)], f"turn:{heard.id}", heard.id)
        return handover.ask(session, known.id, now()).id


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_are_usable_and_live(house: House, browser: Browser, width: int, scheme: str) -> None:
    talk = says(house, "a", "Berkas akta saya di mana ya Bu? Sudah tiga minggu.", "Petugas menjawab di sini.")
    says(house, "b", "Saya mau bicara dengan petugas saja")
    with served(house.app) as address:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        cookie = house.client("rina").cookies[COOKIE]
        context.add_cookies([{"name": COOKIE, "value": cookie, "url": f"{address}/desk"}])
        page = context.new_page()
        troubles: list[str] = []
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)

        def look(name: str, page: Any = page) -> None:
            shoot(page, f"{name}-{width}-{scheme}")
            assert violations(page) == [], name
            assert small_targets(page) == [], name
            assert sideways(page) <= 0, name

        page.goto(f"{address}/desk/percakapan")
        look("percakapan")
        page.get_by_role("link", name=f"Buka percakapan {talk}", exact=True).click()
        look("percakapan-menunggu")
        page.get_by_role("button", name="Ambil percakapan").click()
        page.get_by_label("Jawaban Anda").fill("Saya carikan, mohon tunggu.")
        page.get_by_role("button", name="Kirim").click()
        expect(page.get_by_role("log")).to_contain_text("Saya carikan, mohon tunggu.")
        page.get_by_label("Jawaban Anda").fill("Sedang saya tulis")
        says(house, "a", "Saya juga keberatan, permohonan saya ditolak.")
        expect(page.get_by_role("log")).to_contain_text("Saya juga keberatan")
        expect(page.get_by_role("log").get_by_text("Saya juga keberatan")).to_have_count(1)
        expect(page.get_by_label("Jawaban Anda")).to_have_value("Sedang saya tulis")
        with house.database.writing() as session:
            newest = session.query(Inbox).order_by(Inbox.id.desc()).first()
            assert newest is not None
            handover.heard(session, talk, newest.id, True, now())
        page.reload()
        look("percakapan-dipegang")
        page.get_by_role("button", name="Kembalikan ke asisten").click()
        look("percakapan-kembali")
        assert troubles == []
        context.close()
