"""An answer ten working days later on WhatsApp: held, announced, delivered; each state seen at the desk.

The house's clock goes on, and Meta's with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from office.profile import read_office
from office.settings import PROJECT
from tests.journeys.citizens import WhatsAppCitizen
from tests.journeys.house import House, until
from tests.journeys.officer import Officer
from tests.standins.post_office import PostOffice
from tests.standins.whatsapp import TEMPLATE, WhatsApp

ANSWER = "Pada tahun 2025 dibeli 12 kandang kucing dengan dana APBD."
ANNOUNCED = f"[template {TEMPLATE}]"
FORM = [
    "ajukan permohonan",
    "jumlah kandang kucing yang dibeli untuk pusat adopsi hewan tahun 2025",
    "untuk penelitian skripsi di universitas",
    "mendapat salinan",
    "lewat percakapan ini",
    "untuk saya sendiri",
    "Siti Rahayu",
    "3201014507900003",
    "Jalan Melati 5 RT 2 RW 3 Kelurahan Sukamaju Kota Bahari",
]


@pytest.fixture
def meta() -> Iterator[WhatsApp]:
    running = WhatsApp()
    yield running
    running.close()


@pytest.fixture(scope="module")
def post() -> Iterator[PostOffice]:
    opened = PostOffice()
    yield opened
    opened.close()


@dataclass
class Case:
    """One citizen's request by WhatsApp, and the officer's side of it."""

    house: House
    meta: WhatsApp
    browser: Browser
    ahead: timedelta
    number: str = ""
    at: str = ""
    """Its page at the desk; a case that is answered leaves the queue."""

    def __post_init__(self) -> None:
        self.citizen = WhatsAppCitizen(self.meta)

    def file(self, contact: str) -> None:
        for words in (*FORM, contact):
            self.citizen.say(words)
        told = self.citizen.say("ya, kirim permohonan")
        number = re.search(r"\d{4}/\w+/[IVX]+/\d{4}", told)
        assert number, told
        self.number = number[0]

    def ten_working_days_later(self) -> None:
        """The morning of the day on which the answer is due at the latest."""
        zone = read_office(PROJECT / "data" / "demo" / "office.toml").zone
        told = json.loads(self.house.run("case", "show", self.number, "--json").stdout)
        due = date.fromisoformat(told["due"])
        morning = datetime.combine(due, time(9), zone)
        self.go_on(morning - datetime.now(UTC))

    def go_on(self, ahead: timedelta) -> None:
        """Start the house again with its clock moved on."""
        self.house.stop()
        self.ahead, self.meta.ahead = ahead, ahead.total_seconds()
        self.house.environment["TANYA_CLOCK_AHEAD"] = str(ahead.total_seconds())
        self.house.start()
        self.officer = Officer(self.browser.new_context(locale="id-ID").new_page(), self.house)

    def answered_at_the_desk(self) -> None:
        self.officer.open(self.number)
        self.at = urlsplit(self.officer.page.url).path
        self.officer.answer(ANSWER)

    def page(self, path: str) -> str:
        self.officer.page.goto(f"{self.house.address}{path}")
        return self.officer.page.locator("main").inner_text()

    def sees(self, path: str, *words: str) -> None:
        """The officer finds these words on the page, now or soon."""
        until(lambda: all(each in self.page(path) for each in words), 40, lambda: self.page(path))


@pytest.fixture
def begin(
    new_house: Callable[..., House], meta: WhatsApp, browser: Browser, office_hours: timedelta
) -> Callable[..., Case]:
    def made(**more: str) -> Case:
        told = {f"TANYA_WHATSAPP__{name.upper()}": value for name, value in meta.settings().items()}
        meta.ahead = office_hours.total_seconds()
        house = new_house(**told, **more, TANYA_CLOCK_AHEAD=str(meta.ahead)).start()
        meta.webhook = f"{house.address}/channels/whatsapp/webhook"
        return Case(house, meta, browser, office_hours)

    return made


def test_an_answer_after_ten_working_days_is_held_announced_and_delivered(
    begin: Callable[..., Case], meta: WhatsApp
) -> None:
    case = begin()
    case.file("081234567890")
    case.ten_working_days_later()
    case.answered_at_the_desk()

    assert case.citizen.hear() == ANNOUNCED, "the answer itself may not go out"
    case.sees(
        "/desk/pengiriman", case.number, "belum menulis lagi dalam 24 jam", "Pemberitahuan sudah dikirim"
    )
    meta.deliver(meta.status(meta.messages(case.citizen.number)[-1], "delivered"))
    case.sees("/desk/pengiriman", "Pemberitahuan sudah sampai")
    assert "ditahan sampai pemohon menulis lagi" in case.page(case.at)

    heard = case.citizen.say("ya, silakan")
    assert ANSWER in heard
    assert case.number in heard
    case.sees("/desk/pengiriman", "0 pesan belum sampai")
    told = case.page(case.at)
    assert "terkirim" in told
    assert "ditahan" not in told


@pytest.mark.parametrize("contact", ["siti@warga.example", "081234567890"])
def test_who_never_replies_gets_it_by_mail_or_by_letter(
    begin: Callable[..., Case], post: PostOffice, contact: str
) -> None:
    post.out.mails.clear()
    case = begin(**{f"TANYA_MAIL__{name.upper()}": str(value) for name, value in post.settings().items()})
    case.file(contact)
    case.ten_working_days_later()
    case.answered_at_the_desk()
    assert case.citizen.hear() == ANNOUNCED
    assert post.out.mails == [], "the citizen is given some days to write"

    case.go_on(case.ahead + timedelta(days=3, minutes=5))
    if contact.startswith("siti@"):
        until(lambda: post.out.mails, 60, case.house.log)
        (mail,) = post.out.mails
        body = mail.get_body(("plain",))
        assert mail["To"] == contact
        assert body is not None
        assert ANSWER in " ".join(body.get_content().split())
        case.sees("/desk/pengiriman", case.number, "sudah dikirim juga lewat surel")
        assert case.number not in case.page("/desk/tugas")
    else:
        case.sees("/desk/tugas", case.number, "surat atau telepon")
        case.sees("/desk/pengiriman", case.number, "surat yang harus dikirim ada di menu Tugas")
        assert post.out.mails == []
    assert ANSWER not in "\n".join(case.meta.texts(case.citizen.number))


def test_a_failure_that_comes_as_a_status_opens_the_delivery_again(
    begin: Callable[..., Case], meta: WhatsApp, browser: Browser
) -> None:
    """The window is open by our count and closed by Meta's: the answer is taken, and then reported as failed."""
    case = begin()
    case.file("081234567890")
    case.officer = Officer(browser.new_context(locale="id-ID").new_page(), case.house)
    meta.window_closed.add(case.citizen.number)
    case.answered_at_the_desk()

    assert case.citizen.hear() == ANNOUNCED
    case.sees("/desk/pengiriman", case.number, "belum menulis lagi", "Pemberitahuan sudah dikirim")
    assert ANSWER in case.citizen.say("ya")
    case.sees("/desk/pengiriman", "0 pesan belum sampai")
