"""Questions without an answer: alike ones together, personal data covered, one step from an entry."""

import re

from deskkit import NIK, House

from bot.conversations import conversation_for
from bot.tables import Inbox
from office.clock import now


def ask(house: House, text: str, outcome: str = "abstained_no_evidence", who: str = "a") -> int:
    with house.database.writing() as session:
        talk = conversation_for(session, "web", f"address-{who}")
        row = Inbox(channel="web", platform_id=text, conversation_id=talk.id, received_at=now(), text=text)
        row.state, row.outcome = "done", outcome
        session.add(row)
        session.flush()
        return row.id


def test_alike_questions_stand_together_the_most_asked_first(house: House) -> None:
    ask(house, "jadwal imunisasi puskesmas kapan")
    for text in ("kapan bantuan pupuk turun", "bantuan pupuk kapan turun ya", "pupuk bantuan turunnya kapan"):
        ask(house, text)
    ask(house, "sudah dijawab", outcome="answered_faq")
    ask(house, "nama saya Budi", outcome="conversed")
    page = house.client("rina").get("/desk/pengetahuan/belum-terjawab").text
    assert re.findall(r"(\d+) kali", page) == ["3", "1"]
    assert page.index("pupuk") < page.index("imunisasi")
    assert "sudah dijawab" not in page
    assert "Budi" not in page


def test_personal_data_is_covered_also_a_known_name(house: House) -> None:
    house.file("a")  # Siti Aminah filed a case in this conversation
    number = ask(
        house, f"saya siti aminah nik {NIK} hp 0812 3456 7890 email siti@contoh.example kapan bansos cair"
    )
    client = house.client("rina")
    for page in (
        client.get("/desk/pengetahuan/belum-terjawab").text,
        client.get(f"/desk/pengetahuan/baru?dari={number}").text,
    ):
        assert "bansos cair" in page
        for secret in ("siti", "aminah", NIK, "0812", "siti@contoh.example"):
            assert secret not in page.lower(), secret


def test_an_entry_begins_with_the_question_without_its_words_in_the_address(house: House) -> None:
    ask(house, "kapan bantuan pupuk turun")
    client = house.client("rina")
    page = client.get("/desk/pengetahuan/belum-terjawab").text
    link = re.findall(r'href="(/desk/pengetahuan/baru\?dari=\d+)"', page)[0]
    assert "kapan bantuan pupuk turun" in client.get(link).text


def test_other_messages_are_not_read_through_this_door(house: House) -> None:
    number = ask(house, "alamat saya Jalan Rahasia", outcome="conversed")
    assert "Rahasia" not in house.client("rina").get(f"/desk/pengetahuan/baru?dari={number}").text
