"""The administrator's pages for people."""

import re

import pytest
from deskkit import PASSWORD, House
from test_secondstep import give_app

from office.accounts import required_person
from office.people import verify
from office.second_factor import has_second_factor

NEW = {"username": "budi.s", "name": "Budi Santoso", "role": "ppid_pelaksana", "unit": "dinkes"}


def identity(house: House, username: str) -> int:
    with house.database.reading() as session:
        return required_person(session, username).id


def test_somebody_is_added_and_the_password_shown_once(house: House) -> None:
    client = house.client("admin")
    page = client.post("/desk/orang/baru", data=NEW).text
    password = re.findall(r'class="secret">([^<]+)<', page)[0]
    budi = identity(house, "budi.s")
    assert password not in client.get(f"/desk/orang/{budi}").text
    signed_in = house.client().post("/desk/masuk", data={"username": "budi.s", "password": password})
    assert signed_in.status_code == 303
    assert "Budi Santoso" in client.get("/desk/orang?cari=santoso").text
    assert "Budi Santoso" not in client.get("/desk/orang?cari=rina").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"username": "b"}, "huruf kecil"),
        ({"username": "rina"}, "sudah dipakai"),
        ({"role": "raja"}, "tidak dikenal"),
        ({"unit": ""}, "memerlukan unit"),
        ({"unit": "tidak-ada"}, "memerlukan unit"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_written_stays(
    house: House, wrong: dict[str, str], said: str
) -> None:
    reply = house.client("admin").post("/desk/orang/baru", data=NEW | wrong)
    assert (reply.status_code, said in reply.text) == (422, True)
    assert 'value="Budi Santoso"' in reply.text


def test_a_new_role_ends_the_sign_ins(house: House) -> None:
    rina, client = house.client("rina"), house.client("admin")
    number = identity(house, "rina")
    form = {"name": "Rina Wulandari", "role": "petugas", "government_account": " Rina@Gov.example "}
    assert client.post(f"/desk/orang/{number}", data=form).status_code == 303
    assert rina.get("/desk/perkara").status_code == 200
    client.post(f"/desk/orang/{number}", data=form | {"role": "pimpinan"})
    assert rina.get("/desk/perkara").status_code == 303
    with house.database.reading() as session:
        person = required_person(session, "rina")
        assert (person.name, person.role) == ("Rina Wulandari", "pimpinan")
        assert person.government_account == "rina@gov.example"
    taken = client.post(f"/desk/orang/{identity(house, 'petugas')}", data=form)
    assert (taken.status_code, "sudah dicatat untuk rina" in taken.text) == (422, True)


def test_access_is_closed_and_opened(house: House) -> None:
    rina, client, number = house.client("rina"), house.client("admin"), identity(house, "rina")
    client.post(f"/desk/orang/{number}/tutup")
    assert rina.get("/desk/perkara").status_code == 303
    client.post(f"/desk/orang/{number}/buka")
    assert rina.get("/desk/perkara").status_code == 303  # earlier sign-ins stay over
    again = house.client().post("/desk/masuk", data={"username": "rina", "password": PASSWORD})
    assert again.status_code == 303


def test_a_reset_gives_a_password_and_takes_everything_else(house: House) -> None:
    give_app(house.database)
    rina, client, number = house.client("rina"), house.client("admin"), identity(house, "rina")
    page = client.post(f"/desk/orang/{number}/reset").text
    password = re.findall(r'class="secret">([^<]+)<', page)[0]
    assert rina.get("/desk/perkara").status_code == 303
    with house.database.reading() as session:
        person = required_person(session, "rina")
        assert verify(person, password)
        assert not has_second_factor(session, person)


def test_the_last_administrator_stays(house: House) -> None:
    client, number = house.client("admin"), identity(house, "admin")
    for path, form in (
        (f"/desk/orang/{number}/tutup", {}),
        (f"/desk/orang/{number}", {"name": "A", "role": "petugas"}),
    ):
        reply = client.post(path, data=form)
        assert (reply.status_code, "administrator terakhir" in reply.text) == (422, True)
    client.post("/desk/orang/baru", data=NEW | {"role": "admin"})
    assert client.post(f"/desk/orang/{number}/tutup").status_code == 303


def test_who_does_not_exist_is_said(house: House) -> None:
    client = house.client("admin")
    assert client.get("/desk/orang/999").status_code == 404
    assert client.post("/desk/orang/1/terbang").status_code == 404
