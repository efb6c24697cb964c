"""Importing at the desk: shown first, corrected, confirmed; nothing is stored before."""

import re

from deskkit import House
from sqlalchemy import func, select

from knowledge.store import list_entries
from knowledge.tables import Entry

LIST = b"""No;Perihal;Ringkasan Isi Informasi;Bagian
1;Laporan keuangan dinas 2025;Neraca dan realisasi anggaran;Dinas Kesehatan
2;;;
3;Rencana kerja dinas 2026;Program dan kegiatan;Dinas Perhubungan
"""


def token(page: str) -> str:
    return re.findall(r'name="token" value="([^"]+)"', page)[0]


def count(house: House) -> int:
    with house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Entry)) or 0


def upload(house: House, content: bytes = LIST, name: str = "daftar.csv"):  # type: ignore[no-untyped-def]
    client = house.client("rina")
    return client, client.post("/desk/pengetahuan/impor", files={"file": (name, content)})


def test_a_list_is_shown_corrected_and_taken_in(house: House) -> None:
    client, first = upload(house)
    assert count(house) == 0
    heads = ["Perihal", "Ringkasan Isi Informasi", "Bagian"]
    form = {"token": token(first.text), "head": heads, "meaning": ["judul", "isi", "unit"], "remember": "ya"}
    if first.status_code == 422:  # "Perihal" is not known: said, with what to do
        form["more"] = "Perihal=judul"
    second = client.post("/desk/pengetahuan/impor/periksa", data=form)
    assert (second.status_code, "2 butir baru" in second.text) == (200, True)
    assert "Rencana kerja dinas 2026" in second.text
    assert count(house) == 0
    done = client.post("/desk/pengetahuan/impor/simpan", data=form)
    assert "daftar.csv disimpan: 2 butir baru" in done.text
    with house.database.reading() as session:
        assert {each.unit for each in list_entries(session)} == {"Dinas Kesehatan", "Dinas Perhubungan"}
    assert client.post("/desk/pengetahuan/impor/simpan", data=form).status_code == 410
    again, next_time = upload(house)
    assert "2 tetap" in next_time.text  # the meaning of the columns is remembered
    assert again is not client


def test_a_list_of_exempt_information_is_refused(house: House) -> None:
    content = b"No;Informasi;Konsekuensi bila dibuka;Jangka waktu pengecualian\n1;Rahasia;Berat;5 tahun\n"
    _client, reply = upload(house, content, "dik.csv")
    assert (reply.status_code, "dikecualikan" in reply.text) == (422, True)
    assert count(house) == 0


def test_what_is_no_list_is_one_clear_sentence(house: House) -> None:
    _client, reply = upload(house, b"\x00\x01\x02", "foto.xlsx")
    assert reply.status_code == 422
    assert 'role="alert"' in reply.text
    client = house.client("rina")
    assert client.post("/desk/pengetahuan/impor").status_code == 422


def test_nobody_takes_in_anothers_upload_and_no_name_leads_elsewhere(house: House) -> None:
    _client, first = upload(house, name="../../../etc/jahat.csv")
    other = house.client("petugas")
    form = {"token": token(first.text)}
    assert other.post("/desk/pengetahuan/impor/simpan", data=form).status_code == 410
    assert other.post("/desk/pengetahuan/impor/simpan", data={"token": "../../secrets"}).status_code == 410
    assert [path.name for path in (house.settings.home / "uploads").rglob("*.csv")] == ["jahat.csv"]


def test_a_forgotten_upload_is_gone(house: House) -> None:
    client, first = upload(house)
    client.post("/desk/pengetahuan/impor/batal", data={"token": token(first.text)})
    assert list((house.settings.home / "uploads").rglob("*.csv")) == []
