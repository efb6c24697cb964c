"""A second form in a conversation: nothing about the person is asked twice, and no yes is meant for another form."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from actions.filing import Kirim
from actions.filling import COMPLETE, KEPT
from actions.steps import Kembali, Koreksi, Tanyakan, Validasi
from actions.tools import Tools
from office.clock import now
from tests.actions.house import FILLED, filled, slots, tracker, words

REQUEST = {slot: FILLED[slot] for slot in ("rincian", "tujuan", "cara_memperoleh", "cara_pengiriman")}
PERSON = {slot: value for slot, value in FILLED.items() if slot not in REQUEST}


def sent_before(tools: Tools, **values: str) -> dict[str, Any]:
    """The slots after a permohonan was sent, and the next one has come to the questions about the person."""
    first = filled(jawaban=COMPLETE)
    after = first | slots(Kirim(tools).decide(tracker("ya", "ya", first)))
    return after | filled({**REQUEST, **values}, draf="d2", jawaban=None)


def asked(tools: Tools, known: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    question = Tanyakan(tools).decide(tracker(slots=known))
    return words(question)[-1], known | slots(question)


def answer(
    tools: Tools, known: dict[str, Any], text: str, act: str = "isi"
) -> tuple[list[str], dict[str, Any]]:
    made = tracker(text, act, known | {"jawaban": text}, asked=known["baris"])
    made.events.append({"event": "slot", "name": "jawaban", "value": text})
    taken = Validasi(tools).decide(made)
    return words(taken), known | slots(taken)


@pytest.mark.parametrize("yes", ["pakai lagi", "ya", "iya pakai lagi aja", "1"])
def test_what_was_given_before_is_offered_and_taken_with_a_yes(tools: Tools, yes: str) -> None:
    question, known = asked(tools, sent_before(tools))
    assert known["baris"] == "data_lama"
    assert FILLED["nama"] in question
    assert FILLED["nik"] not in question, "read back by its last figures"
    said, known = answer(tools, known, yes)
    assert said == []
    assert known["isian"] == FILLED
    _, known = asked(tools, known)
    assert known["baris"] == "konfirmasi"


@pytest.mark.parametrize("no", ["isi data baru", "tidak", "data baru", "2"])
def test_a_no_asks_them_and_does_not_offer_again(tools: Tools, no: str) -> None:
    _, known = asked(tools, sent_before(tools))
    _, known = answer(tools, known, no)
    assert known["isian"] == REQUEST
    _, known = asked(tools, known)
    assert known["baris"] == "jenis_pemohon"


def test_one_line_is_changed_and_the_rest_taken(tools: Tools) -> None:
    _, known = asked(tools, sent_before(tools))
    changed = Koreksi(tools).decide(
        tracker("ubah alamat jadi Jalan Mawar 3, Kota Bahari", "koreksi", known, asked="data_lama")
    )
    assert slots(changed)["isian"] == {**FILLED, "alamat": "Jalan Mawar 3, Kota Bahari"}


def test_what_says_neither_is_asked_again_and_a_step_back_leaves_the_offer(tools: Tools) -> None:
    _, known = asked(tools, sent_before(tools))
    said, after = answer(tools, known, "entahlah")
    assert "Pakai lagi" in said[0]
    assert after["isian"] == REQUEST
    back = Kembali(tools).decide(tracker("kembali", "kembali", known, asked="data_lama"))
    assert slots(back)["baris"] == "cara_pengiriman"


def test_a_telephone_number_is_not_offered_for_an_answer_by_mail(tools: Tools) -> None:
    _, known = asked(tools, sent_before(tools, cara_pengiriman="surat elektronik"))
    _, known = answer(tools, known, "ya")
    assert "kontak" not in known["isian"]
    _, known = asked(tools, known)
    assert known["baris"] == "kontak"


def test_after_thirty_days_it_is_asked_anew(tools: Tools) -> None:
    known = sent_before(tools)
    known["diri"]["pada"] = (now() - KEPT - timedelta(minutes=1)).isoformat()
    assert asked(tools, known)[1]["baris"] == "jenis_pemohon"


def test_who_complains_without_a_name_is_not_remembered(tools: Tools) -> None:
    complaint = {"uraian": "Petugas loket tidak ada di tempat", "lokasi": "tidak disebutkan"}
    complaint |= {
        "waktu": "tidak disebutkan",
        "instansi": "tidak disebutkan",
        "anonim": "ya",
        "rahasia": "ya",
    }
    first = filled({**complaint, "nama": "Siti Rahayu"}, jenis="pengaduan", jawaban=COMPLETE)
    assert "diri" not in slots(Kirim(tools).decide(tracker("ya", "ya", first)))


def test_a_yes_from_the_button_of_an_earlier_form_sends_nothing(tools: Tools) -> None:
    shown = Tanyakan(tools).decide(tracker(slots=filled()))
    first = next(each for each in shown.said if "konfirm" in str(each) or "confirm" in str(each))["choices"][
        0
    ]
    assert first["payload"] == "ya, kirim permohonan"
    known = filled(draf="d2") | {"terlihat": slots(shown)["terlihat"]}
    question = Tanyakan(tools).decide(tracker(slots=known))
    second = question.said[-1]["choices"][0]["payload"]
    assert second == "ya, kirim permohonan, yang kedua"
    known |= slots(question)
    said, after = answer(tools, known, first["payload"], act="ya")
    assert "sebelumnya" in said[0]
    assert after["jawaban"] is None
    for yes in (second, "ya", "ya, kirim"):
        assert answer(tools, known, yes, act="ya")[1]["jawaban"] == COMPLETE
