"""By voice, as a blind citizen with a phone: real recordings, real recognition, answers that are heard.

The citizen's words are among those the test model knows (data/voice/sentences.toml). What it hears unsurely is read
back, and the citizen says yes. Rows of more than eight digits are beyond the test model: it reads back what it
heard, the citizen says no and types the number. So the identity number and the telephone number are typed; every other
turn goes through recognition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.citizens import TelegramCitizen
from tests.journeys.house import House, copy_of, until
from tests.standins.telegram import TOKEN, Telegram
from tests.standins.voices import note
from voice.hearing.audio import RATE, decode

NUMBER = re.compile(r"\d{4}/[\w-]+/[IVX]+/\d{4}")
READ_BACK = "Apakah benar?"
LONGEST = 180
"""Seconds a spoken turn may take on a busy machine before it counts as failed."""


class SpeakingCitizen(TelegramCitizen):
    """Sends voice notes and listens to what comes back."""

    def aloud(self, words: str, reply: str, understood: str | None = None) -> str:
        """Say something, and yes when it is read back; gives the words of the reply, which ends with ``reply``
        or goes on after it. ``understood``: the words as they are written, where digits are."""
        expected = understood or words.rstrip(".")
        answer = self.spoken(words, reply)
        if READ_BACK in answer:
            assert f"“{expected}”" in answer
            return self.spoken("Ya.", reply)
        assert f"Anda berkata: “{expected}”." in answer
        return answer

    def spoken(self, words: str, reply: str) -> str:
        """Send a voice note; gives the words of the answer, once all of it has been heard."""
        seen = len(self.platform.messages(self.chat))
        self.platform.speak(self.chat, note(words))
        return self._heard(seen, reply)

    def typed(self, words: str, reply: str) -> str:
        """Write a message, having asked to be answered aloud; gives the words of the answer, as above."""
        seen = len(self.platform.messages(self.chat))
        self.platform.write(self.chat, words)
        return self._heard(seen, reply)

    def _heard(self, seen: int, reply: str) -> str:
        def answered() -> bool:
            new = self.platform.messages(self.chat)[seen:]
            words = "\n".join(message["text"] for message in new)
            return bool(new) and "voice" in new[-1] and (reply in words or READ_BACK in words)

        until(answered, LONGEST, lambda: str(self._words(seen)))
        for message in self.platform.messages(self.chat)[seen:]:
            if "voice" in message:
                assert len(decode(message["voice"]["sound"], 600)) > RATE / 2
        return self._words(seen)

    def _words(self, seen: int) -> str:
        return "\n".join(m["text"] for m in self.platform.messages(self.chat)[seen:] if m["text"])


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


@pytest.fixture
def citizen(hearing_house: House, platform: Telegram) -> SpeakingCitizen:
    return SpeakingCitizen(platform)


def test_ask_and_hear_the_answer(citizen: SpeakingCitizen) -> None:
    heard = citizen.aloud("Berapa lama permohonan informasi dijawab?", "10 hari kerja")
    assert "Sumber: " in heard
    citizen.aloud("Lebih pelan.", "Baik, saya berbicara lebih pelan.")


def test_file_a_request_correct_a_line_and_hear_where_it_stands(
    citizen: SpeakingCitizen, hearing_house: House
) -> None:
    citizen.aloud("Selalu suara.", "setiap jawaban juga saya ucapkan")
    citizen.aloud("Ajukan permohonan.", "Informasi apa yang Anda minta?")
    citizen.aloud(
        "Laporan keuangan dinas pendidikan tahun dua ribu dua puluh lima.",
        "Untuk keperluan apa",
        "Laporan keuangan dinas pendidikan tahun 2025",
    )
    citizen.aloud("Untuk penelitian skripsi.", "Bagaimana Anda ingin memperoleh")
    citizen.aloud("Mendapat salinan.", "Ke mana jawabannya kami kirim?")
    citizen.aloud("Lewat percakapan ini.", "Permohonan ini untuk siapa")
    citizen.aloud("Satu.", "Siapa nama lengkap", "1")
    citizen.aloud("Siti Rahayu.", "Nomor Induk Kependudukan")
    identity = "Tiga dua nol satu, nol satu empat lima, nol tujuh sembilan nol, nol nol nol tiga."
    assert READ_BACK in citizen.spoken(identity, READ_BACK), "a long number is always read back"
    citizen.spoken("Tidak.", "tulis pesan Anda")
    citizen.typed("3201014507900003", "alamat lengkap")
    citizen.aloud(
        "Jalan Melati nomor lima, Kota Tirtaraya.",
        "Berapa nomor telepon",
        "Jalan Melati nomor 5, Kota Tirtaraya",
    )
    summary = citizen.typed("081234567890", "dikirim sekarang?")
    assert "Nomor Induk Kependudukan: 3201014507900003" in summary
    assert "Siti Rahayu" in summary
    assert "Nama lengkap: Budi Santoso" in citizen.aloud("Ubah nama jadi Budi Santoso.", "dikirim sekarang?")
    number = NUMBER.search(citizen.aloud("Ya, kirim.", "/PPID/"))
    assert number
    assert hearing_house.run("case", "show", number[0]).returncode == 0
    citizen.aloud("Cek permohonan saya.", number[0])


def test_complain_without_a_name(citizen: SpeakingCitizen, hearing_house: House) -> None:
    citizen.aloud("Lampu jalan mati di depan sekolah.", "Daftarkan sekarang?")
    citizen.aloud("Satu.", "Di mana kejadiannya?", "1")
    citizen.aloud("Di depan sekolah.", "Kapan kejadiannya?")
    citizen.aloud("Sejak minggu lalu.", "Unit atau layanan mana")
    citizen.aloud("Lewati.", "tanpa nama?")
    citizen.aloud("Satu.", "dirahasiakan dari umum?", "1")
    citizen.aloud("Dua.", "dikirim sekarang?", "2")
    number = NUMBER.search(citizen.aloud("Ya, kirim.", "/ADU-PPID/"))
    assert number
    assert hearing_house.run("case", "show", number[0]).returncode == 0
