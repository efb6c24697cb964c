"""Cases in the hands of named people, as they see it at the desk."""

import re

from deskkit import House

from cases.tables import Case
from office.accounts import disable, required_person
from office.audit import AuditEntry


def version(house: House, case_id: int) -> str:
    with house.database.reading() as session:
        return str(session.get_one(Case, case_id).version)


def post(house: House, who: str, case_id: int, act: str, **data: str) -> int:
    sent = {"version": version(house, case_id)} | data
    return house.client(who).post(f"/desk/perkara/{case_id}/{act}", data=sent).status_code


def person_id(house: House, username: str) -> str:
    with house.database.reading() as session:
        return str(required_person(session, username).id)


def test_taken_then_given_and_both_are_in_the_history(house: House) -> None:
    case_id = house.file("a")
    assert post(house, "rina", case_id, "ambil") == 303
    page = house.client("rina").get(f"/desk/perkara/{case_id}?selesai=diambil").text
    assert "Perkara ini sekarang Anda pegang." in page
    assert "Ambil sendiri" not in page
    assert post(house, "ppid_utama", case_id, "tugaskan", to=person_id(house, "atasan_ppid")) == 303
    page = house.client("rina").get(f"/desk/perkara/{case_id}").text
    assert "Ditugaskan kepada Orang atasan_ppid" in page
    with house.database.reading() as session:
        acts = [row.act for row in session.query(AuditEntry) if row.about == f"case:{case_id}"]
    assert acts[-2:] == ["case.diambil", "case.ditugaskan"]


def test_whoever_cannot_have_it_is_refused_and_a_stale_page_overwrites_nothing(house: House) -> None:
    case_id = house.file("a")
    for wrong in (person_id(house, "ppid_pelaksana"), person_id(house, "pimpinan"), "999", "x"):
        assert post(house, "rina", case_id, "tugaskan", to=wrong) == 422
    assert post(house, "rina", case_id, "ambil") == 303
    assert post(house, "ppid_utama", case_id, "ambil", version="1") == 409
    with house.database.reading() as session:
        assert str(session.get_one(Case, case_id).assigned_to) == person_id(house, "rina")


def test_a_case_of_somebody_whose_access_is_closed_is_nobodys(house: House) -> None:
    case_id = house.file("a")
    post(house, "rina", case_id, "ambil")
    with house.database.writing() as session:
        disable(session, required_person(session, "rina"))
    page = house.client("ppid_utama").get(f"/desk/perkara/{case_id}").text
    assert "Belum ada yang memegang." in page
    assert re.search(r'<option value="\d+" >Rina', page) is None
