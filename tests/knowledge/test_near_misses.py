"""What an officer answered one citizen is given for the same question in other words, and for no other question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pytest

import knowledge.tables
from knowledge.answerer import Answerer
from knowledge.importing import import_file
from knowledge.publishing import publish
from office.database import Base, Database
from office.settings import PROJECT, load

assert knowledge.tables.Entry.__tablename__ in Base.metadata.tables


class Published(NamedTuple):
    """An answer, the questions it answers, and those it does not."""

    question: str
    answer: str
    same: Sequence[str]
    other_place: Sequence[str]
    other_thing: Sequence[str]
    other_wish: Sequence[str]


ANSWERS = {
    "bridge": Published(
        "Kapan jembatan Kali Bening di Desa Wonolelo diperbaiki?",
        "Perbaikan jembatan Kali Bening dijadwalkan mulai Maret 2027 dan selesai Agustus 2027. Sampai saat itu "
        "kendaraan roda empat dialihkan lewat jalan Karangduwur.",
        (
            "jembatan kali bening wonolelo kapan dibenerin",
            "Kapan perbaikan jembatan Kali Bening di Wonolelo dimulai?",
            "min jembatan kali bening desa wonolelo kpn diperbaiki ya",
            "jadwal perbaikan jembatan Kali Bening",
            "jembatan wonolelo yg di kali bening kapan selesainya",
        ),
        ("kapan jembatan Kali Bening di Desa Pakisaji diperbaiki", "kapan jembatan Kali Serayu diperbaiki"),
        ("kapan jalan Desa Wonolelo diperbaiki", "kapan balai desa wonolelo direnovasi"),
        (
            "berapa biaya perbaikan jembatan Kali Bening di Desa Wonolelo",
            "anggaran jembatan kali bening berapa",
            "apakah jembatan Kali Bening di Wonolelo aman dilewati truk",
            "siapa yang membangun jembatan Kali Bening",
            "kenapa jembatan kali bening ambruk",
            "panjang jembatan kali bening berapa meter",
        ),
    ),
    "lamps": Published(
        "Berapa lampu jalan yang dipasang di Kelurahan Margosari tahun 2026?",
        "Pada tahun 2026 dipasang 48 titik lampu penerangan jalan umum di Kelurahan Margosari.",
        (
            "lampu jalan margosari 2026 dipasang berapa titik",
            "jumlah lampu jalan di kelurahan Margosari",
            "berapa titik pju margosari",
        ),
        ("berapa lampu jalan yang dipasang di Kelurahan Tanjunganom",),
        ("berapa kamera CCTV di Margosari", "berapa jumlah penduduk Margosari"),
        (
            "berapa biaya pemasangan lampu jalan di Margosari",
            "siapa kontraktor lampu jalan Margosari",
            "kapan lampu jalan margosari dipasang lagi",
        ),
    ),
    "pond": Published(
        "Siapa kontraktor pembangunan embung Tirtomoyo?",
        "Pembangunan embung Tirtomoyo dikerjakan oleh PT Karya Bumi Lestari melalui tender tahun 2026.",
        (
            "embung tirtomoyo yang bangun siapa",
            "perusahaan apa yang mengerjakan embung tirtomoyo",
            "siapa pelaksana proyek embung Tirtomoyo",
        ),
        ("siapa kontraktor embung Randusari",),
        ("siapa kontraktor jalan Tirtomoyo", "siapa kepala desa tirtomoyo"),
        (
            "berapa anggaran embung Tirtomoyo",
            "kapan embung Tirtomoyo selesai",
            "di mana lokasi embung Tirtomoyo",
            "berapa luas embung tirtomoyo",
        ),
    ),
    "course": Published(
        "Kapan pendaftaran pelatihan menjahit di BLK Tanjungsari ditutup?",
        "Pendaftaran pelatihan menjahit di BLK Tanjungsari ditutup 15 Desember 2026 pukul 16.00 di laman BLK.",
        (
            "pelatihan menjahit blk tanjungsari terakhir daftar kapan",
            "batas daftar kursus jahit blk tanjungsari",
            "pendaftaran jahit tanjungsari tutup tgl brp",
        ),
        ("kapan pendaftaran pelatihan menjahit di BLK Wanareja ditutup",),
        ("kapan pasar Tanjungsari buka",),
        (
            "berapa biaya pelatihan menjahit blk tanjungsari",
            "siapa instruktur menjahit blk tanjungsari",
            "syarat pelatihan menjahit BLK Tanjungsari",
        ),
    ),
}
KINDS = ("other_place", "other_thing", "other_wish")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    """The demo office, whose officers have published the answers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TANYA_HOME", str(tmp_path_factory.mktemp("home")))
        settings = load()
        database = Database(settings)
        Base.metadata.create_all(database.engine)
        for name in ("dip.xlsx", "faq.csv"):
            import_file(database, PROJECT / "data" / "demo" / name)
        with database.writing() as session:
            for name, item in ANSWERS.items():
                publish(session, title=item.question, body=item.answer, id=name)
        answerer = Answerer(database, settings)
        yield answerer
        answerer.close()
        database.close()


@pytest.mark.parametrize("name", ANSWERS)
def test_other_words_for_the_same_question_get_the_answer(office: Answerer, name: str) -> None:
    given = {question: office.ask(question).entry for question in ANSWERS[name].same}
    assert {question: entry.id if entry else None for question, entry in given.items()} == dict.fromkeys(
        given, name
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ANSWERS)
def test_another_place_thing_or_wish_does_not_get_the_answer(office: Answerer, name: str, kind: str) -> None:
    given = {question: office.ask(question).entry for question in getattr(ANSWERS[name], kind)}
    assert [question for question, entry in given.items() if entry is not None and entry.id == name] == []
