"""One's own account: password, second factor, and where one is signed in."""

import re

import pyotp
from deskkit import PASSWORD, House

from desk.sessions import COOKIE, device_name
from office.clock import now
from office.people import find_person, verify
from office.second_factor import has_second_factor

NEW = "payung biru di atas kereta"


def test_a_new_password_needs_the_old_one_and_ends_other_sign_ins(house: House) -> None:
    client, elsewhere = house.client("rina"), house.client("rina")
    form = {"password": "salah", "new": NEW, "again": NEW}
    assert "tidak sesuai" in client.post("/desk/akun/sandi", data=form).text
    form["password"] = PASSWORD
    assert "tidak sama" in client.post("/desk/akun/sandi", data=form | {"again": "lain"}).text
    assert "paling sedikit 12" in client.post("/desk/akun/sandi", data=form | {"new": "a", "again": "a"}).text
    easy = "rina-rina-rina-2026"
    assert "mudah ditebak" in client.post("/desk/akun/sandi", data=form | {"new": easy, "again": easy}).text
    assert client.post("/desk/akun/sandi", data=form).headers["location"] == "/desk/akun?selesai=sandi"
    with house.database.reading() as session:
        assert verify(find_person(session, "rina"), NEW)
    assert client.get("/desk/perkara").status_code == 200
    assert elsewhere.get("/desk/perkara").status_code == 303


def test_guessing_the_password_at_a_forgotten_screen_is_slowed_down(house: House) -> None:
    client = house.client("rina")
    form = {"password": "salah", "new": NEW, "again": NEW}
    assert [client.post("/desk/akun/sandi", data=form).status_code for _ in range(6)] == [422] * 5 + [429]


def test_an_app_is_set_up_replaced_and_removed(house: House) -> None:
    client = house.client("rina")
    page = client.post("/desk/akun/aplikasi", data={"password": PASSWORD}).text
    form = {"sealed": re.findall(r'name="sealed" value="([^"]+)"', page)[0]}
    secret = re.findall(r'class="secret">([A-Z2-7 ]+)<', page)[0].replace(" ", "")
    assert client.post("/desk/akun/aplikasi/simpan", data=form | {"code": "x"}).status_code == 422
    code = pyotp.TOTP(secret).at(now())
    assert "Kode cadangan" in client.post("/desk/akun/aplikasi/simpan", data=form | {"code": code}).text
    assert "tersisa: 10" in client.get("/desk/akun").text
    again = client.post("/desk/akun/kode-cadangan", data={"password": PASSWORD}).text
    assert len(re.findall(r"<li><code>", again)) == 10
    assert client.post("/desk/akun/aplikasi/hapus", data={"password": "salah"}).status_code == 422
    assert client.post("/desk/akun/aplikasi/hapus", data={"password": PASSWORD}).status_code == 303
    with house.database.reading() as session:
        person = find_person(session, "rina")
        assert person is not None
        assert not has_second_factor(session, person)


def test_a_role_that_must_have_one_keeps_it(house: House) -> None:
    client = house.client("admin")
    refused = client.post("/desk/akun/aplikasi/hapus", data={"password": PASSWORD})
    assert (refused.status_code, "hanya dapat diganti" in refused.text) == (422, True)


def test_where_one_is_signed_in_is_listed_and_the_others_end(house: House) -> None:
    client, elsewhere = house.client("rina"), house.client("rina")
    page = client.get("/desk/akun").text
    assert page.count("terakhir dipakai") == 2
    assert page.count("perangkat ini") == 1
    assert client.cookies[COOKIE] not in page
    client.post("/desk/akun/keluar-lain")
    assert elsewhere.get("/desk/perkara").status_code == 303
    assert client.get("/desk/akun").text.count("terakhir dipakai") == 1


def test_a_browser_is_called_by_two_words() -> None:
    firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    chrome = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
    assert device_name(firefox) == "Firefox, Windows"
    assert device_name(chrome) == "Chrome, Android"
    assert device_name("curl/8") == ""
