"""Whole ways of a case in Chromium, from the officer to the unit to the Atasan PPID to the citizen."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from deskbrowser import served
from deskkit import House
from playwright.sync_api import Browser, Page
from test_case import kinds, outbox
from test_look import as_person

from cases.tables import Case
from tests.standins.browser import violations

WORDS = "Penjelasan kami sampaikan dengan lengkap di sini."


@pytest.fixture
def desk(house: House, browser: Browser) -> Iterator[Callable[[str, int], Page]]:
    """Opens a case as somebody; every page seen on the way is checked with axe-core."""
    with served(house.app) as address:
        context = browser.new_context()
        page = context.new_page()

        def opened(who: str, case_id: int) -> Page:
            as_person(context, house, who, address)
            page.goto(f"{address}/desk/perkara/{case_id}")
            assert violations(page) == [], who
            return page

        yield opened
        context.close()


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def dispose(page: Page) -> None:
    page.locator("#unit-tujuan").select_option("dinkes")
    press(page, "Teruskan ke unit")


def answer(page: Page, outcome: str, holder: str = "") -> None:
    page.get_by_label(outcome, exact=True).check()
    page.locator("#jawaban").fill(WORDS)
    if holder:
        page.locator("#holder").fill(holder)
    press(page, "Kirim jawaban")


def refuse(page: Page, outcome: str) -> None:
    page.locator("summary", has_text="Ajukan penolakan").click()
    form = page.locator("section", has=page.locator("#h-tolak"))
    form.get_by_label(outcome, exact=True).check()
    form.locator("#ground").select_option("h")
    form.locator("#consequence_test").fill("12/UK/2026 tanggal 1 Desember 2026")
    form.locator("#alasan-tolak").fill(WORDS)
    press(page, "Ajukan penolakan ke Atasan PPID")


def said(house: House) -> str:
    return outbox(house)[-1][1]


def test_given_after_the_unit_has_worked_on_it(house: House, desk: Callable[[str, int], Page]) -> None:
    case_id = house.file("a", 1)
    dispose(desk("rina", case_id))
    press(desk("ppid_pelaksana", case_id), "Bahan dari unit diterima")
    answer(desk("rina", case_id), "Diberikan seluruhnya")
    assert "kami berikan seluruhnya" in said(house)
    assert kinds(house, case_id)[1:] == ["nyatakan_lengkap", "disposisi", "telaah", "jawab"]


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ("Ditolak karena dikecualikan", "tidak dapat kami berikan karena dikecualikan"),
        ("Diberikan sebagian, bagian lain dihitamkan", "kami berikan sebagian"),
    ],
)
def test_refused_whole_or_in_part_with_the_approval_of_the_superior(
    house: House, desk: Callable[[str, int], Page], outcome: str, told: str
) -> None:
    case_id = house.file("a", 1)
    refuse(desk("ppid_utama", case_id), outcome)
    assert outbox(house) == []
    press(desk("atasan_ppid", case_id), "Setujui dan kirim penolakan")
    assert told in said(house)
    assert "Pasal 17 huruf h" in said(house)


def test_extended_and_then_not_held_with_the_holder_named(
    house: House, desk: Callable[[str, int], Page]
) -> None:
    case_id = house.file("a", 1)
    page = desk("ppid_utama", case_id)
    page.locator("summary", has_text="Perpanjang tujuh hari kerja").click()
    page.locator("#extension-perpanjang").select_option("belum_didokumentasikan")
    page.locator("#teks-perpanjang").fill("Dokumen masih disusun oleh unit.")
    press(page, "Perpanjang tujuh hari kerja")
    assert "waktu tambahan" in said(house)
    answer(
        desk("rina", case_id), "Tidak dikuasai badan publik ini, dan diketahui siapa yang menguasai", "BPN"
    )
    assert "dikuasai oleh BPN" in said(house)


@pytest.mark.parametrize("decision", ["Keberatan dikabulkan", "Keberatan ditolak, keputusan PPID dikuatkan"])
def test_an_objection_is_decided_and_what_follows_is_possible(
    house: House, desk: Callable[[str, int], Page], decision: str
) -> None:
    case_id = house.file("a", 1)
    answer(desk("rina", case_id), "Belum dikuasai atau belum didokumentasikan")
    page = desk("rina", case_id)
    page.locator("summary", has_text="Daftarkan keberatan").click()
    page.get_by_label("d. Permohonan ditanggapi tidak sebagaimana yang diminta").check()
    page.locator("#posisi").fill("Dokumen itu sudah diumumkan tahun lalu.")
    press(page, "Daftarkan keberatan")
    objection = int(page.url.split("/")[-1].split("?")[0])
    page = desk("atasan_ppid", objection)
    page.get_by_label(decision, exact=True).check()
    page.locator("#tanggapan").fill(WORDS)
    press(page, "Kirim tanggapan")
    assert "Komisi Informasi dalam 14 hari kerja" in said(house)
    if decision == "Keberatan dikabulkan":
        page = desk("rina", case_id)
        page.locator("summary", has_text="Buka lagi").click()
        press(page, "Buka lagi, keberatannya dikabulkan")
        assert "kami buka lagi" in said(house)
        answer(desk("rina", case_id), "Diberikan seluruhnya")
        assert "kami berikan seluruhnya" in said(house)
        return
    page = desk("atasan_ppid", objection)
    page.locator("summary", has_text="Catat sengketa").click()
    page.locator("#nomor-ki").fill("12/KI/2026")
    press(page, "Catat sengketa")
    with page.expect_download() as download:
        page.get_by_role("button", name="Unduh berkas sengketa").click()
    assert download.value.suggested_filename.startswith("berkas-0001-ski-ppid")


def test_a_complaint_both_anonymous_and_confidential(house: House, desk: Callable[[str, int], Page]) -> None:
    case_id = house.open("pengaduan", anonymous=True, confidential=True)
    page = desk("rina", case_id)
    page.locator("summary", has_text="Verifikasi dan tetapkan kelas").click()
    page.locator("#class-verifikasi").select_option("biasa")
    press(page, "Verifikasi dan tetapkan kelas")
    dispose(desk("rina", case_id))
    page = desk("ppid_pelaksana", case_id)
    assert "Siti Aminah" not in page.content()
    assert page.get_by_text("Anonim", exact=True).is_visible()
    assert page.get_by_text("Rahasia", exact=True).is_visible()
    press(page, "Bahan dari unit diterima")
    answer(desk("rina", case_id), "Benar dan sudah ditangani")
    assert "sudah ditangani" in said(house)


def test_a_hoax_is_clarified_within_the_hour(house: House, desk: Callable[[str, int], Page]) -> None:
    case_id = house.open("cek_hoaks")
    page = desk("rina", case_id)
    page.get_by_label("Hoaks: kabar itu tidak benar").check()
    page.locator("#klarifikasi").fill(WORDS)
    page.locator("#sumber").fill("https://contoh.example/siaran-pers")
    press(page, "Ajukan klarifikasi untuk disetujui")
    press(desk("ppid_utama", case_id), "Setujui dan kirim klarifikasi")
    assert "Hoaks: kabar itu tidak benar." in said(house)
    with house.database.reading() as session:
        case = session.get_one(Case, case_id)
        assert case.events[-1].at - case.opened_at < timedelta(hours=1)
