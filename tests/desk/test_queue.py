import re

from deskkit import House

from cases.changes import Change
from cases.moves import change
from cases.tables import Case
from office.calendar import read_calendar


def numbers(page: str) -> list[str]:
    return re.findall(r'<a href="/desk/perkara/\d+">([^<]+)</a>', page)


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
    assert (
        client.get("/desk/perkara", params={"nomor": number.lower()}).headers["location"]
        == f"/desk/perkara/{case_id}"
    )
    missing = client.get("/desk/perkara", params={"nomor": "<b>9</b>"})
    assert "&lt;b&gt;9&lt;/b&gt; tidak ditemukan" in missing.text


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
    assert "tidak ditemukan" in client.get("/desk/perkara", params={"nomor": number}).text


def test_fifty_to_a_page(house: House) -> None:
    for n in range(52):
        house.file(str(n))
    client = house.client("rina")
    assert len(numbers(client.get("/desk/perkara").text)) == 50
    second = client.get("/desk/perkara?halaman=2").text
    assert len(numbers(second)) == 2
    assert "Halaman 2 dari 2" in second
