"""Filling in: answers checked, asked one at a time, corrected, stepped back, cancelled; the same for every kind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from actions.base import Spoken
from actions.checks import CHECKS, CHECKS_OF_A_FORM, reachable
from actions.filling import COMPLETE
from actions.forms import form
from actions.steps import PATIENCE, Batal, Kembali, Koreksi, Sibuk, Tanyakan, Validasi
from actions.tools import Tools
from cases.fields import Accepted, Refused
from office.clock import now
from tests.actions.house import FILLED, filled, said_before, slots, tracker, words

LINES = form("permohonan").asked(FILLED)
ORDER = [line.slot for line in LINES]
BUTTONS = [line.slot for line in LINES if line.answer == "choice"]


def answered(
    tools: Tools, asked: str, text: str, values: Any = None, act: str = "isi", **more: Any
) -> Spoken:
    """What becomes of an answer; the new value stands last among the events, as Rasa hands it in."""
    known = filled({} if values is None else values, jawaban=text, **more)
    made = tracker(text, act, known, asked=asked)
    made.events.append({"event": "slot", "name": "jawaban", "value": text})
    return Validasi(tools).decide(made)


def test_an_answer_by_mail_needs_an_address_it_can_reach() -> None:
    (contact,) = (line for line in LINES if line.slot == "kontak")
    by_mail = "surat elektronik"
    assert isinstance(reachable(contact, Accepted("+62812345678"), by_mail), Refused)
    assert reachable(contact, Accepted("nama@contoh.id"), by_mail) == Accepted("nama@contoh.id")
    assert reachable(contact, Accepted("+62812345678"), "percakapan ini") == Accepted("+62812345678")


@pytest.mark.parametrize("slot", ORDER)
def test_a_good_answer_is_kept_as_checked_and_a_bad_one_explained(tools: Tools, slot: str) -> None:
    good = answered(tools, slot, FILLED[slot])
    assert slots(good)["isian"] == {slot: FILLED[slot]}
    assert slots(good)["jawaban"] is None, "the form goes on"
    assert words(good) == []
    bad = answered(tools, slot, "?")
    assert "isian" not in slots(bad)
    assert len(words(bad)[0]) > 20


@pytest.mark.parametrize("slot", BUTTONS)
def test_a_refused_choice_names_what_the_buttons_show(tools: Tools, slot: str) -> None:
    (refused,) = words(answered(tools, slot, "entahlah"))
    for title, _ in tools.texts[f"dialogue.ask.{slot}"].choices:
        assert title in refused


@pytest.mark.parametrize("asked", [*ORDER, "konfirmasi"])
@pytest.mark.parametrize("button", ["mendapat salinan", "lewat surel", "ya, kirim permohonan"])
def test_an_old_button_answers_no_other_question(tools: Tools, asked: str, button: str) -> None:
    own = {"mendapat salinan": "cara_memperoleh", "lewat surel": "cara_pengiriman"}.get(button, "konfirmasi")
    spoken = answered(
        tools, asked, button, FILLED if asked == "konfirmasi" else {}, act="ya" if own == asked else "isi"
    )
    if own == asked:
        assert words(spoken) == []
        return
    assert "isian" not in slots(spoken)
    assert slots(spoken)["jawaban"] is None
    assert "pertanyaan lain" in words(spoken)[0]


def test_after_three_refused_answers_an_officer_is_offered(tools: Tools) -> None:
    failed: float = 0
    for attempt in range(1, PATIENCE + 1):
        spoken = answered(tools, "nik", "123", gagal=failed)
        failed = slots(spoken)["gagal"]
        assert len(words(spoken)) == (2 if attempt == PATIENCE else 1)
    assert slots(answered(tools, "nik", FILLED["nik"], gagal=failed))["gagal"] == 0


def test_a_refused_identity_number_is_not_repeated(tools: Tools) -> None:
    assert "3578014199999003" not in str(answered(tools, "nik", "3578014199999003").said)


def test_several_answers_fill_several_lines_and_are_read_back(tools: Tools) -> None:
    said = "nama saya Siti Aminah, NIK 3374014101900003, alamat Jl. Mawar 3, Kota Bahari"
    spoken = answered(tools, "nama", said, {"rincian": "data"})
    assert set(slots(spoken)["isian"]) == {"rincian", "nama", "nik", "alamat"}
    (noted,) = words(spoken)
    assert "Siti Aminah" in noted
    assert "3374014101900003" not in noted


def test_lines_are_asked_in_their_order_and_what_is_known_is_not_asked(tools: Tools) -> None:
    values: dict[str, str] = {}
    for slot in ORDER:
        spoken = Tanyakan(tools).decide(tracker(slots=filled(values), asked="x"))
        assert slots(spoken) == {"baris": slot}
        assert words(spoken)
        values[slot] = FILLED[slot]
    assert slots(Tanyakan(tools).decide(tracker(slots=filled(values), asked="x")))["baris"] == "konfirmasi"


def test_who_only_looks_is_not_asked_where_to_send(tools: Tools) -> None:
    values = {slot: FILLED[slot] for slot in ("rincian", "tujuan")} | {"cara_memperoleh": "melihat"}
    assert slots(Tanyakan(tools).decide(tracker(slots=filled(values), asked="x"))) == {
        "baris": "jenis_pemohon"
    }


def test_everything_is_read_back_in_full_once_and_later_only_on_request(tools: Tools) -> None:
    first = Tanyakan(tools).decide(tracker("08123", "isi", filled(), asked="kontak"))
    summary, question = words(first)
    assert all(line.label in summary for line in LINES)
    assert FILLED["nik"] in summary
    assert slots(first)["baris"] == "konfirmasi"
    again = Tanyakan(tools).decide(tracker("biaya?", "tanya", filled(diperiksa=True), asked="konfirmasi"))
    assert words(again) == [question]
    repeated = words(
        Tanyakan(tools).decide(tracker("ulangi", "ulangi", filled(diperiksa=True), asked="konfirmasi"))
    )
    assert FILLED["nik"] not in repeated[0]
    assert FILLED["nik"][-4:] in repeated[0]


def test_only_a_yes_to_the_last_question_completes_the_form(tools: Tools) -> None:
    assert slots(answered(tools, "konfirmasi", "ya", FILLED, act="ya")) == {"jawaban": COMPLETE}
    spoken = answered(tools, "konfirmasi", "entahlah", FILLED)
    assert slots(spoken) == {"jawaban": None}
    assert words(spoken)


def correction(tools: Tools, text: str, asked: str = "konfirmasi", values: Any = None) -> Spoken:
    return Koreksi(tools).decide(tracker(text, "koreksi", filled(values), asked=asked))


def test_a_correction_with_its_value_is_made_at_once(tools: Tools) -> None:
    spoken = correction(tools, "ubah nama jadi Siti Aminah")
    assert slots(spoken)["isian"] == FILLED | {"nama": "Siti Aminah"}
    assert "Siti Aminah" in words(spoken)[0]


def test_a_corrected_identity_number_is_shown_shortened_and_read_back_again(tools: Tools) -> None:
    spoken = correction(tools, "nik salah, yang benar 3374014101900003")
    assert slots(spoken)["isian"]["nik"] == "3374014101900003"
    assert slots(spoken)["diperiksa"] is None
    assert "3374014101900003" not in words(spoken)[0]


def test_a_correction_without_a_good_value_asks_that_line_now(tools: Tools) -> None:
    for text in ("ubah nik", "nik yang benar 12"):
        spoken = correction(tools, text)
        assert "nik" not in slots(spoken)["isian"]
        words(spoken)
        after = filled(slots(spoken)["isian"])
        assert slots(Tanyakan(tools).decide(tracker(slots=after, asked=slots(spoken)["baris"]))) == {
            "baris": "nik"
        }


def test_a_correction_while_another_line_is_open_leaves_that_one_open(tools: Tools) -> None:
    known = {slot: FILLED[slot] for slot in ORDER[:6]}
    spoken = correction(tools, "eh tujuannya salah, buat skripsi", "nik", known)
    assert slots(spoken)["isian"] == known | {"tujuan": "buat skripsi"}
    assert slots(spoken)["baris"] == "nik"


def test_a_correction_of_nothing_named_asks_which_line_and_nothing_else(tools: Tools) -> None:
    spoken = correction(tools, "ubah")
    assert words(spoken) == []
    assert slots(spoken) == {"baris": "bagian"}
    asked = Tanyakan(tools).decide(tracker("ubah", "koreksi", filled(), asked="bagian"))
    assert len(words(asked)) == 1
    assert len(asked.said[0]["choices"]) == len(LINES)
    assert slots(answered(tools, "bagian", "nama", FILLED))["baris"] == "nama"


@pytest.mark.parametrize("kind", ["pencabutan", "penghapusan"])
def test_a_no_to_undoing_undoes_nothing_and_names_the_way_out(tools: Tools, kind: str) -> None:
    known = filled({"perkara": "0001/PPID/XI/2026"}, jenis=kind)
    spoken = Koreksi(tools).decide(tracker("tidak", "tidak", known, asked="konfirmasi"))
    assert spoken.events == []
    assert "batal" in words(spoken)[0]


def test_stepping_back_from_the_offer_to_go_on_asks_it_again(tools: Tools) -> None:
    assert Kembali(tools).decide(tracker("kembali", "kembali", filled(), asked="lanjutkan")).events == []


def test_stepping_back_goes_one_line_up_and_stops_at_the_first(tools: Tools) -> None:
    for asked, emptied in [("konfirmasi", ORDER[-1]), *zip(ORDER[1:], ORDER[:-1], strict=True)]:
        spoken = Kembali(tools).decide(tracker("kembali", "kembali", filled(), asked=asked))
        assert slots(spoken) == {"isian": {s: v for s, v in FILLED.items() if s != emptied}, "baris": emptied}
        words(spoken)
    first = Kembali(tools).decide(tracker("kembali", "kembali", filled({}), asked=ORDER[0]))
    assert first.events == []
    words(first)


def test_cancelling_closes_the_form_sends_nothing_and_keeps_the_draft(tools: Tools) -> None:
    spoken = Batal(tools).decide(tracker("batal", "batal", filled(pertanyaan="berapa?"), asked="nik"))
    assert {slots(spoken)[slot] for slot in ("jenis", "isian", "baris", "draf", "jawaban")} == {None}
    assert "pertanyaan" not in slots(spoken)
    assert slots(spoken)["simpanan"]["permohonan"]["isian"] == FILLED
    assert "tiga puluh hari" in words(spoken)[0]


def drafted(days: float, values: Any = None) -> dict[str, Any]:
    at = (now() - timedelta(days=days)).isoformat()
    return {"permohonan": {"isian": FILLED if values is None else values, "pada": at}}


def test_a_draft_is_offered_again_and_gone_on_with(tools: Tools) -> None:
    fresh = filled({"rincian": "yang baru saja diminta"}, simpanan=drafted(29))
    offered = Tanyakan(tools).decide(tracker("ajukan permohonan", "minta", fresh))
    assert slots(offered)["baris"] == "lanjutkan"
    assert FILLED["nik"] not in words(offered)[0]
    on = answered(tools, "lanjutkan", "lanjutkan", fresh["isian"], act="ya", simpanan=drafted(29))
    assert slots(on)["isian"] == FILLED
    assert slots(on)["simpanan"] is None
    anew = answered(tools, "lanjutkan", "mulai baru", fresh["isian"], simpanan=drafted(29))
    assert slots(anew)["isian"] == fresh["isian"]
    assert slots(anew)["simpanan"] is None
    unclear = answered(tools, "lanjutkan", "entahlah", fresh["isian"], simpanan=drafted(29))
    assert slots(unclear) == {"jawaban": None}


def test_a_draft_older_than_thirty_days_is_not_offered_and_goes_with_the_next_one(tools: Tools) -> None:
    asked = Tanyakan(tools).decide(tracker("halo", "minta", filled({}, simpanan=drafted(31))))
    assert slots(asked)["baris"] == "rincian"
    other = filled({"uraian": "lampu jalan mati"}, jenis="pengaduan", simpanan=drafted(31))
    assert set(slots(Batal(tools).decide(tracker("batal", "batal", other)))["simpanan"]) == {"pengaduan"}


@pytest.mark.parametrize("asked", [*ORDER, "konfirmasi"])
def test_what_is_said_a_day_later_answers_nothing_but_is_asked_about(tools: Tools, asked: str) -> None:
    def at(hours: float) -> dict[str, str]:
        return {"received_at": (now() + timedelta(hours=hours)).isoformat()}

    values = FILLED if asked == "konfirmasi" else {"rincian": FILLED["rincian"]}
    act = "ya" if asked == "konfirmasi" else "isi"
    for hours, taken in ((1, True), (30, False)):
        said = FILLED.get(asked, "ya")
        before = [said_before("sebelumnya", "isi") | {"metadata": at(0)}]
        made = tracker(said, act, filled(values, jawaban=said), asked, before, at(hours))
        made.events.append({"event": "slot", "name": "jawaban", "value": said})
        spoken = Validasi(tools).decide(made)
        assert ("isian" in slots(spoken) or slots(spoken).get("jawaban") == COMPLETE) == taken
        if not taken:
            assert slots(Tanyakan(tools).decide(made))["baris"] == "lanjutkan"


def test_another_wish_in_the_middle_is_told_to_wait(tools: Tools) -> None:
    assert (
        "permohonan informasi"
        in words(Sibuk(tools).decide(tracker("buat pengaduan", "lapor", filled(), "nik")))[0]
    )


def test_every_check_is_used_by_a_line() -> None:
    from actions.forms import catalogue

    assert {line["check"] for line in catalogue().values()} == {*CHECKS, *CHECKS_OF_A_FORM}
