"""Announcements at the desk: looked at once more before they go out, out once, taken back."""

import re

from deskbrowser import served
from deskkit import House
from playwright.sync_api import Browser
from sqlalchemy import select

from desk.sessions import COOKIE
from knowledge.notices import Notice
from office.audit import AuditEntry
from tests.standins.browser import violations

WRITTEN = {
    "title": "Banjir di bantaran Kali Jernih",
    "text": "Air naik. Segera mengungsi ke balai.",
    "hours": "12",
}


def notices(house: House) -> list[Notice]:
    with house.database.reading() as session:
        return list(session.scalars(select(Notice)))


def test_it_is_shown_first_and_announced_once_however_often_it_is_pressed(house: House) -> None:
    client = house.client("rina")
    shown = client.post("/desk/pengumuman", data=WRITTEN).text
    assert "0 warga" in shown
    assert notices(house) == []
    key = re.findall(r'name="key" value="(\w+)"', shown)[0]
    for _ in range(2):
        client.post("/desk/pengumuman", data=WRITTEN | {"key": key, "step": "announce"})
    (notice,) = notices(house)
    assert notice.title == WRITTEN["title"]
    with house.database.reading() as session:
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.act.startswith("notice."))).all()
    assert acts == ["notice.added"]


def test_what_says_too_little_comes_back_with_its_words_and_why(house: House) -> None:
    answer = house.client("rina").post("/desk/pengumuman", data=WRITTEN | {"text": "awas"})
    assert answer.status_code == 422
    assert "apa yang harus dilakukan warga" in answer.text
    assert WRITTEN["title"] in answer.text
    assert notices(house) == []


def test_it_is_taken_back_once(house: House) -> None:
    client = house.client("rina")
    client.post("/desk/pengumuman", data=WRITTEN | {"step": "announce"})
    address = f"/desk/pengumuman/{notices(house)[0].id}/tarik"
    assert [client.post(address).headers["location"].split("=")[1] for _ in range(2)] == ["withdrawn", "gone"]
    assert "sudah ditarik" in client.get("/desk/pengumuman?selesai=withdrawn").text


def test_the_page_and_its_second_look_can_be_used_by_everybody(house: House, browser: Browser) -> None:
    client = house.client("rina")
    client.post("/desk/pengumuman", data=WRITTEN | {"step": "announce"})
    with served(house.app) as address:
        context = browser.new_context(viewport={"width": 320, "height": 640})
        context.add_cookies([{"name": COOKIE, "value": client.cookies[COOKIE], "url": f"{address}/desk"}])
        page = context.new_page()
        page.goto(f"{address}/desk/pengumuman")
        assert violations(page) == []
        page.get_by_label("Judul").fill(WRITTEN["title"])
        page.get_by_label("Apa yang terjadi").fill(WRITTEN["text"])
        page.get_by_role("button", name="Periksa dulu").click()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.get_by_role("button", name="Umumkan sekarang").click()
        page.wait_for_url("**selesai=issued")
        context.close()
    assert len(notices(house)) == 2
