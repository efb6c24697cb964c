"""The permohonan in conversation: opened, checked, corrected, stepped back, cancelled, filed once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from actions.forms import lines
from actions.requests import (
    PATIENCE,
    AjukanPermohonan,
    AskKonfirmasi,
    Batal,
    Kembali,
    Koreksi,
    MulaiPermohonan,
    ValidatePermohonan,
    reachable,
)
from actions.talk import Setuju
from actions.tools import Tools
from cases.fields import Accepted, Refused
from cases.tables import Case
from office.outcome import Outcome
from tests.actions.house import FILLED, Knowledge, followed_by, slots, tracker, words


def cases(tools: Tools) -> list[Case]:
    with tools.database.reading() as session:
        return list(session.scalars(select(Case)))


def test_a_bare_wish_opens_an_empty_form_with_a_fresh_draft(tools: Tools) -> None:
    first = MulaiPermohonan(tools).decide(tracker("saya mau ajukan permohonan", "minta", {"nama": "Lama"}))
    second = MulaiPermohonan(tools).decide(tracker("ajukan permohonan", "minta"))
    assert followed_by(first) == ["permohonan_form"]
    assert {slots(first)[slot] for slot in [*lines(), "konfirmasi"]} == {None}
    assert slots(first)["draf"] != slots(second)["draf"]
    words(first)


def test_the_question_that_was_not_answered_fills_the_first_line(tools: Tools) -> None:
    asked = {"pertanyaan": "berapa anggaran jalan desa tahun 2025?"}
    for opened in (
        MulaiPermohonan(tools).decide(tracker("ajukan permohonan", "minta", asked)),
        Setuju(tools).decide(tracker("ya", "ya", asked | {"tawaran": "permohonan"})),
    ):
        assert slots(opened)["rincian"] == asked["pertanyaan"]
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
    assert followed_by(insisted) == ["permohonan_form"]
    assert slots(insisted)["rincian"] == wish


def test_a_wish_without_an_answer_is_offered_as_a_request_unless_it_asks_for_one(tools: Tools) -> None:
    offered = MulaiPermohonan(tools).decide(tracker("mohon data jumlah menara per kecamatan", "minta"))
    assert str(offered.said[0]["outcome"]).startswith("abstained_")
    assert followed_by(offered) == []
    filed = MulaiPermohonan(tools).decide(tracker("saya mengajukan permohonan data jumlah menara", "minta"))
    assert followed_by(filed) == ["permohonan_form"]


def test_an_answer_by_mail_needs_an_address_it_can_reach() -> None:
    by_mail = tracker("0812", "isi", {"cara_pengiriman": "surat elektronik"})
    assert isinstance(reachable("kontak", Accepted("+62812345678"), by_mail), Refused)
    assert reachable("kontak", Accepted("nama@contoh.id"), by_mail) == Accepted("nama@contoh.id")
    here = tracker("0812", "isi", {"cara_pengiriman": "percakapan ini"})
    assert reachable("kontak", Accepted("+62812345678"), here) == Accepted("+62812345678")


@pytest.mark.parametrize("slot", list(lines()))
def test_a_good_answer_is_kept_as_checked_and_a_bad_one_explained(tools: Tools, slot: str) -> None:
    good = ValidatePermohonan(tools).decide(validated(slot, FILLED[slot]))
    assert slots(good)[slot] == FILLED[slot]
    assert words(good) == []
    bad = ValidatePermohonan(tools).decide(validated(slot, "?"))
    assert slots(bad)[slot] is None
    assert len(words(bad)[0]) > 20


def test_after_three_refused_answers_an_officer_is_offered(tools: Tools) -> None:
    failed: float = 0
    for attempt in range(1, PATIENCE + 1):
        spoken = ValidatePermohonan(tools).decide(validated("nik", "123", {"gagal": failed}))
        failed = slots(spoken)["gagal"]
        assert len(words(spoken)) == (2 if attempt == PATIENCE else 1)
    assert (
        slots(ValidatePermohonan(tools).decide(validated("nik", FILLED["nik"], {"gagal": failed})))["gagal"]
        == 0
    )


def test_a_refused_identity_number_is_not_repeated(tools: Tools) -> None:
    spoken = ValidatePermohonan(tools).decide(validated("nik", "3578014199999003"))
    assert "3578014199999003" not in str(spoken.said)


def test_everything_is_read_back_before_it_is_sent(tools: Tools) -> None:
    (summary,) = words(AskKonfirmasi(tools).decide(tracker(slots=dict(FILLED), asked="konfirmasi")))
    for slot, line in lines().items():
        assert f"{line.label}: {FILLED[slot]}" in summary


def test_filing_gives_number_and_due_date_at_once_and_empties_the_form(tools: Tools) -> None:
    spoken = AjukanPermohonan(tools).decide(tracker("ya, kirim", "ya", dict(FILLED)))
    (case,) = cases(tools)
    assert case.number in words(spoken)[0]
    assert spoken.said[0]["outcome"] == Outcome.ESCALATED_REQUEST
    assert {slots(spoken)[slot] for slot in [*lines(), "konfirmasi", "draf", "pertanyaan"]} == {None}


def test_filing_twice_after_a_crash_makes_one_case_and_says_the_same(tools: Tools) -> None:
    first, again = (AjukanPermohonan(tools).decide(tracker("ya", "ya", dict(FILLED))) for _ in range(2))
    assert words(first) == words(again)
    assert len(cases(tools)) == 1
    AjukanPermohonan(tools).decide(tracker("ya", "ya", FILLED | {"draf": "d2"}))
    assert [case.sequence for case in cases(tools)] == [1, 2]


def test_the_case_knows_its_channel_and_the_clock_starts_when_the_message_came(tools: Tools) -> None:
    """The engine was away over midnight: the day of receipt is the day the citizen wrote."""
    received = datetime(2026, 3, 13, 16, 30, tzinfo=UTC)
    about = {"channel": "telegram", "received_at": received.isoformat()}
    AjukanPermohonan(tools).decide(tracker("ya", "ya", dict(FILLED), metadata=about))
    (case,) = cases(tools)
    assert (case.channel, case.opened_at, case.received_on.isoformat()) == (
        "telegram",
        received,
        "2026-03-13",
    )
    assert case.due_on.isoformat() == "2026-04-06"


@pytest.mark.parametrize("missing", [*lines(), "konfirmasi", "draf"])
def test_nothing_is_filed_while_anything_is_missing(tools: Tools, missing: str) -> None:
    spoken = AjukanPermohonan(tools).decide(tracker("ya", "ya", FILLED | {missing: None}))
    assert cases(tools) == []
    assert followed_by(spoken) == ["permohonan_form"]
    assert slots(spoken)["konfirmasi"] is None, "it is read back and confirmed again"


def test_a_correction_with_its_value_is_made_at_once(tools: Tools) -> None:
    said = tracker("ubah nama jadi Siti Aminah", "koreksi", dict(FILLED), asked="konfirmasi")
    spoken = Koreksi(tools).decide(said)
    assert slots(spoken) == {"nama": "Siti Aminah", "konfirmasi": None}
    assert "Siti Aminah" in words(spoken)[0]


def test_a_correction_without_a_good_value_asks_that_line_again(tools: Tools) -> None:
    for text in ("ubah nik", "nik yang benar 12"):
        spoken = Koreksi(tools).decide(tracker(text, "koreksi", dict(FILLED), asked="konfirmasi"))
        assert slots(spoken) == {"nik": None, "konfirmasi": None}
        words(spoken)


def test_a_correction_of_nothing_named_asks_which_line(tools: Tools) -> None:
    spoken = Koreksi(tools).decide(tracker("tidak", "tidak", dict(FILLED), asked="konfirmasi"))
    assert spoken.events == []
    titles = [choice["title"] for choice in spoken.said[0]["choices"]]
    assert titles == [line.label for line in lines().values()]


def test_stepping_back_goes_one_line_up_and_stops_at_the_first(tools: Tools) -> None:
    order = list(lines())
    for asked, emptied in [("konfirmasi", order[-1]), *zip(order[1:], order[:-1], strict=True)]:
        spoken = Kembali(tools).decide(tracker("kembali", "kembali", dict(FILLED), asked=asked))
        assert slots(spoken) == {emptied: None}
        words(spoken)
    first = Kembali(tools).decide(tracker("kembali", "kembali", {}, asked=order[0]))
    assert first.events == []
    words(first)


def test_cancelling_empties_the_form_and_sends_nothing(tools: Tools) -> None:
    known = FILLED | {"pertanyaan": "berapa anggaran?"}
    spoken = Batal(tools).decide(tracker("batal", "batal", known, asked="nik"))
    assert {slots(spoken)[slot] for slot in [*lines(), "konfirmasi", "draf"]} == {None}
    assert "pertanyaan" not in slots(spoken)
    assert cases(tools) == []


def validated(slot: str, value: str, more: dict[str, Any] | None = None) -> Any:
    """The tracker as Rasa calls a form's validator: the new value stands last among the events."""
    made = tracker(value, "isi", {slot: value, **(more or {})}, asked=slot)
    made.events.append({"event": "slot", "name": slot, "value": value})
    return made
