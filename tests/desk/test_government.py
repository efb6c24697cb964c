"""Sign-in with a government account against a third-party OpenID provider, over real HTTP."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from deskbrowser import served
from deskkit import House, opened
from oidc_provider_mock import User, run_server_in_thread
from sqlalchemy import select
from test_secondstep import give_app

from desk.sessions import COOKIE
from office.accounts import required_person
from office.audit import AuditEntry
from office.settings import Oidc

PEOPLE = (
    User(sub="1", claims={"preferred_username": "Rina.Wulandari", "email": "rina@gov.example"}),
    User(sub="2", claims={"preferred_username": "orang.luar"}),
    User(sub="3", claims={"name": "tanpa nama akun"}),
    User(sub="4", claims={"email": "rina@gov.example", "email_verified": False}),
    User(sub="5", claims={"email": "rina@gov.example", "email_verified": True}),
)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with run_server_in_thread(user_claims=PEOPLE, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def house(tmp_path: Path, provider: str) -> Iterator[House]:
    with opened(tmp_path, oidc=Oidc(issuer=provider, client_id="tanya", client_secret="x")) as house:
        with house.database.writing() as session:
            required_person(session, "rina").government_account = "rina.wulandari"
        yield house


class Browser:
    """Follows one step at a time, as a browser with cookies does."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.client = httpx.Client()

    def to_provider(self, next_page: str = "/desk/perkara") -> str:
        reply = self.client.get(f"{self.address}/desk/masuk/pemerintah", params={"lanjut": next_page})
        assert reply.status_code == 302, reply.text
        return reply.headers["location"]

    def agree(self, there: str, sub: str) -> str:
        return self.client.post(there, data={"sub": sub}).headers["location"]

    def sign_in(self, sub: str, next_page: str = "/desk/perkara") -> httpx.Response:
        return self.client.get(self.agree(self.to_provider(next_page), sub))


@pytest.fixture
def browser(house: House) -> Iterator[Browser]:
    with served(house.app) as address:
        house.settings.public_url = address
        yield Browser(address)


def test_a_known_person_signs_in(house: House, browser: Browser) -> None:
    assert "Masuk dengan akun pemerintah" in browser.client.get(f"{browser.address}/desk/masuk").text
    there = browser.to_provider("/desk/akun")
    asked = parse_qs(urlsplit(there).query)
    assert (asked["response_type"], asked["code_challenge_method"]) == (["code"], ["S256"])
    assert asked["nonce"]
    done = browser.client.get(browser.agree(there, "1"))
    assert (done.status_code, done.headers["location"]) == (303, "/desk/akun")
    assert "Rina Petugas" in browser.client.get(f"{browser.address}/desk/akun").text
    with house.database.reading() as session:
        act = session.scalars(select(AuditEntry).where(AuditEntry.act == "sign_in.done")).one()
    assert act.facts["how"] == "government"


@pytest.mark.parametrize("sub", ["2", "3", "baru-sama-sekali"])
def test_whom_the_office_does_not_know_is_not_let_in_and_not_added(
    house: House, browser: Browser, sub: str
) -> None:
    reply = browser.sign_in(sub)
    assert (reply.status_code, "belum dicatat sebagai petugas" in reply.text) == (403, True)
    assert COOKIE not in browser.client.cookies
    with house.database.reading() as session:
        assert session.scalar(select(AuditEntry.act).where(AuditEntry.act == "sign_in.failed"))


def test_a_forged_or_missing_state_is_a_clear_page(browser: Browser) -> None:
    back = f"{browser.address}/desk/masuk/pemerintah/kembali"
    real = browser.agree(browser.to_provider(), "1")
    forged = real.replace("state=", "state=x")
    for address in (forged, f"{back}?code=abc&state=dibuat", back, f"{back}?error=access_denied&state=x"):
        reply = browser.client.get(address)
        assert (reply.status_code, "Ulangi dari halaman masuk" in reply.text) == (400, True), address
    assert COOKIE not in browser.client.cookies


def test_anothers_answer_does_not_sign_in_this_browser(house: House, browser: Browser) -> None:
    """An attacker sends a link with their own code: it belongs to no request of this browser."""
    link = browser.agree(browser.to_provider(), "1")
    victim = Browser(browser.address)
    assert victim.client.get(link).status_code == 400
    victim.to_provider()
    assert victim.client.get(link).status_code == 400
    assert COOKIE not in victim.client.cookies


def test_an_answer_is_taken_once(browser: Browser) -> None:
    link = browser.agree(browser.to_provider(), "1")
    assert browser.client.get(link).status_code == 303
    assert browser.client.get(link).status_code == 400


def test_who_left_is_not_let_in(house: House, browser: Browser) -> None:
    house.client("admin")
    with house.database.writing() as session:
        person = required_person(session, "rina")
        person.disabled_at = person.created_at
    assert browser.sign_in("1").status_code == 403


def test_the_second_factor_is_asked_for_as_well(house: House, browser: Browser) -> None:
    give_app(house.database)
    assert browser.sign_in("1").headers["location"] == "/desk/masuk/kode"
    assert browser.client.get(f"{browser.address}/desk/perkara").status_code == 303


def test_an_address_counts_only_when_the_provider_has_checked_it(house: House, provider: str) -> None:
    oidc = Oidc(issuer=provider, client_id="tanya", client_secret="x", claim="email")
    with house.database.writing() as session:
        required_person(session, "rina").government_account = "rina@gov.example"
    house.settings.oidc = oidc
    from fastapi import FastAPI

    from desk import app as desk

    app = FastAPI()
    app.include_router(desk.router(desk.DeskServices(house.settings, house.database, house.office)))
    with served(app) as address:
        house.settings.public_url = address
        assert Browser(address).sign_in("4").status_code == 403
        assert Browser(address).sign_in("5").status_code == 303


def test_a_provider_that_is_away_is_a_clear_page(tmp_path: Path) -> None:
    with opened(tmp_path, oidc=Oidc(issuer="http://localhost:9", client_id="tanya")) as house:
        reply = house.client().get("/desk/masuk/pemerintah")
        assert (reply.status_code, "tidak dapat dihubungi" in reply.text) == (502, True)


def test_without_a_provider_the_door_is_closed(tmp_path: Path) -> None:
    with opened(tmp_path) as house:
        assert house.client().get("/desk/masuk/pemerintah").status_code == 404
        assert "akun pemerintah" not in house.client().get("/desk/masuk").text
