"""Two factors over HTTP: the code, its replay, recovery codes, enrolment that a role must do first."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pyotp
import pytest
import time_machine
from deskkit import OFFICE, PASSWORD, House
from fastapi.testclient import TestClient

from office.clock import now
from office.database import Database
from office.people import find_person
from office.second_factor import enrol, new_secret


def give_app(database: Database, username: str = "rina") -> tuple[str, list[str]]:
    secret = new_secret()
    with database.writing() as session:
        person = find_person(session, username)
        assert person is not None
        codes = enrol(session, person, secret, pyotp.TOTP(secret).at(now()))
    return secret, codes


def sign_in(client: TestClient, username: str = "rina", lanjut: str = "/desk/perkara") -> str:
    reply = client.post("/desk/masuk", data={"username": username, "password": PASSWORD, "lanjut": lanjut})
    assert reply.status_code == 303
    return str(reply.headers["location"])


def test_the_password_alone_opens_nothing(house: House) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        secret, _codes = give_app(house.database)
        client = house.client()
        assert sign_in(client, lanjut="/desk/perkara/7") == "/desk/masuk/kode"
        for path in ("/desk/perkara", "/desk/akun", "/desk/masuk/aplikasi"):
            assert client.get(path).headers["location"].split("?")[0] == "/desk/masuk"
        assert client.post("/desk/masuk/kode", data={"code": "000000"}).status_code == 401
        clock.shift(30)
        code = pyotp.TOTP(secret).at(now())
        done = client.post("/desk/masuk/kode", data={"code": code})
        assert (done.status_code, done.headers["location"]) == (303, "/desk/perkara/7")
        assert client.get("/desk/perkara").status_code == 200
        other = house.client()
        sign_in(other)
        assert other.post("/desk/masuk/kode", data={"code": code}).status_code == 401  # read over a shoulder


def test_a_recovery_code_opens_once(house: House) -> None:
    _secret, codes = give_app(house.database)
    client = house.client()
    sign_in(client)
    assert client.post("/desk/masuk/kode", data={"code": codes[3]}).status_code == 303
    again = house.client()
    sign_in(again)
    assert again.post("/desk/masuk/kode", data={"code": codes[3]}).status_code == 401


def test_codes_cannot_be_guessed_for_long(house: House) -> None:
    give_app(house.database)
    client = house.client()
    sign_in(client)
    said = [client.post("/desk/masuk/kode", data={"code": "12"}).status_code for _ in range(6)]
    assert said == [401] * 5 + [429]


def test_half_a_sign_in_ends_after_ten_minutes(house: House) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        give_app(house.database)
        client = house.client()
        sign_in(client)
        clock.shift(timedelta(minutes=11))
        assert client.get("/desk/masuk/kode").headers["location"] == "/desk/masuk"


@pytest.fixture
def strict(house: House) -> House:
    """An office whose administrators need a second factor."""
    from fastapi import FastAPI

    from desk import app as desk

    app = FastAPI()
    office = replace(OFFICE, second_factor=frozenset({"admin"}))
    app.include_router(desk.router(desk.DeskServices(house.settings, house.database, office)))
    return House(app, house.database, office, house.settings)


def test_a_role_that_must_have_one_sets_it_up_first(strict: House) -> None:
    client = strict.client()
    assert sign_in(client, "admin", "/desk/orang") == "/desk/masuk/aplikasi"
    assert client.get("/desk/perkara").status_code == 303
    page = client.get("/desk/masuk/aplikasi").text
    form = {"sealed": unescape(re.findall(r'name="sealed" value="([^"]+)"', page)[0])}
    secret = re.findall(r'class="secret">([A-Z2-7 ]+)<', page)[0].replace(" ", "")
    wrong = client.post("/desk/masuk/aplikasi", data=form | {"code": "1"})
    assert wrong.status_code == 422
    assert secret in wrong.text.replace(" ", "")  # the same secret: the app need not be set up again
    done = client.post("/desk/masuk/aplikasi", data=form | {"code": pyotp.TOTP(secret).at(now())})
    assert len(re.findall(r"<li><code>[a-z0-9]{5}-[a-z0-9]{5}</code>", done.text)) == 10
    assert 'href="/desk/orang"' in done.text
    assert client.get("/desk/orang").status_code == 200
    assert sign_in(strict.client(), "admin") == "/desk/masuk/kode"


def test_nobody_enrols_with_anothers_secret(strict: House) -> None:
    client = strict.client()
    sign_in(client, "admin")
    secret = new_secret()
    from office.database import sealer

    for sealed in (sealer().seal(secret, "enrolment.999"), "v1.x.y", ""):
        form = {"sealed": sealed, "code": pyotp.TOTP(secret).at(now())}
        assert client.post("/desk/masuk/aplikasi", data=form).headers["location"] == "/desk/masuk"
    assert client.get("/desk/perkara").status_code == 303


def test_other_roles_choose_for_themselves(strict: House) -> None:
    client = strict.client()
    assert sign_in(client, "rina") == "/desk/perkara"
    assert client.get("/desk/perkara").status_code == 200
