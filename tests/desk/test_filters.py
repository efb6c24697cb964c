"""Views of the queue that a person keeps."""

from deskkit import House
from fastapi.testclient import TestClient
from sqlalchemy import select
from test_queue import numbers, search

from desk.filters import MOST, QueueFilter


def save(client: TestClient, name: str, query: str) -> str:
    return client.post("/desk/saringan", data={"name": name, "query": query}).headers["location"]


def rows(house: House) -> list[QueueFilter]:
    with house.database.reading() as session:
        return list(session.scalars(select(QueueFilter).order_by(QueueFilter.id)))


def test_saved_under_a_name_shown_opened_and_deleted(house: House) -> None:
    house.file("late", 40)
    house.file("new", 0)
    client = house.client("rina")
    where = save(client, "Yang <terlambat>", "jenis=permohonan&tenggat=terlambat&halaman=7&x=1")
    assert where == "/desk/perkara?jenis=permohonan&tenggat=terlambat&selesai=disimpan"
    page = client.get(where).text
    assert "Yang &lt;terlambat&gt;" in page
    assert len(numbers(page)) == 1
    assert "terlambat&gt;" not in house.client("ppid_utama").get("/desk/perkara").text
    kept = rows(house)[0].id
    assert house.client("ppid_utama").post(f"/desk/saringan/{kept}/hapus").status_code == 404
    assert client.post(f"/desk/saringan/{kept}/hapus").status_code == 303
    assert rows(house) == []


def test_one_of_them_is_where_the_queue_opens(house: House) -> None:
    client = house.client("rina")
    save(client, "Satu", "jenis=pengaduan")
    save(client, "Dua", "jenis=semua&pemegang=saya")
    first, second = rows(house)
    for each in (first, second):
        client.post(f"/desk/saringan/{each.id}/awal")
    assert client.get("/desk/perkara").headers["location"] == "/desk/perkara?jenis=semua&pemegang=saya"
    assert client.get("/desk/perkara?jenis=permohonan").status_code == 200
    assert [row.starts for row in rows(house)] == [False, True]
    client.post(f"/desk/saringan/{second.id}/awal")
    assert client.get("/desk/perkara").status_code == 200


def test_a_search_can_be_kept_and_stays_sealed(house: House) -> None:
    house.file("a", says="Rencana terminal tipe B")
    client = house.client("rina")
    where = save(client, "Terminal", search(client, "terminal").split("?")[1])
    for _ in range(MOST + 1):
        search(client, "lain")
    assert len(numbers(client.get(where).text)) == 1
    assert len(rows(house)) == MOST + 1
    raw = b"".join(path.read_bytes() for path in house.settings.home.glob("tanya.db*"))
    assert b"Terminal" not in raw


def test_no_more_than_twenty_and_none_without_a_name(house: House) -> None:
    client = house.client("rina")
    assert "selesai=tanpa_nama" in save(client, "  ", "jenis=semua")
    for number in range(MOST):
        save(client, f"Ke-{number}", "jenis=semua")
    assert "Hapus satu dahulu" in client.get(save(client, "Terlalu banyak", "jenis=semua")).text
    assert len(rows(house)) == MOST
