"""Conversations at the desk: waiting, taken by one officer, answered, given back."""

from __future__ import annotations

import re

import pytest
from deskkit import House
from sqlalchemy import select

from bot import handover
from bot.conversations import conversation_for
from bot.reply import Reply
from bot.tables import Handover, Inbox, Outbox
from office.clock import now

NIK = "3578014101900003"


@pytest.fixture
def talk(house: House) -> int:
    """A citizen who asked for an officer."""
    with house.database.writing() as session:
        known = conversation_for(session, "web", "warga-1")
        for number, text in enumerate(["Berkas saya di mana?", f"NIK saya {NIK}"]):
            session.add(
                Inbox(
                    channel="web", platform_id=f"p{number}", conversation_id=known.id,
                    received_at=now(), text=text,
                )
            )  # fmt: skip
        return handover.ask(session, known.id, now()).id


def row(house: House, talk: int) -> Handover:
    with house.database.reading() as session:
        return session.get_one(Handover, talk)


def sent(house: House) -> list[str]:
    with house.database.reading() as session:
        rows = session.scalars(select(Outbox).order_by(Outbox.id)).all()
        return [Reply.model_validate_json(each.reply).text for each in rows]


def test_who_waits_is_listed_with_their_last_words_and_no_identity_number(house: House, talk: int) -> None:
    page = house.client("rina").get("/desk/percakapan").text
    assert f"/desk/percakapan/{talk}" in page
    assert NIK not in page
    assert "NIK saya" in page


def test_taken_answered_and_given_back(house: House, talk: int) -> None:
    rina = house.client("rina")
    address = f"/desk/percakapan/{talk}"
    assert "Berkas saya di mana?" in rina.get(address).text
    assert rina.post(f"{address}/ambil").status_code == 303
    key = re.search(r'name="key" value="(\w+)"', rina.get(address).text)
    assert key is not None
    for _ in range(2):
        form = {"text": "Berkas Anda ada di loket dua.", "key": key[1]}
        assert rina.post(f"{address}/jawab", data=form).status_code == 303
    assert sent(house)[1:] == ["Berkas Anda ada di loket dua."]
    assert "Berkas Anda ada di loket dua." in rina.get(address).text
    assert rina.post(f"{address}/kembalikan").status_code == 303
    assert row(house, talk).state == "ended"


def test_the_citizen_reads_the_role_unless_the_office_wishes_the_name(house: House, talk: int) -> None:
    house.client("rina").post(f"/desk/percakapan/{talk}/ambil")
    assert "Petugas Pelayanan Informasi" in sent(house)[0]
    assert "Rina" not in sent(house)[0]


def test_two_officers_never_both(house: House, talk: int) -> None:
    rina, other = house.client("rina"), house.client("ppid_utama")
    address = f"/desk/percakapan/{talk}"
    rina.post(f"{address}/ambil")
    late = other.post(f"{address}/ambil")
    assert late.status_code == 409
    assert "Rina Petugas" in late.text
    refused = other.post(f"{address}/jawab", data={"text": "Saya juga menjawab."})
    assert refused.status_code == 422
    assert "Saya juga menjawab." in refused.text, "what was written is not lost"
    assert len(sent(house)) == 1
    assert other.post(f"{address}/kembalikan").status_code == 409
    assert "Dipegang petugas lain" in other.get("/desk/percakapan").text


@pytest.mark.parametrize("text", ["", "   ", "a" * 4001])
def test_an_empty_or_endless_answer_is_explained_and_kept(house: House, talk: int, text: str) -> None:
    rina = house.client("rina")
    rina.post(f"/desk/percakapan/{talk}/ambil")
    reply = rina.post(f"/desk/percakapan/{talk}/jawab", data={"text": text})
    assert reply.status_code == 422
    assert text.strip() in reply.text
    assert len(sent(house)) == 1


def test_an_open_page_fetches_only_what_is_new(house: House, talk: int) -> None:
    rina = house.client("rina")
    rina.post(f"/desk/percakapan/{talk}/ambil")
    address = re.search(r'hx-get="([^"]+)"', rina.get(f"/desk/percakapan/{talk}").text)
    assert address is not None
    look = address[1].replace("&amp;", "&")
    assert rina.get(look).status_code == 204
    with house.database.writing() as session:
        known = conversation_for(session, "web", "warga-1")
        session.add(
            Inbox(
                channel="web", platform_id="p9", conversation_id=known.id, received_at=now(), text="Halo Bu?"
            )
        )  # fmt: skip
    news = rina.get(look).text
    assert "Halo Bu?" in news
    assert "Berkas saya" not in news


def test_a_marked_wish_is_shown_until_it_is_settled(house: House, talk: int) -> None:
    rina = house.client("rina")
    rina.post(f"/desk/percakapan/{talk}/ambil")
    with house.database.writing() as session:
        first = session.scalars(select(Inbox.id).order_by(Inbox.id)).first()
        assert first is not None
        handover.heard(session, talk, first, True, now())
    address = f"/desk/percakapan/{talk}"
    assert f"{address}/selesai/{first}" in rina.get(address).text
    rina.post(f"{address}/selesai/{first}")
    assert row(house, talk).to_file == []


def test_a_conversation_that_does_not_exist_is_said_plainly(house: House) -> None:
    reply = house.client("rina").get("/desk/percakapan/99")
    assert reply.status_code == 404
    assert "Percakapan tidak ditemukan" in reply.text
