"""The whole main job, through every door.

A citizen asks and is answered with a source; asks what nobody has published; files a request with one
correction and one interrupting question; has a number and a due date at once; an officer answers; the
answer comes back on the same channel and is published; the next citizen is answered from it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.citizens import Citizen, TelegramCitizen, WebCitizen, WhatsAppCitizen
from tests.journeys.house import House, until
from tests.journeys.officer import Officer
from tests.standins.telegram import TOKEN, Telegram
from tests.standins.whatsapp import WhatsApp

QUESTION = "berapa jumlah kandang kucing yang dibeli untuk pusat adopsi hewan tahun 2025"
ANSWER = "Pada tahun 2025 dibeli 12 kandang kucing untuk pusat adopsi hewan dengan dana APBD."


@pytest.fixture
def platform() -> Iterator[Telegram]:
    telegram = Telegram()
    yield telegram
    telegram.close()


@pytest.fixture
def meta() -> Iterator[WhatsApp]:
    whatsapp = WhatsApp()
    yield whatsapp
    whatsapp.close()


@pytest.fixture(params=["web with script", "web without script", "telegram", "whatsapp"])
def door(
    request: pytest.FixtureRequest,
    new_house: Callable[..., House],
    browser: Browser,
    platform: Telegram,
    meta: WhatsApp,
) -> tuple[House, Callable[[], Citizen]]:
    if request.param == "whatsapp":
        told = {f"TANYA_WHATSAPP__{name.upper()}": value for name, value in meta.settings().items()}
        house = new_house(**told).start()
        meta.webhook = f"{house.address}/channels/whatsapp/webhook"
        return house, lambda: WhatsAppCitizen(meta)
    if request.param == "telegram":
        house = new_house(
            TANYA_TELEGRAM__TOKEN=TOKEN,
            TANYA_TELEGRAM__API_BASE=platform.address,
            TANYA_TELEGRAM__POLL_SECONDS="2",
        ).start()
        return house, lambda: TelegramCitizen(platform)
    house = new_house().start()
    script = request.param == "web with script"

    def citizen() -> Citizen:
        return WebCitizen(
            browser.new_context(java_script_enabled=script, locale="id-ID").new_page(), house, script
        )

    return house, citizen


def test_from_a_question_to_knowledge(door: tuple[House, Callable[[], Citizen]], browser: Browser) -> None:
    house, new_citizen = door
    citizen = new_citizen()

    heard = citizen.say("Apa saja syarat untuk mengurus akta kelahiran?")
    assert "surat keterangan kelahiran" in heard.lower()
    assert "Apa syarat mengurus akta kelahiran?" in heard, "the source is named"

    assert "permohonan" in citizen.say(QUESTION)
    assert QUESTION in citizen.press("Ajukan permohonan")

    assert "memperoleh" in citizen.say("untuk penelitian skripsi tentang kesejahteraan hewan")
    assert "Ke mana" in citizen.press("Mendapat salinan")

    heard = citizen.say("apakah permohonan ini dipungut biaya?")
    assert "tidak dipungut biaya" in heard, "a question in the middle is answered"
    assert "Ke mana" in heard, "and the form goes on"

    assert "untuk siapa" in citizen.press("Percakapan ini")
    assert "nama lengkap" in citizen.press("Untuk saya sendiri")
    assert "16 angka" in citizen.say("Siti Rahayu")
    assert "16 angka" in citizen.say("12345"), "a number too short is explained and asked again"
    assert "alamat lengkap" in citizen.say("3201014507900003")
    assert "telepon" in citizen.say("Jalan Melati 5 RT 2 RW 3 Kelurahan Sukamaju Kota Tirtaraya")

    summary = citizen.say("081234567890")
    assert "Siti Rahayu" in summary
    corrected = citizen.say("eh namanya salah, harusnya Siti Rahayuningsih")
    assert "Siti Rahayuningsih" in corrected

    filed = citizen.press("Ya, kirim")
    number = re.search(r"\d{4}/\w+/[IVX]+/\d{4}", filed)
    assert number, filed
    due = house.run("case", "show", number[0], "--json").stdout
    assert '"due"' in due
    assert "paling lambat" in filed

    officer = Officer(browser.new_context(locale="id-ID").new_page(), house)
    page = officer.open(number[0])
    assert QUESTION in page, "the officer sees what was asked"
    assert "3201014507900003" not in page, "the identity number is masked"
    officer.answer(ANSWER)

    news = citizen.hear()
    assert ANSWER in news
    assert number[0] in news

    officer.publish("Berapa kandang kucing yang dibeli untuk pusat adopsi hewan pada tahun 2025?")
    published = time.monotonic()
    asked = "min brp kandang kucing yg dibeli utk pusat adopsi hewan thn 2025"
    until(lambda: house.run("ask", asked, "--json").stdout.find("answered_") > 0, 30)
    assert ANSWER in new_citizen().say(asked), "the next citizen is answered"
    assert time.monotonic() - published < 60
