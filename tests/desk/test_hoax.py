"""A claim at the desk: checked by one, approved by another, sent, published."""

from deskkit import House
from sqlalchemy import select
from test_case import outbox, version

from cases.tables import Case
from knowledge.tables import Entry

VERDICT = {
    "outcome": "hoaks",
    "text": "Tidak ada pembagian bantuan besok.",
    "source": "https://contoh.example/siaran-pers",
}


def send(house: House, who: str, case_id: int, path: str, **data: str) -> int:
    client = house.client(who)
    page = client.get(f"/desk/perkara/{case_id}").text
    return client.post(f"/desk/perkara/{case_id}/{path}", data={"version": version(page)} | data).status_code


def test_within_the_hour_from_claim_to_published_clarification(house: House) -> None:
    case_id = house.open("cek_hoaks", details="Bantuan dua juta dibagikan besok")
    page = house.client("rina").get(f"/desk/perkara/{case_id}").text
    assert "24 jam lagi" in page
    assert "Tersisa 24 jam" in page
    assert send(house, "rina", case_id, "klarifikasi", **VERDICT) == 303
    assert outbox(house) == []
    assert send(house, "ppid_utama", case_id, "persetujuan", text=VERDICT["text"]) == 303
    ((_, text),) = outbox(house)
    assert "Hoaks: kabar itu tidak benar." in text
    assert VERDICT["source"] in text
    client = house.client("rina")
    form = client.get(f"/desk/perkara/{case_id}/terbitkan").text
    assert "Benarkah kabar ini: Bantuan dua juta dibagikan besok" in form
    entry = {"title": "Benarkah bantuan dua juta dibagikan besok?", "body": VERDICT["text"], "looked": "ya"}
    assert client.post(f"/desk/perkara/{case_id}/terbitkan", data=entry).status_code == 303
    with house.database.reading() as session:
        assert [row.title for row in session.scalars(select(Entry))] == [entry["title"]]


def test_a_verdict_needs_a_source_and_a_second_officer(house: House) -> None:
    case_id = house.open("cek_hoaks")
    assert send(house, "ppid_utama", case_id, "klarifikasi", **(VERDICT | {"source": " "})) == 422
    assert send(house, "ppid_utama", case_id, "klarifikasi", **VERDICT) == 303
    assert send(house, "ppid_utama", case_id, "persetujuan", text=VERDICT["text"]) == 422
    with house.database.reading() as session:
        assert session.get_one(Case, case_id).state == "menunggu_persetujuan"
    assert send(house, "atasan_ppid", case_id, "persetujuan", text=VERDICT["text"]) == 303
