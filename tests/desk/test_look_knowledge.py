"""Knowledge at the desk in Chromium: narrow and wide, light and dark, with axe-core."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from deskbrowser import served, sideways, small_targets
from deskkit import House, opened
from playwright.sync_api import Browser
from test_unanswered import ask

from cases.exempt import ExemptItem
from desk.sessions import COOKIE
from knowledge.store import Draft
from office.clock import now
from tests.standins.browser import violations

SHOTS = os.environ.get("TANYA_SHOTS")
"""A folder for screenshots to look at."""
ENTRIES = (
    Draft(
        kind="faq", id="akta", title="Bagaimana cara mengurus akta kelahiran?", body="Siapkan kartu keluarga."
    ),
    Draft(
        kind="dip", id="lk", title="Laporan keuangan daerah 2025", body="Hasil audit.", unit="Dinas Kesehatan"
    ),
)
LIST = "No;Judul;Ringkasan;Unit\n1;Rencana kerja 2026;Program dan kegiatan;Dinas Kesehatan\n2;;;\n"
QUESTIONS = '{"text": "cara mengurus akta kelahiran", "targets": ["akta"], "answerable": true}\n'


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with opened(tmp_path, ENTRIES) as house:
        for text in ("kapan bantuan pupuk turun", "bantuan pupuk kapan turun ya"):
            ask(house, text)
        with house.database.writing() as session:
            for title, days in (("Rencana pengamanan kantor", 20), ("Denah gudang", 2_000)):
                item = ExemptItem(title=title, ground="c", consequence_test="3/UK/2026", unit="dinkes")
                item.decided_on = now().date() - timedelta(days=100)
                item.until = now().date() + timedelta(days=days)
                session.add(item)
        (house.settings.home / "questions.jsonl").write_text(QUESTIONS)
        yield house


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_of_knowledge(
    house: House, browser: Browser, width: int, scheme: str, tmp_path: Path
) -> None:
    with served(house.app) as address:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
        cookie = house.client("ppid_utama").cookies[COOKIE]
        context.add_cookies([{"name": COOKIE, "value": cookie, "url": f"{address}/desk"}])
        page = context.new_page()

        def look(name: str) -> None:
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"{name}-{width}-{scheme}.png", full_page=True)
            assert violations(page) == [], name
            assert sideways(page) == 0, name
            assert small_targets(page) == [], name

        page.goto(f"{address}/desk/pengetahuan")
        look("pengetahuan")
        page.get_by_role("link", name="Bagaimana cara mengurus").click()
        page.get_by_role("link", name="Sunting").click()
        page.get_by_label("Jawaban atau ringkasan").fill("Datang ke Disdukcapil dengan kartu keluarga.")
        page.get_by_role("button", name="Terbitkan").click()
        page.get_by_text("Dalam lima detik").wait_for()
        look("butir")
        page.goto(f"{address}/desk/pengetahuan/baru")
        page.get_by_label("Pertanyaan atau judul").fill("cara mengurus akta kelahiran")
        page.get_by_label("Jawaban atau ringkasan").fill("Hubungi 0812 3456 7890 untuk keterangan lanjut.")
        page.get_by_role("button", name="Terbitkan").click()
        look("butir-data-pribadi")
        page.get_by_label("Jawaban atau ringkasan").fill("Baca laman kami untuk keterangan lebih lanjut.")
        page.get_by_role("button", name="Terbitkan").click()
        page.get_by_text("tidak lagi dijawab seperti sekarang").wait_for()
        look("butir-merebut")
        page.goto(f"{address}/desk/pengetahuan/belum-terjawab")
        look("belum-terjawab")
        page.goto(f"{address}/desk/pengetahuan/impor")
        look("impor")
        (tmp_path / "daftar.csv").write_text(LIST)
        page.get_by_label("Berkas, paling").set_input_files(tmp_path / "daftar.csv")
        page.get_by_role("button", name="Periksa berkas").click()
        page.get_by_role("heading", name="Periksa sebelum disimpan").wait_for()
        look("impor-periksa")
        page.get_by_role("button", name="Simpan ke pengetahuan").click()
        page.get_by_text("daftar.csv disimpan").wait_for()
        page.goto(f"{address}/desk/pengetahuan/mutu")
        page.get_by_role("button", name="Jalankan sekarang").click()
        page.wait_for_load_state()
        while page.get_by_text("Hasil terakhir").count() == 0:
            page.reload()
        look("mutu")
        page.goto(f"{address}/desk/dikecualikan")
        look("dikecualikan")
        context.close()
