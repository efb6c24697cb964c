"""Files in the web chat: sent by a plain form, kept with an own case; an answer's files fetched on the status page."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from bot import outbox
from bot.channels import web
from bot.conversations import find_conversation
from bot.reply import Enclosed, Reply
from cases.attachments import Attachment, File, add
from cases.files import media_type
from cases.lookup import by_number
from cases.opening import opening_code
from office.clock import now
from tests.bot.chat.house import House, cookie
from tests.bot.chat.test_public_pages import file_for
from tests.bot.chat.window import shoot, sideways, small_targets
from tests.standins import samples
from tests.standins.browser import violations

PHOTO = samples.picture("JPEG")


def bring(client: httpx.Client, content: bytes = PHOTO, name: str = "KTP.jpg", form: str = "satu") -> str:
    page = client.post("/chat/berkas", data={"message_id": form}, files={"file": (name, content)})
    assert page.status_code == 200
    return page.text


def kept(house: House, number: str) -> list[Attachment]:
    with house.services.database.reading() as session:
        case = by_number(session, number)
        assert case is not None
        return list(session.scalars(select(Attachment).where(Attachment.case_id == case.id)))


def test_a_file_is_kept_with_the_own_case_once_and_shown_in_the_conversation(house: House) -> None:
    client = house.client()
    client.get("/")
    number = file_for(house, client)
    for _ in range(2):
        page = bring(client)
    assert "Berkas: KTP.jpg" in page
    assert f"Lampiran diterima: KTP.jpg, untuk {number}" in page
    assert [row.media for row in kept(house, number)] == ["image/jpeg"]


def test_without_a_case_the_page_says_what_to_do(house: House) -> None:
    client = house.client()
    client.get("/")
    assert "belum mempunyai perkara yang berjalan" in bring(client)
    assert client.post("/chat/berkas", data={"message_id": "dua"}).status_code == 200, "no file is nothing"


def answered(house: House, client: httpx.Client, number: str, sent: bool = True) -> str:
    """An answer with a file in this browser's conversation; gives the file's name."""
    with house.services.database.writing() as session:
        case = by_number(session, number)
        known = find_conversation(session, web.CHANNEL, cookie(client))
        assert case is not None
        assert known is not None
        file = File("laporan.pdf", media_type("application/pdf"), samples.PDF, "unscanned")
        row = add(session, case, file, "jawaban", "petugas:1", now(), house.services.office, key=number)
        row.sent_at = now() if sent else None
        reply = Reply(text="Ini jawabannya.", files=[Enclosed(title="laporan.pdf", attachment=row.name)])
        outbox.enqueue(session, known.id, [reply], f"case:{number}")
        return row.name


def test_an_answers_file_is_fetched_here_or_with_number_and_code(house: House) -> None:
    mine, other = house.client(), house.client()
    for client in (mine, other):
        client.get("/")
    number = file_for(house, mine)
    name = answered(house, mine, number)
    assert "Berkas: laporan.pdf" in mine.get("/").text
    assert "Unduh laporan.pdf" in mine.get("/status").text
    got = mine.post("/status/berkas", data={"number": number, "name": name})
    assert got.content == samples.PDF
    assert got.headers["content-disposition"].startswith("attachment;")
    assert got.headers["content-security-policy"].startswith("sandbox;")
    foreign = other.post("/status/berkas", data={"number": number, "name": name})
    assert foreign.headers["content-type"].startswith("text/html")
    with house.services.database.reading() as session:
        case = by_number(session, number)
        assert case is not None
        code = opening_code(case)
    page = other.post("/status", data={"number": number, "code": code}).text
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)) | {"name": name}
    assert other.post("/status/berkas", data=form).content == samples.PDF


def test_what_has_not_gone_out_is_not_handed_out(house: House) -> None:
    client = house.client()
    client.get("/")
    number = file_for(house, client)
    name = answered(house, client, number, sent=False)
    reply = client.post("/status/berkas", data={"number": number, "name": name})
    assert reply.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_form_is_usable_by_keyboard_narrow_wide_and_dark(
    house: House, browser: Browser, width: int, scheme: Any
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=house.url
    )
    page = context.new_page()
    page.goto("/")
    page.get_by_text("Kirim berkas", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Dokumen atau foto")).to_be_visible()
    shoot(page, f"berkas-{width}-{scheme}")
    assert sideways(page) == 0
    assert small_targets(page) == []
    assert violations(page) == []
    page.get_by_label("Dokumen atau foto").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": PHOTO}
    )
    page.get_by_role("button", name="Kirim berkas ini").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("belum mempunyai perkara yang berjalan")).to_be_visible()
    context.close()
