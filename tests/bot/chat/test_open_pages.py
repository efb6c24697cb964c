"""What everybody may read: every public address the application has, and nothing on it that is not public."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from lxml import etree  # type: ignore[import-untyped]
from playwright.sync_api import Browser

from bot import app as whole
from bot.chat.sitemap import PAGES
from cases.deadlines import due_dates, explain
from knowledge.publishing import publish
from knowledge.store import retire
from office.working_days import current_calendar
from tests.bot.chat.house import House
from tests.bot.chat.open_office import SECRETS, Open
from tests.bot.chat.window import SHOTS, sideways, small_targets, watch
from tests.bot.house import until
from tests.standins.browser import violations

Room = tuple[House, Open]
ATOM = "{http://www.w3.org/2005/Atom}"
NOT_FOR_READERS = (
    "/desk",
    "/api",
    "/internal",
    "/static",
    "/openapi.json",
    "/healthz",
    "/readyz",
    "/metrics",
)
TO_SEE = {
    "/dip/{identity}": ["/dip/dip-jumlah-kandang"],
    "/register/{number:int}": [],
    "/klarifikasi/{number:int}": [],
    "/sitemap-{number:int}.xml": ["/sitemap-1.xml"],
    "/tenggat": ["/tenggat", "/tenggat?jenis=permohonan&tanggal=2026-03-13", "/tenggat?tanggal=kemarin"],
    "/dip": [
        "/dip",
        "/dip?kata=kandang+adopsi",
        "/dip?kata=tidakadasamasekali",
        "/dip?kategori=berkala&tahun=2025",
    ],
    "/register": ["/register", "/register?kata=kandang", "/register?tahun=1999"],
    "/statistik": ["/statistik", "/statistik?tahun=2026"],
    "/suara/{place}": [],
}
"""Addresses to look at where the route alone is none; the empty ones are filled by what the office published."""
NO_PAGES = (
    "/chat/events",
    "/sematan/chat/events",
    "/suara/{place}",
    "/channels/whatsapp/webhook",
    "/channels/telegram/webhook",
)


def public_routes(app: FastAPI) -> set[str]:
    """Every address of the application that answers a reader's GET."""
    found = set()
    for context in iter_route_contexts(app.routes):
        path, methods = context.path or "", context.methods or set()
        if "GET" in methods and not path.startswith(NOT_FOR_READERS):
            found.add(path)
    return found


def addresses(room: Room) -> list[str]:
    """Each public route at least once, with what stands for its parameters."""
    house, made = room
    given = TO_SEE | {
        "/dip/{identity}": [_an_entry(house)],
        "/register/{number:int}": [f"/register/{made.register}"],
        "/klarifikasi/{number:int}": [f"/klarifikasi/{made.clarification}"],
    }
    return [
        path
        for route in sorted(public_routes(house.app) - set(NO_PAGES))
        for path in given.get(route, [route])
    ]


def read_addresses(room: Room) -> list[str]:
    """Those that are pages, not files."""
    return [
        path
        for path in addresses(room)
        if not re.search(r"\.(csv|json|atom|xml|txt|js)$", path) and not path.endswith("/chat")
    ]


def _an_entry(house: House) -> str:
    page = house.client().get("/dip").text
    found = re.search(r'href="(/dip/[^"]+)"', page)
    assert found is not None
    return found[1]


def test_these_are_all_public_pages_of_the_application(reading_room: Room) -> None:
    house, _ = reading_room
    ours = public_routes(house.app) - {"/suara/{place}"}
    others = {
        path for path in public_routes(whole.build(house.services, None)) if not path.startswith("/suara")
    }
    assert ours == others
    assert set(PAGES) < ours
    unnamed = {path for path in ours if "{" in path} - set(TO_SEE)
    assert unnamed == set()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_public_page_is_accessible(
    reading_room: Room, browser: Browser, width: int, scheme: Any
) -> None:
    house, _ = reading_room
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        base_url=house.url,
        reduced_motion="reduce",
    )
    page = context.new_page()
    troubles = watch(page)
    looked = 0
    for path in read_addresses(reading_room):
        easy = [path + ("&" if "?" in path else "?") + "bahasa=mudah"] if width == 320 else []
        for address in [path, *easy]:
            page.goto(address)
            assert page.get_by_role("heading", level=1).count() == 1, address
            assert page.locator("html").get_attribute("lang") == "id"
            assert sideways(page) == 0, address
            assert small_targets(page) == [], address
            assert violations(page) == [], address
            if SHOTS:
                name = re.sub(r"\W+", "-", address)
                page.screenshot(path=f"{SHOTS}/open{name}-{width}-{scheme}.png", full_page=True)
            looked += 1
    assert looked > 20
    assert troubles == []
    context.close()


