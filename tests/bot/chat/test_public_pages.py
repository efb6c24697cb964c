"""Request status, the list of public information and the accessibility statement over HTTP."""

from __future__ import annotations

import re

import httpx
import pytest

from bot.channels import web
from bot.conversations import conversation_for
from cases.complaints import Complaint, file_complaint
from cases.filing import Applicant, RequestedInformation, file_permohonan
from cases.lookup import by_number
from cases.opening import opening_code
from cases.ratings import rating_of
from office.clock import now
from tests.bot.chat.house import House, cookie

APPLICANT = Applicant("perorangan", "Siti Aminah", "3578014101900003", "Jalan Melati 5", "+6281234567890")


def file_for(house: House, client: httpx.Client) -> str:
    with house.services.database.writing() as session:
        known = conversation_for(session, web.CHANNEL, cookie(client))
        return file_permohonan(
            session,
            key=known.id,
            applicant=APPLICANT,
            request=RequestedInformation("Laporan keuangan", "skripsi", "salinan", "percakapan"),
            received_at=now(),
            office=house.services.office,
            conversation_id=known.id,
            channel="web",
        ).number


def test_status_of_ones_own_requests_only(house: House) -> None:
    mine, other = house.client(), house.client()
    for client in (mine, other):
        client.get("/")
    number = file_for(house, mine)
    page = mine.get("/status").text
    assert number in page
    assert "Siti" not in page
    assert "3578" not in page
    assert "Dijawab paling lambat" in mine.post("/status", data={"number": f" {number.lower()} "}).text
    assert number in mine.get("/chat/baru").text
    foreign = other.post("/status", data={"number": number}).text
    unknown = other.post("/status", data={"number": number.replace("0001", "9999", 1)}).text
    assert "tidak ada di percakapan Anda" in foreign
    assert re.sub(r'value="[^"]*"', "", foreign) == re.sub(r'value="[^"]*"', "", unknown)


def letter_form(page: str) -> dict[str, str]:
    """The first letter offered on a status page."""
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    kind = re.search(r'name="kind" value="(\w+)"', page)
    assert kind is not None
    return hidden | {"kind": kind[1]}


def test_a_letter_is_fetched_where_it_was_filed_or_with_number_and_code(house: House) -> None:
    mine, other = house.client(), house.client()
    for client in (mine, other):
        client.get("/")
    number = file_for(house, mine)
    page = mine.get("/status").text
    assert "Unduh Tanda bukti penerimaan permohonan" in page
    letter = mine.post("/status/surat", data=letter_form(page))
    assert letter.headers["content-type"] == "application/pdf"
    assert letter.headers["cache-control"] == "no-store"
    assert letter.content.startswith(b"%PDF-")
    with house.services.database.reading() as session:
        case = by_number(session, number)
        assert case is not None
        code = opening_code(case)
    wrong = other.post("/status/surat", data=letter_form(page))
    assert wrong.headers["content-type"].startswith("text/html")
    assert "kodenya tidak sesuai" in wrong.text
    opened = other.post("/status", data={"number": number, "code": f" {code.lower()} "}).text
    assert "Dijawab paling lambat" in opened
    again = other.post("/status/surat", data=letter_form(opened))
    assert again.content == letter.content
    odd = letter_form(opened) | {"kind": "../../etc", "event": "0"}
    assert other.post("/status/surat", data=odd).headers["content-type"].startswith("text/html")


def test_a_reporter_rates_the_follow_up_with_number_and_code(house: House) -> None:
    client = house.client()
    client.get("/")
    with house.services.database.writing() as session:
        case = file_complaint(
            session, key="p", conversation_id=None, channel="desk", complainant=None, received_at=now(),
            complaint=Complaint("Loket tutup sebelum waktunya."), office=house.services.office,
        )  # fmt: skip
        known = {"number": case.number, "code": opening_code(case)}
    early = client.post("/status/nilai", data=known | {"stars": "4"}).text
    assert "Hanya pengaduan dan aspirasi yang sudah ditindaklanjuti" in early
    assert 'name="stars"' not in early
    with house.services.database.writing() as session:
        found = by_number(session, known["number"])
        assert found is not None
        found.state, found.answered_on = "dijawab", now().date()
    assert "Bagaimana penilaian Anda" in client.post("/status", data=known).text
    for stars in ("2", "4"):
        rated = client.post("/status/nilai", data=known | {"stars": stars}).text
        assert "penilaian Anda sudah kami catat" in rated
    assert 'value="4" required checked' in rated
    stranger = client.post("/status/nilai", data=known | {"code": "AAAA", "stars": "1"}).text
    assert "kodenya tidak sesuai" in stranger
    with house.services.database.reading() as session:
        found = by_number(session, known["number"])
        assert found is not None
        assert rating_of(session, found) == 4


def test_codes_cannot_be_tried_for_ever(house: House) -> None:
    mine, other = house.client(), house.client()
    mine.get("/")
    number = file_for(house, mine)
    with house.services.database.reading() as session:
        case = by_number(session, number)
        assert case is not None
        code = opening_code(case)
    for _ in range(11):
        assert "kodenya tidak sesuai" in other.post("/status", data={"number": number, "code": "AAAA"}).text
    assert "kodenya tidak sesuai" in other.post("/status", data={"number": number, "code": code}).text


def test_information_is_found_by_words_category_unit_and_year(house: House) -> None:
    client = house.client()
    everything = client.get("/dip").text
    total = int(re.search(r"(\d+) informasi ditemukan", everything)[1])  # type: ignore[index]
    assert total > 100
    assert everything.count('<li class="card">') == 20
    assert 'rel="next" href="/dip?halaman=2"' in everything
    found = client.get("/dip", params={"kata": "anggaran", "kategori": "berkala"}).text
    assert 0 < int(re.search(r"(\d+) informasi ditemukan", found)[1]) < total  # type: ignore[index]
    assert "nggaran" in found
    year = client.get("/dip", params={"tahun": "2025"}).text
    assert 0 < int(re.search(r"(\d+) informasi ditemukan", year)[1]) < total  # type: ignore[index]
    unit = client.get("/dip", params={"unit": "Dinas Kesehatan"}).text
    assert re.search(r"<option selected>Dinas Kesehatan", unit)


@pytest.mark.parametrize(
    "query",
    ["halaman=99999", "halaman=x", "halaman=-1", "kategori=apa", "tahun=20", "kata=%3Cscript%3E", "unit=zzz"],
)
def test_odd_searches_get_a_page(house: House, query: str) -> None:
    answer = house.client().get(f"/dip?{query}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text


def test_accessibility_statement(house: House) -> None:
    page = house.client().get("/aksesibilitas").text
    assert "WCAG" in page
    assert house.services.office.email in page
    assert 'href="/aksesibilitas"' in house.client().get("/").text
