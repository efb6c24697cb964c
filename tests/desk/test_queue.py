import re

import pytest
from deskkit import House, applicant
from fastapi.testclient import TestClient
from test_holder import person_id, post

from cases.changes import Change
from cases.moves import change
from cases.tables import Case
from office.calendar import read_calendar


def numbers(page: str) -> list[str]:
    return re.findall(r'<a href="/desk/perkara/\d+">([^<]+)</a>', page)


def search(client: TestClient, words: str) -> str:
    """Where a search leads."""
    return client.post("/desk/cari", data={"words": words}).headers["location"]


def dispose(house: House, case_id: int, unit: str) -> None:
    with house.database.writing() as session:
        wanted = Change("disposisi", "petugas:1", {"unit": unit})
        change(session, session.get_one(Case, case_id), wanted, house.office, read_calendar())


def test_due_first_with_words_for_the_colour(house: House) -> None:
    house.file("new", 0)
    house.file("late", 40)
    house.file("middle", 10)
    page = house.client("rina").get("/desk/perkara").text
    with house.database.reading() as session:
        cases = sorted(session.query(Case), key=lambda case: case.due_on)
    assert numbers(page) == [case.number for case in cases]
    assert re.search(r'badge late">Terlambat \d+ hari kerja', page)
    assert "3 permohonan" in page


def test_bands_and_filters(house: House) -> None:
    late, new = house.file("late", 40), house.file("new", 0)
    dispose(house, new, "dinkes")
    client = house.client("rina")
    assert len(numbers(client.get("/desk/perkara?tenggat=terlambat").text)) == 1
    assert len(numbers(client.get("/desk/perkara?tenggat=longgar").text)) == 1
    assert len(numbers(client.get("/desk/perkara?unit=dinkes").text)) == 1
    assert len(numbers(client.get("/desk/perkara?keadaan=terdaftar").text)) == 1
    assert numbers(client.get("/desk/perkara?tahap=ditutup").text) == []
    assert client.get("/desk/perkara?tahap=<x>&unit='&keadaan=&tenggat=../&halaman=1").status_code == 200
    assert late != new


def test_a_number_opens_its_case(house: House) -> None:
    case_id = house.file("a")
    client = house.client("rina")
    with house.database.reading() as session:
        number = session.get_one(Case, case_id).number
    assert search(client, number.lower()) == f"/desk/perkara/{case_id}"
    missing = client.get(search(client, "<b>kosong</b>")).text
    assert "Hasil pencarian: &lt;b&gt;kosong&lt;/b&gt;" in missing
    assert "Tidak ada perkara yang cocok" in missing


def test_a_unit_sees_only_its_own_and_its_sub_units(house: House) -> None:
    ids = {unit: house.file(unit) for unit in ("dinkes", "rsud", "dishub", "none")}
    for unit in ("dinkes", "rsud", "dishub"):
        dispose(house, ids[unit], unit)
    client = house.client("ppid_pelaksana")
    assert len(numbers(client.get("/desk/perkara").text)) == 2
    assert numbers(client.get("/desk/perkara?unit=dishub").text) == []
    assert client.get(f"/desk/perkara/{ids['rsud']}").status_code == 200
    for unit in ("dishub", "none"):
        assert client.get(f"/desk/perkara/{ids[unit]}").status_code == 404
    with house.database.reading() as session:
        number = session.get_one(Case, ids["dishub"]).number
    assert numbers(client.get(search(client, number)).text) == []


def test_fifty_to_a_page(house: House) -> None:
    for n in range(52):
        house.file(str(n))
    client = house.client("rina")
    assert len(numbers(client.get("/desk/perkara").text)) == 50
    second = client.get("/desk/perkara?halaman=2").text
    assert len(numbers(second)) == 2
    assert "Halaman 2 dari 2" in second


def test_what_was_searched_for_stands_in_no_address_and_is_nobody_elses(house: House) -> None:
    house.file("a", says="Rencana terminal tipe B", applicant=applicant("Bambang Sutejo"))
    rina = house.client("rina")
    for words in ("terminal", "bambang", "bamba rencana"):
        where = search(rina, words)
        assert words.split()[0] not in where
        assert len(numbers(rina.get(where).text)) == 1, words
    assert "Hasil pencarian" not in house.client("ppid_utama").get(where).text


def test_names_are_searched_only_by_who_may_see_identities(house: House) -> None:
    case_id = house.file("a", says="Rencana terminal tipe B", applicant=applicant("Bambang Sutejo"))
    dispose(house, case_id, "dinkes")
    for who, found in (("rina", 1), ("ppid_pelaksana", 0), ("pimpinan", 0)):
        client = house.client(who)
        assert len(numbers(client.get(search(client, "bambang")).text)) == found, who
        assert len(numbers(client.get(search(client, "terminal")).text)) == 1, who


def test_a_search_goes_through_every_kind_and_is_narrowed_like_the_queue(house: House) -> None:
    house.file("a", says="Anggaran lampu jalan")
    house.open("pengaduan", details="Lampu jalan padam", unit="dinkes")
    client = house.client("rina")
    where = search(client, "lampu")
    assert len(numbers(client.get(where).text)) == 2
    assert len(numbers(client.get(f"{where}&unit=dinkes").text)) == 1
    assert len(numbers(client.get(where.replace("jenis=semua", "jenis=pengaduan")).text)) == 1


def test_my_cases_and_those_nobody_has(house: House) -> None:
    first, second = house.file("a"), house.file("b")
    post(house, "rina", first, "ambil")
    post(house, "ppid_utama", second, "tugaskan", to=person_id(house, "ppid_utama"))
    house.file("c")
    client = house.client("rina")
    assert len(numbers(client.get("/desk/perkara?pemegang=saya").text)) == 1
    assert len(numbers(client.get("/desk/perkara?pemegang=kosong").text)) == 1
    assert '<span class="holder">Rina Petugas</span>' in client.get("/desk/perkara").text


def test_newest_first_when_asked(house: House) -> None:
    house.file("late", 40)
    house.file("new", 0)
    client = house.client("rina")
    assert (
        numbers(client.get("/desk/perkara?urut=baru").text)
        == numbers(client.get("/desk/perkara?urut=tenggat").text)[::-1]
    )


def test_an_open_page_hears_only_of_changes(house: House) -> None:
    case_id = house.file("a")
    client = house.client("rina")
    again = re.search(r'hx-get="([^"]+)"', client.get("/desk/perkara").text)
    assert again is not None
    address = again[1].replace("&amp;", "&")
    assert client.get(address).status_code == 204
    post(house, "ppid_utama", case_id, "ambil")
    news = client.get(address)
    assert "Orang ppid_utama" in news.text
    assert "<html" not in news.text


@pytest.mark.parametrize("kind", ["permohonan", "semua"])
def test_odd_addresses_show_the_queue(house: House, kind: str) -> None:
    house.file("a")
    client = house.client("rina")
    odd = f"jenis={kind}&cari=99999999999999&pemegang=x&urut=x&halaman=2&keadaan=disposisi&selesai=x"
    assert client.get(f"/desk/perkara?{odd}").status_code == 200
    assert client.get("/desk/perkara?halaman=0").status_code == 422