def test_every_page_stays_readable_in_forced_colours_and_twice_as_large(
    reading_room: Room, browser: Browser
) -> None:
    house, _ = reading_room
    # Twice as large on a screen of 1280: the window is 640 wide, and its letters are twice as big.
    context = browser.new_context(
        viewport={"width": 640, "height": 512},
        forced_colors="active",
        base_url=house.url,
        device_scale_factor=2,
    )
    page = context.new_page()
    for path in PAGES:
        page.goto(path)
        assert sideways(page) == 0, path
        assert violations(page) == [], path
    context.close()


def test_nothing_secret_is_public(reading_room: Room) -> None:
    house, made = reading_room
    client = house.client()
    read = ""
    for path in [*addresses(reading_room), "/dip?kata=denah+gudang+senjata", "/dip?kata=siti+rukmini"]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        # What the reader typed stands in the box again; it is no finding.
        read += re.sub(r'(?s)<input[^>]*name="kata"[^>]*>', "", answer.text)
    assert "Dua belas kandang dibeli pada 2025" in read
    for secret in SECRETS:
        assert secret not in read, secret
    for gone in (f"/register/{made.withdrawn}", f"/register/{made.refused}", f"/register/{made.clarification}",
                 f"/klarifikasi/{made.register}", "/register/999999", "/register/99999999999999999999",
                 "/dip/draft", f"/dip/published-perkara-{made.withdrawn}", "/dip/tidak-ada"):  # fmt: skip
        assert client.get(gone).status_code == 404, gone


def test_the_register_shows_what_was_published_and_how_long_it_took(reading_room: Room) -> None:
    house, made = reading_room
    client = house.client()
    page = client.get("/register").text
    assert "Jumlah kandang untuk pusat adopsi hewan" in page
    assert "Benarkah listrik" not in page
    one = client.get(f"/register/{made.register}").text
    assert "Dua belas kandang dibeli pada 2025." in one
    assert re.search(r"Lama menjawab</dt><dd>\d hari kerja", one)
    assert "0 jawaban ditemukan" in client.get("/register?tahun=1999").text
    assert "1 jawaban ditemukan" in client.get("/register?kata=kandang").text
    told = client.get(f"/klarifikasi/{made.clarification}").text
    assert "Tidak ada pemadaman sepekan" in told


def test_a_search_answers_as_the_chat_does(reading_room: Room) -> None:
    house, _ = reading_room
    page = house.client().get("/dip", params={"kata": "Jumlah kandang untuk pusat adopsi hewan"}).text
    said = house.services.answerer.ask("Jumlah kandang untuk pusat adopsi hewan")
    assert "Jawaban untuk kata yang Anda cari" in page
    assert "Dua belas kandang dibeli pada 2025." in said.text
    assert "Dua belas kandang dibeli pada 2025." in page
    assert "Jawaban untuk kata" not in house.client().get("/dip", params={"kata": "qwertyuiop"}).text


def test_what_changes_is_seen_within_seconds(reading_room: Room) -> None:
    house, _ = reading_room
    client = house.client()
    with house.services.database.writing() as session:
        entry = publish(session, title="Peta pohon peneduh kota", body="Peta lima puluh pohon.", kind="dip")
        identity = entry.id
    until(lambda: client.get(f"/dip/{identity}").status_code == 200)
    with house.services.database.writing() as session:
        retire(session, identity)
    until(lambda: client.get(f"/dip/{identity}").status_code == 404)


def test_the_calculator_says_what_the_command_says(reading_room: Room) -> None:
    house, _ = reading_room
    page = house.client().get("/tenggat?jenis=permohonan&tanggal=2026-03-13").text
    with house.services.database.reading() as session:
        found = due_dates("permohonan", date(2026, 3, 13), current_calendar(session))
    for line in explain(found).splitlines():
        said = line.strip().lstrip("- ")
        if said and not said.endswith(":"):
            assert said in page.replace("&#39;", "'"), said
    for odd in ("kemarin", "2026-13-99", "9999-12-31", "0001-01-01"):
        answer = house.client().get("/tenggat", params={"tanggal": odd})
        assert answer.status_code == 200
        assert 'role="alert"' in answer.text


