"""Every page of the desk in Chromium: narrow and wide, light and dark, with axe-core, and by keyboard."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from deskbrowser import served, sideways, small_targets
from deskforty import fill
from deskkit import PASSWORD, House
from playwright.sync_api import Browser

from cases.answering import Writing, propose
from cases.tables import Case
from cases.tasks import ask_unit, to_be_sent
from desk.sessions import COOKIE
from office.calendar import read_calendar
from office.clock import local_date, now
from tests.standins.browser import violations

SHOTS = os.environ.get("TANYA_SHOTS")
"""A folder for screenshots to look at."""


def sign_in(page: Any, address: str) -> None:
    page.goto(f"{address}/desk")
    page.get_by_label("Nama pengguna").fill("rina")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk").click()
    page.wait_for_url("**/desk/perkara")


def shoot(page: Any, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def as_person(context: Any, house: House, username: str, address: str) -> None:
    cookie = house.client(username).cookies[COOKIE]
    context.add_cookies([{"name": COOKIE, "value": cookie, "url": f"{address}/desk"}])


def put_forward(house: House, case_id: int) -> None:
    facts = {"ground": "h", "consequence_test": "12/UK/2026 tanggal 1 Desember 2026"}
    writing = Writing(
        "Memuat data kesehatan.", "petugas:99", None, house.office, read_calendar(), facts=facts
    )
    with house.database.writing() as session:
        propose(session, session.get_one(Case, case_id), "ajukan_penolakan", "dikecualikan", writing)


def ask(house: House, case_id: int) -> None:
    """Material asked from a unit, and an answer that leaves by letter."""
    with house.database.writing() as session:
        case = session.get_one(Case, case_id)
        case.due_on = local_date(now(), house.office.zone) + timedelta(days=5)
        words, actor = "Laporan keuangan 2025, halaman neraca.", "petugas:1"
        ask_unit(session, case, "dinkes", words, case.due_on, actor, now(), house.office)
        to_be_sent(session, case, "pos", now())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_usable(house: House, browser: Browser, width: int, scheme: str) -> None:
    ids = fill(house)
    with served(house.app) as address:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        troubles: list[str] = []
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))

        def look(name: str) -> None:
            shoot(page, f"{name}-{width}-{scheme}")
            assert violations(page) == [], name
            assert small_targets(page) == [], name
            assert sideways(page) <= 0, name

        page.goto(f"{address}/desk")
        look("masuk")
        sign_in(page, address)
        look("antrean")
        page.get_by_label("Cari nomor atau kata").fill("kosong")
        page.get_by_role("button", name="Cari", exact=True).click()
        look("antrean-tidak-ditemukan")
        page.goto(f"{address}/desk/perkara/{ids[1]}")
        look("perkara")
        page.locator(".deadline summary").nth(1).click()
        page.get_by_role("button", name="Tampilkan data lengkap").click()
        look("perkara-identitas")
        page.goto(f"{address}/desk/perkara/{ids[4]}")
        look("perkara-dijawab")
        page.goto(f"{address}/desk/perkara/{ids[4]}/terbitkan")
        page.get_by_label("Jawaban").fill("Hubungi Siti di 0812 3456 7890 atau baca laman kami.")
        page.get_by_label("Saya sudah membaca ulang").check()
        page.get_by_role("button", name="Terbitkan").click()
        look("terbitkan")
        put_forward(house, ids[0])
        as_person(context, house, "atasan_ppid", address)
        page.goto(f"{address}/desk/perkara/{ids[0]}")
        look("penolakan-disetujui")
        as_person(context, house, "ppid_utama", address)
        page.goto(f"{address}/desk/perkara/{ids[2]}")
        page.get_by_text("Ajukan penolakan", exact=True).click()
        page.get_by_text("Perpanjang tujuh hari kerja").first.click()
        look("penolakan-diajukan")
        page.locator("section", has_text="Keberatan").locator("summary", has_text="Daftarkan").click()
        look("keberatan-didaftarkan")
        page.get_by_label("c. Permohonan tidak ditanggapi").check()
        page.get_by_label("Apa yang terjadi").fill("Tidak dijawab sampai lewat tenggat.")
        page.get_by_role("button", name="Daftarkan keberatan").click()
        page.wait_for_url("**selesai=keberatan")
        objection = page.url.split("?")[0]
        as_person(context, house, "atasan_ppid", address)
        page.goto(objection)
        look("keberatan")
        as_person(context, house, "admin", address)
        page.goto(f"{address}/desk/laporan")
        look("laporan")
        page.get_by_label("Laporan", exact=True).select_option("tahunan")
        page.get_by_role("button", name="Tampilkan").click()
        look("laporan-tahunan")
        page.goto(f"{address}/desk/laporan?jenis=kinerja")
        look("laporan-kinerja")
        page.goto(f"{address}/desk/laporan?mulai=2026-05-01&sampai=2026-01-01")
        look("laporan-waktu-salah")
        page.goto(f"{address}/desk/laporan/tahunan?tahun=2026")
        look("laporan-bab")
        page.goto(f"{address}/desk/laporan/saq")
        look("laporan-saq")
        page.goto(f"{address}/desk/register")
        look("register")
        page.goto(f"{address}/desk/surat")
        look("surat")
        page.goto(f"{address}/desk/surat/tanda_bukti")
        page.get_by_label("Naskah").fill("Judul\n\nTanpa {nomr}")
        page.get_by_role("button", name="Simpan naskah").click()
        look("surat-naskah")
        as_person(context, house, "atasan_ppid", address)
        page.goto(f"{address}/desk/perkara?jenis=keberatan")
        look("antrean-keberatan")
        complaint = house.open("pengaduan", details="Loket meminta uang. " * 60, anonymous=True)
        as_person(context, house, "ppid_utama", address)
        page.goto(f"{address}/desk/perkara/{complaint}")
        look("pengaduan")
        page.get_by_text("Tunjukkan lembaga yang berwenang").first.click()
        page.get_by_role("button", name="Siapkan salinan").click()
        look("salinan-lapor")
        page.goto(f"{address}/desk/perkara/{house.open('cek_hoaks')}")
        look("cek-hoaks")
        page.goto(f"{address}/desk/perkara?jenis=pengaduan")
        look("antrean-pengaduan")
        page.goto(f"{address}/desk/perkara/{house.open('sengketa')}")
        look("sengketa")
        page.goto(f"{address}/desk/perkara/baru?sebagai=kuasa")
        look("daftarkan")
        page.goto(f"{address}/desk/perkara/{complaint}/tanda-terima")
        look("tanda-terima")
        ask(house, ids[1])
        page.goto(f"{address}/desk/tugas")
        look("tugas")
        page.goto(f"{address}/desk/kalender?tahun=2027")
        look("kalender")
        page.goto(f"{address}/desk/perkara/999")
        troubles.clear()  # the browser reports the 404 it was sent for, and the 422 above
        look("tidak-ada")
        assert troubles == []
        context.close()
