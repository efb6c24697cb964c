"""By voice, as a blind citizen with a phone or at the page: real recordings, real recognition, answers heard.

Nothing is typed. The citizen's words are among those the test model knows (data/voice/sentences.toml); what it hears
unsurely, and every long number, is read back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.house import House, copy_of
from tests.journeys.speaking import (
    Speaker,
    SpeakingOnTelegram,
    SpeakingOnTheWeb,
    aloud,
    number_aloud,
)
from tests.standins.browser import with_microphone
from tests.standins.telegram import TOKEN, Telegram

pytestmark = pytest.mark.timeout(1800)
"""A citizen speaks up to twenty times, and each time may take long on a busy machine."""
NUMBER = re.compile(r"\d{4}/[\w-]+/[IVX]+/\d{4}")
LEAST_SPOKEN = 5
"""Turns of each journey that go through real recognition."""
IDENTITY = "3201014507900003"
SLIP = "3201014507900004"
TELEPHONE = "081234567890"
QUESTION = "Apa syarat mengurus akta kelahiran?"
"""Said into the page's microphone; what comes after it is sent as files from there."""


@pytest.fixture(scope="module")
def platform() -> Iterator[Telegram]:
    telegram = Telegram()
    yield telegram
    telegram.close()


@pytest.fixture(scope="module")
def hearing_house(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory, platform: Telegram
) -> Iterator[House]:
    told = {
        "TANYA_TELEGRAM__TOKEN": TOKEN,
        "TANYA_TELEGRAM__API_BASE": platform.address,
        "TANYA_TELEGRAM__POLL_SECONDS": "2",
        "TANYA_HEARING__MODEL": "uji",
        "TANYA_HEARING__PROMPT": "false",
    }
    running = House(copy_of(prepared, tmp_path_factory.mktemp("voice") / "home"), told).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def talking(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    opened = with_microphone(browser, QUESTION, tmp_path_factory.mktemp("microphone") / "said.wav")
    yield opened
    opened.close()


@pytest.fixture(params=["telegram", "web"])
def citizen(
    request: pytest.FixtureRequest, hearing_house: House, platform: Telegram, talking: Browser
) -> Iterator[Speaker]:
    if request.param == "telegram":
        speaking: Speaker = SpeakingOnTelegram(platform)
        yield speaking
    else:
        context = talking.new_context(locale="id-ID", permissions=["microphone"])
        speaking = SpeakingOnTheWeb(context.new_page(), hearing_house, QUESTION)
        yield speaking
        context.close()
    assert speaking.turns >= LEAST_SPOKEN


def test_ask_and_hear_the_answer(citizen: Speaker) -> None:
    answer = aloud(citizen, QUESTION, "surat keterangan kelahiran")
    assert "Sumber" in answer.title()
    aloud(citizen, "Ulangi.", "surat keterangan kelahiran")
    aloud(citizen, "Lebih pelan.", "Baik, saya berbicara lebih pelan.")
    aloud(citizen, "Berapa lama permohonan informasi dijawab?", "10 hari kerja")
    aloud(citizen, "Berhenti.", "Baik, saya berhenti berbicara.")
    citizen.spoken("Teks saja.", silent="saya menjawab dengan tulisan saja")
    citizen.spoken("Selalu suara.", "setiap jawaban juga saya ucapkan")


def test_file_a_request_correct_a_line_and_hear_where_it_stands(
    citizen: Speaker, hearing_house: House
) -> None:
    aloud(citizen, "Selalu suara.", "setiap jawaban juga saya ucapkan")
    aloud(citizen, "Ajukan permohonan.", "Informasi apa yang Anda minta?")
    aloud(
        citizen,
        "Laporan keuangan dinas pendidikan tahun dua ribu dua puluh lima.",
        "Untuk keperluan apa",
        "Laporan keuangan dinas pendidikan tahun 2025",
    )
    aloud(citizen, "Untuk penelitian skripsi.", "Bagaimana Anda ingin memperoleh")
    aloud(citizen, "Mendapat salinan.", "Ke mana jawabannya kami kirim?")
    aloud(citizen, "Lewat percakapan ini.", "Pengajuan ini untuk siapa")
    aloud(citizen, "Satu.", "Siapa nama lengkap", "1")
    aloud(citizen, "Siti Rahayu.", "Nomor Induk Kependudukan")
    number_aloud(citizen, IDENTITY, "alamat lengkap")
    aloud(
        citizen,
        "Jalan Melati nomor lima, Kota Tirtaraya.",
        "Berapa nomor telepon",
        "Jalan Melati nomor 5, Kota Tirtaraya",
    )
    summary = number_aloud(citizen, TELEPHONE, "dikirim sekarang?")
    assert f"Nomor Induk Kependudukan: {IDENTITY}" in summary
    assert "Siti Rahayu" in summary
    assert "Nama lengkap: Budi Santoso" in aloud(citizen, "Ubah nama jadi Budi Santoso.", "dikirim sekarang?")
    number = NUMBER.search(aloud(citizen, "Ya, kirim.", "/PPID/"))
    assert number
    assert hearing_house.run("case", "show", number[0]).returncode == 0
    aloud(citizen, "Cek permohonan saya.", number[0])
    aloud(citizen, "Eja.", "Saya eja:")


def test_complain_without_a_name(citizen: Speaker, hearing_house: House) -> None:
    aloud(citizen, "Lampu jalan mati di depan sekolah.", "Daftarkan sekarang?")
    aloud(citizen, "Satu.", "Di mana kejadiannya?", "1")
    aloud(citizen, "Di depan sekolah.", "Kapan kejadiannya?")
    aloud(citizen, "Sejak minggu lalu.", "Unit atau layanan mana")
    aloud(citizen, "Lewati.", "tanpa nama?")
    aloud(citizen, "Satu.", "dirahasiakan dari umum?", "1")
    aloud(citizen, "Dua.", "dikirim sekarang?", "2")
    number = NUMBER.search(aloud(citizen, "Ya, kirim.", "/ADU-PPID/"))
    assert number
    assert hearing_house.run("case", "show", number[0]).returncode == 0
    aloud(citizen, "Status pengaduan saya.", number[0])


def test_object_and_say_a_number_again_that_was_wrong(citizen: Speaker, hearing_house: House) -> None:
    aloud(citizen, "Ajukan keberatan.", "Keberatan dapat diajukan setelah")
    aloud(citizen, "Satu.", "Ceritakan apa yang terjadi", "1")
    aloud(
        citizen,
        "Di mana laporan keuangan dinas pendidikan?",
        "Pengajuan ini untuk siapa",
        "Di mana laporan keuangan dinas pendidikan?",
    )
    aloud(citizen, "Untuk saya sendiri.", "Siapa nama lengkap")
    aloud(citizen, "Dewi Lestari.", "Nomor Induk Kependudukan")
    number_aloud(citizen, IDENTITY, "alamat lengkap", slip=SLIP)
    aloud(
        citizen,
        "Jalan Mawar nomor dua, Kota Tirtaraya.",
        "Berapa nomor telepon",
        "Jalan Mawar nomor 2, Kota Tirtaraya",
    )
    summary = number_aloud(citizen, TELEPHONE, "dikirim sekarang kepada Atasan PPID?")
    assert f"Nomor Induk Kependudukan: {IDENTITY}" in summary
    number = NUMBER.search(aloud(citizen, "Ya, kirim.", "/KEB-PPID/"))
    assert number
    assert hearing_house.run("case", "show", number[0]).returncode == 0