def test_statistics_have_a_table_for_every_picture(reading_room: Room) -> None:
    house, _ = reading_room
    page = house.client().get("/statistik").text
    pictures = page.count('<img class="chart"')
    assert pictures > 0
    assert page.count("<table>") >= pictures
    told = re.findall(r'<img class="chart" src="data:image/svg[^"]*" alt="[^"]{20,}"', page)
    assert len(told) == pictures
    assert house.client().get("/statistik?tahun=abcd").status_code == 200


def test_each_right_names_its_article_and_the_limits_in_force(reading_room: Room) -> None:
    house, _ = reading_room
    page = house.client().get("/hak").text
    assert page.count("Dasar: ") == 10
    assert "paling lambat 10 hari kerja" in page
    assert "paling lama 30 hari kerja" in page


def words_of(page: str) -> str:
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_easy_words_that_stay_while_moving_on(reading_room: Room, path: str) -> None:
    house, _ = reading_room
    client = house.client()
    plain, easy = client.get(path).text, client.get(f"{path}?bahasa=mudah").text
    assert words_of(plain) != words_of(easy)
    assert f'href="{path}?bahasa=mudah"' in plain
    assert "Kembali ke bahasa biasa" in easy
    inner = [link for link in re.findall(r'href="(/[^"#]*)', easy) if not link.startswith("/static")]
    stay = [
        link for link in inner if "bahasa=mudah" not in link and not re.search(r"\.(atom|csv|json)", link)
    ]
    assert stay in ([], [path])  # only the way back to plain words leaves


def test_files_hold_everything_and_no_formula(reading_room: Room) -> None:
    house, _ = reading_room
    client = house.client()
    with house.services.database.writing() as session:
        publish(session, title="=1+1 anggaran rumus", body="=cmd()", kind="dip", id="dip-rumus")
    until(lambda: client.get("/dip/dip-rumus").status_code == 200)
    text = client.get("/dip.csv").text
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    told = re.search(r"(\d+) informasi ditemukan", client.get("/dip").text)
    assert told is not None
    assert len(rows) == int(told[1]) == len(client.get("/dip.json").json())
    assert (
        next(row for row in rows if row["alamat"].endswith("/dip-rumus"))["ringkasan"]
        == "'=1+1 anggaran rumus"
    )
    (answer,) = client.get("/register.json").json()
    assert set(answer) == {"judul", "jawaban", "unit", "diterima", "dijawab", "hari_kerja", "hasil", "alamat"}
    some = client.get("/dip.json?kategori=berkala").json()
    assert 0 < len(some) < len(rows)
    assert {row["kategori"] for row in some} == {"berkala"}


@pytest.mark.parametrize("name", ["dip", "register", "klarifikasi"])
def test_feeds_are_atom(reading_room: Room, name: str) -> None:
    house, _ = reading_room
    answer = house.client().get(f"/{name}.atom")
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = etree.fromstring(answer.content)
    for needed in ("id", "title", "updated", "author"):
        assert feed.find(f"{ATOM}{needed}") is not None
    entries = feed.findall(f"{ATOM}entry")
    assert 0 < len(entries) <= 50
    for entry in entries:
        assert all(entry.find(f"{ATOM}{needed}") is not None for needed in ("id", "title", "updated"))


def test_the_site_map_leads_to_pages_that_are_there(reading_room: Room) -> None:
    house, _ = reading_room
    client = house.client()
    home = house.services.settings.address
    assert f"Sitemap: {home}/sitemap.xml" in client.get("/robots.txt").text
    assert client.get("/sitemap-0.xml").status_code == client.get("/sitemap-99.xml").status_code == 404
    maps = re.findall(r"<loc>([^<]+)</loc>", client.get("/sitemap.xml").text)
    listed = "".join(client.get(address.removeprefix(home)).text for address in maps)
    found = re.findall(r"<loc>([^<]+)</loc>", listed)
    assert len(found) > 100
    for address in [*found[:30], *found[-5:]]:
        assert client.get(address.removeprefix(home)).status_code == 200, address


@pytest.mark.parametrize(
    "path",
    ["/dip", "/register", "/tenggat", "/hak", "/dip.atom", "/dip.csv", "/register.json", "/sitemap.xml"],
)
def test_who_has_a_page_is_not_sent_it_again(reading_room: Room, path: str) -> None:
    house, _ = reading_room
    first = httpx.get(house.url + path)
    assert first.headers["cache-control"] == "public, max-age=60"
    assert "set-cookie" not in first.headers
    again = httpx.get(house.url + path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
