"""The permohonan in conversation: opened, checked, corrected, stepped back, cancelled, filed once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from actions.filing import Kirim
from actions.filling import COMPLETE
from actions.requests import MulaiPermohonan
from actions.steps import Batal, Validasi
from actions.talk import Setuju, Tolak
from actions.tools import Tools
from cases.tables import Case
from office.outcome import Outcome
from tests.actions.house import FILLED, Knowledge, filled, followed_by, slots, tracker, words


def cases(tools: Tools) -> list[Case]:
    with tools.database.reading() as session:
        return list(session.scalars(select(Case)))


def test_a_bare_wish_opens_an_empty_form_with_a_fresh_draft(tools: Tools) -> None:
    first = MulaiPermohonan(tools).decide(tracker("saya mau ajukan permohonan", "minta", filled()))
    second = MulaiPermohonan(tools).decide(tracker("ajukan permohonan", "minta"))
    assert followed_by(first) == ["isian_form"]
    assert (slots(first)["jenis"], slots(first)["isian"], slots(first)["baris"]) == ("permohonan", {}, None)
    assert slots(first)["draf"] != slots(second)["draf"]
    words(first)


def test_the_question_that_was_not_answered_fills_the_first_line(tools: Tools) -> None:
    asked = {"pertanyaan": "berapa anggaran jalan desa tahun 2025?"}
    for opened in (
        MulaiPermohonan(tools).decide(tracker("ajukan permohonan", "minta", asked)),
        Setuju(tools).decide(tracker("ya", "ya", asked | {"tawaran": "permohonan"})),
    ):
        assert slots(opened)["isian"]["rincian"] == asked["pertanyaan"]
        assert asked["pertanyaan"] in words(opened)[0]


def test_a_wish_that_has_an_answer_is_answered_first_and_filing_still_offered(
    tools: Tools, knowledge: Knowledge
) -> None:
    knowledge.outcome = Outcome.ANSWERED_DIP
    wish = "saya minta laporan keuangan dinas tahun 2025"
    spoken = MulaiPermohonan(tools).decide(tracker(wish, "minta"))
    assert words(spoken)[0] == "Begini caranya."
    assert followed_by(spoken) == []
    assert slots(spoken)["pertanyaan"] == wish
    insisted = MulaiPermohonan(tools).decide(tracker(wish, "minta", {"pertanyaan": wish}))
    assert followed_by(insisted) == ["isian_form"]
    assert slots(insisted)["isian"] == {"rincian": wish}


def test_a_wish_without_an_answer_is_offered_as_a_request_unless_it_asks_for_one(tools: Tools) -> None:
    offered = MulaiPermohonan(tools).decide(tracker("mohon data jumlah menara per kecamatan", "minta"))
    assert str(offered.said[0]["outcome"]).startswith("abstained_")
    assert followed_by(offered) == []
    filed = MulaiPermohonan(tools).decide(tracker("saya mengajukan permohonan data jumlah menara", "minta"))
    assert followed_by(filed) == ["isian_form"]


def test_filing_gives_number_and_due_date_at_once_and_empties_the_form(tools: Tools) -> None:
    spoken = Kirim(tools).decide(tracker("ya, kirim", "ya", confirmed()))
    (case,) = cases(tools)
    assert case.number in words(spoken)[0]
    assert spoken.said[0]["outcome"] == Outcome.ESCALATED_REQUEST
    assert {slots(spoken)[slot] for slot in ("jenis", "isian", "baris", "draf", "jawaban", "pertanyaan")} == {
        None
    }


def test_filing_twice_after_a_crash_makes_one_case_and_says_the_same(tools: Tools) -> None:
    first, again = (Kirim(tools).decide(tracker("ya", "ya", confirmed())) for _ in range(2))
    assert words(first) == words(again)
    assert len(cases(tools)) == 1
    Kirim(tools).decide(tracker("ya", "ya", confirmed(draf="d2")))
    assert [case.sequence for case in cases(tools)] == [1, 2]


def test_the_case_knows_its_channel_and_the_clock_starts_when_the_message_came(tools: Tools) -> None:
    """The engine was away over midnight: the day of receipt is the day the citizen wrote."""
    received = datetime(2026, 3, 13, 16, 30, tzinfo=UTC)
    about = {"channel": "telegram", "received_at": received.isoformat()}
    Kirim(tools).decide(tracker("ya", "ya", confirmed(), metadata=about))
    (case,) = cases(tools)
    assert (case.channel, case.opened_at, case.received_on.isoformat()) == (
        "telegram",
        received,
        "2026-03-13",
    )
    assert case.due_on.isoformat() == "2026-04-06"


@pytest.mark.parametrize("missing", [*FILLED, "jawaban", "draf"])
def test_nothing_is_filed_while_anything_is_missing(tools: Tools, missing: str) -> None:
    kept = {slot: value for slot, value in FILLED.items() if slot != missing}
    known = confirmed(kept) | ({missing: None} if missing in ("jawaban", "draf") else {})
    spoken = Kirim(tools).decide(tracker("ya", "ya", known))
    assert cases(tools) == []
    assert followed_by(spoken) == ["isian_form"]
    assert slots(spoken)["jawaban"] is None, "it is read back and confirmed again"


def confirmed(values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A form whose last question was answered with yes."""
    return filled(values, **{"baris": "konfirmasi", "jawaban": COMPLETE, **more})


def test_what_may_spare_a_request_is_shown_before_it_and_counted_when_it_did(
    tools: Tools, knowledge: Knowledge
) -> None:
    Kirim(tools).decide(tracker("ya", "ya", confirmed()))
    knowledge.outcome = Outcome.ASKED_BACK
    asked = {"pertanyaan": "berapa anggaran jalan desa tahun 2025?"}
    opened = MulaiPermohonan(tools).decide(tracker("ajukan permohonan", "minta", asked))
    shown = " ".join(words(opened))
    assert cases(tools)[0].number in shown, "the citizen's own open request"
    near = slots(opened)["mirip"]
    assert [choice["title"] for choice in opened.said[1]["choices"]] == near
    knowledge.outcome = Outcome.ANSWERED_FAQ
    known = slots(opened) | {"baris": "tujuan", "jawaban": near[0]}
    pressed = tracker(near[0], "isi", known, asked="tujuan")
    pressed.events.append({"event": "slot", "name": "jawaban", "value": near[0]})
    read = Validasi(tools).decide(pressed)
    assert words(read) == ["Begini caranya."]
    assert "isian" not in slots(read), "a title is no purpose"
    known |= slots(read)
    assert Batal(tools).decide(tracker("batal", "batal", known)).said[0]["outcome"] == Outcome.SPARED_REQUEST
    unread = Batal(tools).decide(tracker("batal", "batal", slots(opened)))
    assert "outcome" not in unread.said[0]


def test_an_answer_that_was_enough_is_counted(tools: Tools, knowledge: Knowledge) -> None:
    knowledge.outcome = Outcome.ANSWERED_DIP
    wish = "saya minta laporan keuangan dinas tahun 2025"
    known = slots(MulaiPermohonan(tools).decide(tracker(wish, "minta")))
    assert Tolak(tools).decide(tracker("tidak", "tidak", known)).said[0]["outcome"] == Outcome.SPARED_REQUEST
    other = known | {"pertanyaan": "berapa harga kucing?"}
    assert "outcome" not in Tolak(tools).decide(tracker("tidak", "tidak", other)).said[0]
