"""While an answer is written: canned replies, drafts that lose nothing and send nothing, colleagues who see them."""

from __future__ import annotations

from typing import Any

import pytest
from deskkit import House
from sqlalchemy import select

from bot.tables import Outbox
from cases.drafts import CaseDraft
from cases.tables import Case
from office.people import find_person

TEXT = "Laporan keuangan ada di laman kami."


def version(house: House, case_id: int) -> int:
    with house.database.reading() as session:
        return session.get_one(Case, case_id).version


def keep(house: House, case_id: int, who: str = "rina", text: str = TEXT, **more: Any) -> Any:
    form = {"form": "jawab", "text": text, "outcome": "diberikan", "version": version(house, case_id)} | more
    return house.client(who).post(f"/desk/perkara/{case_id}/draf", data=form, headers=more.pop("headers", {}))


def drafts(house: House) -> list[CaseDraft]:
    with house.database.reading() as session:
        return list(session.scalars(select(CaseDraft).order_by(CaseDraft.id)))


def page(house: House, case_id: int, who: str = "rina", more: str = "") -> str:
    return house.client(who).get(f"/desk/perkara/{case_id}{more}").text


def test_a_canned_reply_goes_below_what_is_written_with_its_fields_filled(house: House) -> None:
    case_id = house.file(unit="dinkes")
    form = {
        "form": "jawab",
        "text": "Halo.",
        "outcome": "tidak_dikuasai",
        "holder": "BPS",
        "reply": "salinan_terlampir",
    }
    shown = house.client("rina").post(f"/desk/perkara/{case_id}/balasan", data=form)
    assert shown.status_code == 200
    with house.database.reading() as session:
        number = session.get_one(Case, case_id).number
    assert f"Halo.\n\nYth. Siti Aminah,\n\nTerima kasih atas permohonan Anda nomor {number}." in shown.text
    assert 'value="BPS"' in shown.text
    assert drafts(house) == [], "nothing is saved by it"
    missing = house.client("rina").post(
        f"/desk/perkara/{case_id}/balasan", data=form | {"reply": "tidak-ada"}
    )
    assert missing.status_code == 422
    assert "Halo." in missing.text


def test_a_draft_is_there_again_and_nothing_was_sent(house: House) -> None:
    case_id = house.file()
    assert keep(house, case_id, holder="BPS").headers["location"].endswith("selesai=draf")
    again = page(house, case_id)
    assert TEXT in again
    assert 'value="BPS"' in again
    assert "Ini draf yang tersimpan" in again
    with house.database.reading() as session:
        assert session.scalars(select(Outbox)).all() == []


def test_colleagues_see_whose_draft_it_is_and_write_their_own(house: House) -> None:
    case_id = house.file()
    keep(house, case_id)
    seen = page(house, case_id, "ppid_utama")
    assert "Draf oleh Rina Petugas" in seen
    assert "Ini draf yang tersimpan" not in seen
    keep(house, case_id, "ppid_utama", "Kata-kata saya sendiri.")
    assert [(draft.person_id, draft.kept["text"]) for draft in drafts(house)] == [
        (person(house, "rina"), TEXT),
        (person(house, "ppid_utama"), "Kata-kata saya sendiri."),
    ]
    chosen = page(house, case_id, "ppid_utama", f"?draf={drafts(house)[0].id}")
    assert f">{TEXT}</textarea>" in chosen


def person(house: House, username: str) -> int:
    with house.database.reading() as session:
        found = find_person(session, username)
        assert found is not None
        return found.id


def test_a_unit_reads_no_draft_of_the_answer(house: House) -> None:
    case_id = house.file(unit="dinkes")
    keep(house, case_id)
    assert TEXT not in page(house, case_id, "ppid_pelaksana")


def test_a_draft_of_an_older_state_of_the_case_says_so(house: House) -> None:
    case_id = house.file()
    keep(house, case_id)
    house.client("rina").post(
        f"/desk/perkara/{case_id}/langkah/nyatakan_lengkap", data={"version": version(house, case_id)}
    )
    assert "sudah berubah sejak draf ini ditulis" in page(house, case_id, "ppid_utama")


def test_saved_by_the_page_itself_it_answers_quietly_and_an_empty_text_ends_it(house: House) -> None:
    case_id = house.file()
    assert keep(house, case_id, headers={"X-Quiet": "1"}).status_code == 204
    assert keep(house, case_id, text=TEXT + " Silakan unduh.").status_code == 303
    assert [draft.kept["text"] for draft in drafts(house)] == [TEXT + " Silakan unduh."]
    keep(house, case_id, text="  ")
    assert drafts(house) == []


def test_what_was_sent_is_a_draft_no_more_and_a_colleagues_stays(house: House) -> None:
    case_id = house.file()
    keep(house, case_id)
    keep(house, case_id, "ppid_utama", "Kata-kata saya sendiri.")
    form = {"outcome": "diberikan", "text": TEXT, "version": version(house, case_id)}
    assert house.client("rina").post(f"/desk/perkara/{case_id}/jawab", data=form).status_code == 303
    assert [draft.person_id for draft in drafts(house)] == [person(house, "ppid_utama")]


def test_a_refused_or_outdated_answer_keeps_its_draft(house: House) -> None:
    case_id = house.file()
    keep(house, case_id)
    client = house.client("rina")
    assert (
        client.post(f"/desk/perkara/{case_id}/jawab", data={"text": TEXT, "version": 99}).status_code == 409
    )
    assert len(drafts(house)) == 1


def test_the_words_of_a_draft_are_sealed(house: House) -> None:
    keep(house, house.file(), text="Pemohon Budi Santoso akan dihubungi.")
    raw = b"".join(path.read_bytes() for path in house.settings.home.glob("tanya.db*"))
    assert b"Budi Santoso" not in raw


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"title": "Uji", "kinds": "permohonan", "text": "Yth. {nma}, silakan."}, "tidak dikenal"),
        ({"title": "Uji", "text": "Yth. {nama}, silakan."}, "jenis perkara"),
    ],
)
def test_a_reply_that_could_not_be_filled_is_refused_and_kept_in_the_form(
    house: House, form: dict[str, str], words: str
) -> None:
    reply = house.client("admin").post("/desk/surat/balasan", data=form)
    assert reply.status_code == 422
    assert words in reply.text
    assert form["text"] in reply.text


def test_the_offices_own_reply_is_offered_at_the_next_case(house: House) -> None:
    client = house.client("admin")
    form = {"title": "Jam layanan", "kinds": "permohonan", "text": "Kami buka setiap hari kerja, {nama}."}
    assert client.post("/desk/surat/balasan", data=form).status_code == 303
    assert "Jam layanan" in client.get("/desk/surat/balasan").text
    case_id = house.file()
    assert 'data-text="Kami buka setiap hari kerja, Siti Aminah."' in page(house, case_id)
    client.post("/desk/surat/balasan/sembunyikan", data={"name": "jam_layanan", "do": "hide"})
    assert "Jam layanan" not in page(house, case_id)
