"""Wishes about the voice: recognised when a message says nothing else, granted in steps."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office.texts import texts
from voice.wishes import STEPS, Mode, Preference, Wish, answer_key, spelled, wish


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Ulangi.", Wish.REPEAT),
        ("tolong ulangi jawabannya", Wish.REPEAT),
        ("Tolong bacakan lebih pelan.", Wish.SLOWER),
        ("lebih pelan lagi dong", Wish.SLOWER),
        ("lebih cepat sedikit", Wish.FASTER),
        ("Berhenti.", Wish.STOP),
        ("teks saja", Wish.TEXT_ONLY),
        ("jawab dengan tulisan saja ya", Wish.TEXT_ONLY),
        ("saya mau selalu suara", Wish.ALWAYS_VOICE),
        ("eja nomornya", Wish.SPELL),
        ("Lanjut.", Wish.NEXT),
    ],
)
def test_a_wish_is_heard_in_everyday_words(said: str, meant: Wish) -> None:
    assert wish(said) is meant


@pytest.mark.parametrize(
    "said",
    [
        "",
        "ya",
        "tolong",
        "mohon informasi",
        "apakah layanannya bisa lebih cepat?",
        "bagaimana cara berhenti sebagai anggota",
        "saya ingin mengulang pendaftaran",
        "minta teks pidato gubernur",
        "lanjut ke mana setelah daftar",
        "suara pemilih kecamatan",
    ],
)
def test_a_question_or_an_answer_is_no_wish(said: str) -> None:
    assert wish(said) is None


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_a_wish_or_none(text: str) -> None:
    assert wish(text) in {*Wish, None}


@settings(deadline=None)
@given(st.lists(st.sampled_from(list(Wish)), max_size=30))
def test_however_often_one_wishes_the_speed_stays_on_the_scale(wishes: list[Wish]) -> None:
    preference = Preference()
    for each in wishes:
        before, preference = preference, preference.after(each)
        if each is Wish.SLOWER:
            assert preference.speed < before.speed or before.speed == STEPS[0]
        if each is Wish.FASTER:
            assert preference.speed > before.speed or before.speed == STEPS[-1]
        key = answer_key(each, before)
        assert key is None or key in texts()
    assert preference.speed in STEPS


def test_slower_and_faster_undo_each_other() -> None:
    assert Preference().after(Wish.SLOWER).after(Wish.FASTER) == Preference()


def test_at_the_end_of_the_scale_it_says_so() -> None:
    assert answer_key(Wish.SLOWER, Preference(speed=STEPS[0])) == "voice.wish.slowest"
    assert answer_key(Wish.FASTER, Preference(speed=STEPS[-1])) == "voice.wish.fastest"


def test_who_speaks_is_spoken_to_unless_they_chose() -> None:
    assert Preference().speaks(citizen_spoke=True)
    assert not Preference().speaks(citizen_spoke=False)
    assert not Preference(mode=Mode.TEXT).speaks(citizen_spoke=True)
    assert Preference(mode=Mode.VOICE).speaks(citizen_spoke=False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "NIK Anda 3201123456780001. Apakah benar?",
            "tiga dua nol satu, satu dua tiga empat, lima enam tujuh delapan, nol nol nol satu",
        ),
        (
            "terdaftar dengan nomor 0001/PPID/XI/2026 pada 7 Mei",
            "nol nol nol satu garis miring pe pe i de garis miring eks i garis miring dua nol dua enam",
        ),
        ("Nama Anda “Siti Aminah”, benar?", "es i te i, a em i en a ha"),
        ("Siti", "es i te i"),
        ("Silakan tulis pertanyaan Anda kapan saja", None),
        ("", None),
    ],
)
def test_the_last_number_or_name_is_spelled(text: str, said: str | None) -> None:
    assert spelled(text) == said
