"""A wish to stay unnamed is taken at every question of every form, and never for its answer."""

from __future__ import annotations

import pytest

from actions.base import Spoken
from actions.checks import check
from actions.filling import Filling
from actions.forms import CONFIRM, SKIPPED, form, kinds
from actions.starting import Mulai
from actions.steps import Tanyakan, Validasi
from actions.tools import Tools
from cases.fields import Accepted, Refused
from tests.actions.house import filled, slots, tracker, words

WISH = "saya ga mau nama saya ketauan"
SHORT = [
    (kind, line.slot)
    for kind in kinds()
    for line in form(kind).lines
    if line.answer == "short" and not line.optional
]


def told(tools: Tools, kind: str, asked: str, text: str, values: dict[str, str] | None = None) -> Spoken:
    """What becomes of a message at a question of a form."""
    known = filled(values or {}, jenis=kind, jawaban=text)
    made = tracker(text, "isi", known, asked=asked)
    made.events.append({"event": "slot", "name": "jawaban", "value": text})
    return Validasi(tools).decide(made)


@pytest.mark.parametrize("kind", ["pengaduan", "aspirasi"])
def test_at_every_question_it_is_noted_and_the_question_stays_open(tools: Tools, kind: str) -> None:
    for line in form(kind).lines:
        spoken = told(tools, kind, line.slot, WISH)
        assert slots(spoken)["isian"] == {"anonim": "ya"}, line.slot
        if line.slot != "anonim":
            assert "Tanpa nama: Ya" in words(spoken)[0]
        if not line.when and line.slot != "anonim":
            assert slots(spoken)["baris"] == line.slot


@pytest.mark.parametrize(("kind", "needs"), [("permohonan", True), ("cek_hoaks", False)])
def test_where_no_case_can_be_unnamed_it_is_explained_and_nothing_is_filled_in(
    tools: Tools, kind: str, needs: bool
) -> None:
    for line in form(kind).lines:
        spoken = told(tools, kind, line.slot, WISH)
        assert slots(spoken)["isian"] == {}, line.slot
        assert ("wajib" in words(spoken)[0]) is needs


def test_the_answer_beside_it_is_kept(tools: Tools) -> None:
    spoken = told(tools, "pengaduan", "lokasi", "kantor kecamatan, tapi rahasiakan nama saya")
    assert slots(spoken)["isian"] == {"anonim": "ya", "lokasi": "kantor kecamatan"}


def test_a_story_stays_as_it_was_told(tools: Tools) -> None:
    story = "Petugas loket meminta uang, tolong jangan sebut nama saya"
    assert slots(told(tools, "pengaduan", "uraian", story))["isian"] == {"anonim": "ya", "uraian": story}


def test_who_hides_the_name_later_gives_none(tools: Tools) -> None:
    given = {"uraian": "Petugas loket meminta uang", "anonim": "tidak", "nama": "Siti Rahayu"}
    spoken = told(tools, "pengaduan", "alamat", "saya takut ketahuan, bisa anonim ga?", given)
    assert slots(spoken)["isian"] == {"uraian": given["uraian"], "anonim": "ya"}


def test_at_the_last_question_it_sends_nothing(tools: Tools) -> None:
    spoken = told(tools, "aspirasi", CONFIRM, "ya, tapi jangan sebut nama saya", {"anonim": "tidak"})
    assert slots(spoken)["isian"] == {"anonim": "ya"}
    assert slots(spoken)["jawaban"] is None


def test_what_is_secret_is_no_answer_to_who_is_named(tools: Tools) -> None:
    spoken = told(tools, "pengaduan", "rahasia", "jangan sebut nama saya", {"anonim": "tidak"})
    assert slots(spoken)["isian"] == {"anonim": "ya"}
    assert slots(told(tools, "pengaduan", "anonim", "rahasiakan ya"))["isian"] == {"anonim": "ya"}


def test_a_report_that_begins_with_it_is_not_asked_for_a_name(tools: Tools) -> None:
    spoken = Mulai(tools).decide(tracker("mau ngadu tapi jangan sebut nama saya ya", "lapor"))
    assert slots(spoken)["isian"] == {"anonim": "ya"}


@pytest.mark.parametrize(("kind", "slot"), SHORT)
@pytest.mark.parametrize("said", ["lewati aja", "nggak tau", "ya", "gausah deh", "sebentar ya", "nanti aja"])
def test_what_answers_nothing_is_no_name_and_no_address(
    tools: Tools, kind: str, slot: str, said: str
) -> None:
    line = form(kind).line(slot)
    assert line is not None
    assert isinstance(check(Filling(tools, "c1", form(kind), {}, slot), line, said), Refused)


@pytest.mark.parametrize("slot", ["lokasi", "waktu", "instansi"])
@pytest.mark.parametrize(
    "said", ["lewati aja", "nggak tau", "ga inget kapan", "lupa tanggal berapa", "ga usah"]
)
def test_what_may_be_left_out_is_left_out_in_everyday_words(tools: Tools, slot: str, said: str) -> None:
    line = form("pengaduan").line(slot)
    assert line is not None
    assert check(Filling(tools, "c1", form("pengaduan"), {}, slot), line, said) == Accepted(SKIPPED)


@pytest.mark.parametrize("said", ["tidak tahu persis, sekitar jam 10", "kantor pos lama", "loket yang tutup"])
def test_an_answer_in_doubt_is_an_answer(tools: Tools, said: str) -> None:
    line = form("pengaduan").line("lokasi")
    assert line is not None
    assert check(Filling(tools, "c1", form("pengaduan"), {}, "lokasi"), line, said) == Accepted(said)


def test_the_form_asks_on_without_the_name(tools: Tools) -> None:
    known = slots(told(tools, "aspirasi", "nama", WISH, {"usulan": "Loket buka Sabtu", "anonim": "tidak"}))
    asked = Tanyakan(tools).decide(tracker(WISH, "isi", filled(known["isian"], jenis="aspirasi"), asked="x"))
    assert slots(asked)["baris"] == CONFIRM
