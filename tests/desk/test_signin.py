from datetime import timedelta

import pytest
import time_machine
from deskkit import PASSWORD, House
from sqlalchemy import select

from desk.entrance import safe_path
from desk.sessions import COOKIE, StaffSession
from office.accounts import change_password, disable, required_person
from office.audit import AuditEntry
from office.clock import now


def sign_in(client, username="rina", password=PASSWORD, **more):  # type: ignore[no-untyped-def]
    return client.post("/desk/masuk", data={"username": username, "password": password} | more)


def test_pages_lead_to_sign_in_and_back(house: House) -> None:
    client = house.client()
    first = client.get("/desk/perkara/7")
    assert first.status_code == 303
    assert first.headers["location"] == "/desk/masuk?lanjut=/desk/perkara/7"
    assert 'name="lanjut" value="/desk/perkara/7"' in client.get(first.headers["location"]).text
    done = sign_in(client, lanjut="/desk/perkara/7")
    assert (done.status_code, done.headers["location"]) == (303, "/desk/perkara/7")
    cookie = done.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/desk" in cookie


def test_the_cookie_is_not_in_the_database(house: House) -> None:
    client = house.client()
    sign_in(client)
    with house.database.reading() as session:
        row = session.scalars(select(StaffSession)).one()
    assert client.cookies[COOKIE] != row.token_hash
    assert len(row.token_hash) == 64


@pytest.mark.parametrize(
    "path", ["https://jahat.example", "//jahat.example", "/desk//jahat", "/", "/desk\\x", "/desk/masuk"]
)
def test_nobody_is_led_elsewhere(path: str) -> None:
    assert safe_path(path) == "/desk/perkara"


def test_the_same_words_for_a_wrong_name_and_a_wrong_password(house: House) -> None:
    client = house.client()
    pages = [sign_in(client, "rina", "salah"), sign_in(client, "nina", "salah")]
    assert [page.status_code for page in pages] == [401, 401]
    texts = [page.text.replace('value="rina"', "").replace('value="nina"', "") for page in pages]
    assert texts[0] == texts[1]
    assert "tidak sesuai" in texts[0]


def test_the_sixth_try_waits_and_each_further_one_longer(house: House) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        client = house.client()
        for _ in range(5):
            assert sign_in(client, password="salah").status_code == 401
        sixth = sign_in(client)
        assert sixth.status_code == 429
        assert sixth.headers["retry-after"] == "61"
        assert "Tunggu 2 menit" in sixth.text
        waits = []
        for _ in range(6):
            wait = int(sign_in(client).headers["retry-after"])
            waits.append(wait)
            clock.shift(timedelta(seconds=wait))
            assert sign_in(client, password="salah").status_code == 401
        assert waits == [61, 121, 241, 481, 901, 901]
        clock.shift(timedelta(minutes=16))
        assert sign_in(client).status_code == 303
        assert sign_in(house.client(), password="salah").status_code == 401  # counted from the beginning


def test_strangers_lock_nobody_out(house: House) -> None:
    """Neither guessing at every account nor from the one address of all keeps those out who were in before."""
    known = house.client()
    assert sign_in(known).status_code == 303
    stranger = house.client()
    for name in ["rina"] * 6 + [f"orang-{number}" for number in range(20)]:
        sign_in(stranger, name, "salah")
    assert sign_in(house.client()).status_code == 429
    assert sign_in(stranger, "ppid_utama").status_code == 429  # the address waits, too
    known.post("/desk/keluar")
    assert sign_in(known).status_code == 303


def test_a_known_browser_is_no_way_to_guess(house: House) -> None:
    known = house.client()
    sign_in(known)
    known.post("/desk/keluar")
    assert [sign_in(known, password="salah").status_code for _ in range(6)] == [401] * 5 + [429]
    with house.database.writing() as session:
        change_password(session, required_person(session, "rina"), "kuda nil makan paku")
    assert sign_in(known, password="salah").status_code == 401  # a new password: counted as a stranger's


def test_an_administrator_unlocks_at_once(house: House) -> None:
    client = house.client()
    for _ in range(5):
        sign_in(client, password="salah")
    assert sign_in(client).status_code == 429
    with house.database.reading() as session:
        rina = required_person(session, "rina").id
    admin = house.client("admin")
    assert "Buka kunci" in admin.get(f"/desk/orang/{rina}").text
    admin.post(f"/desk/orang/{rina}/buka-kunci")
    assert sign_in(client).status_code == 303


def test_every_sign_in_is_in_the_audit_log_without_names_or_addresses(house: House) -> None:
    client = house.client()
    sign_in(client, "rahasia-terketik", "salah")
    sign_in(client, password="salah")
    sign_in(client)
    client.post("/desk/keluar")
    with house.database.reading() as session:
        rina = required_person(session, "rina").id
        rows = list(session.scalars(select(AuditEntry).where(AuditEntry.act.startswith("sign_in"))))
    assert [(row.actor, row.act, row.about) for row in rows] == [
        ("pengunjung", "sign_in.failed", "person:-"),
        ("pengunjung", "sign_in.failed", f"person:{rina}"),
        (f"petugas:{rina}", "sign_in.done", f"person:{rina}"),
        (f"petugas:{rina}", "sign_in.out", f"person:{rina}"),
    ]
    assert "rahasia-terketik" not in repr([row.facts for row in rows])
    assert "testclient" not in repr([row.facts for row in rows])


def test_signing_in_often_is_no_offence(house: House) -> None:
    assert [sign_in(house.client()).status_code for _ in range(7)] == [303] * 7


def test_signing_out_ends_the_session_everywhere(house: House) -> None:
    client, thief = house.client("rina"), house.client()
    thief.cookies.set(COOKIE, client.cookies[COOKIE], domain="testserver.local", path="/desk")
    assert thief.get("/desk/perkara").status_code == 200
    assert client.post("/desk/keluar").headers["location"] == "/desk/masuk"
    assert thief.get("/desk/perkara").status_code == 303


def test_sessions_end_when_idle_when_old_and_when_somebody_leaves(house: House) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        idle = house.client("rina")
        clock.shift(timedelta(minutes=50))
        assert idle.get("/desk/perkara").status_code == 200
        clock.shift(timedelta(minutes=50))
        assert idle.get("/desk/perkara").status_code == 200  # was seen in between
        clock.shift(timedelta(minutes=61))
        assert idle.get("/desk/perkara").status_code == 303
        busy = house.client("rina")
        for _ in range(14):
            clock.shift(timedelta(minutes=50))
            busy.get("/desk/perkara")
        assert busy.get("/desk/perkara").status_code == 200
        clock.shift(timedelta(minutes=30))
        assert busy.get("/desk/perkara").status_code == 303  # twelve hours are over
        leaver = house.client("rina")
        with house.database.writing() as session:
            disable(session, required_person(session, "rina"))
        assert leaver.get("/desk/perkara").status_code == 303
        assert sign_in(house.client()).status_code == 401


def test_a_made_up_cookie_opens_nothing(house: House) -> None:
    client = house.client()
    client.cookies.set(COOKIE, "x" * 43, domain="testserver.local", path="/desk")
    assert client.get("/desk/perkara").status_code == 303
