import pytest
from deskkit import House

from office.settings import Settings
from office.web.guard import Guard


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, False),
        ({"origin": "http://testserver"}, True),
        ({"origin": "https://jahat.example"}, False),
        ({"origin": "null"}, False),
    ],
)
def test_forms_of_other_sites_are_refused(house: House, headers: dict[str, str], passes: bool) -> None:
    answer = house.client().post("/desk/keluar", headers=headers)
    assert answer.status_code == (303 if passes else 403)
    if not passes:
        assert "situs lain" in answer.text


def test_the_public_address_counts_as_our_own() -> None:
    from starlette.datastructures import Headers

    guard = Guard(lambda *_: None, Settings(public_url="https://ppid.example"))  # type: ignore[arg-type, return-value]
    assert guard.own(Headers({"origin": "https://ppid.example", "host": "10.0.0.1:8000"}))
    assert not guard.own(Headers({"origin": "https://lain.example", "host": "10.0.0.1:8000"}))


def test_every_answer_carries_the_headers(house: House) -> None:
    for path in ("/desk/masuk", "/desk/perkara", "/static/tokens.css", "/tidak-ada"):
        headers = house.client().get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    assert house.client("rina").get("/desk/perkara").headers["cache-control"] == "no-store"


def test_https_is_remembered_where_it_is_used() -> None:
    assert "Strict-Transport-Security" in Guard(None, Settings(secure_cookies=True)).headers  # type: ignore[arg-type]
    assert "Strict-Transport-Security" not in Guard(None, Settings()).headers  # type: ignore[arg-type]
