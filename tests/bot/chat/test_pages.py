"""The pages over HTTP, as a browser without script uses them."""

from __future__ import annotations

import re
import threading

import httpx
import pytest

from bot.channels import web
from bot.chat import visitor
from bot.conversations import conversation_for
from cases.filing import Applicant, RequestedInformation, file_permohonan
from office.clock import now
from tests.bot.chat.house import House


def message_id(page: str) -> str:
    found = re.search(r'name="message_id" value="([^"]+)"', page)
    assert found
    return found[1]


def cookie(client: httpx.Client) -> str:
    return client.cookies[visitor.COOKIE]


def test_first_visit(house: House) -> None:
    answer = house.client().get("/")
    assert "mesin, bukan petugas" in answer.text
    assert house.services.office.phone in answer.text
    kept = answer.headers["set-cookie"]
    assert "HttpOnly" in kept
    assert "SameSite=lax" in kept
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert " style=" not in answer.text
    assert "<script>" not in answer.text


def test_without_script(house: House) -> None:
    client = house.client()
    client.get("/")
    answer = client.post("/chat", data={"text": "apa syarat membuat akta kelahiran?", "message_id": "a" * 20})
    assert [past.status_code for past in answer.history] == [303]
    assert answer.history[0].headers["location"] == "/#terakhir"
    assert 'id="terakhir"' in answer.text
    assert "<li>kartu keluarga;</li>" in answer.text
    assert 'href="https://dukcapil.nusalestari.example/akta"' in answer.text
    assert "diperbarui 14 Januari 2026" in answer.text
    assert client.get("/").text.count("<li>kartu keluarga;</li>") == 1


def test_choices_are_buttons_that_work(house: House) -> None:
    client = house.client()
    page = client.post("/chat", data={"text": "berapa harga kucing?", "message_id": "b" * 20}).text
    assert re.search(r'<button type="submit" form="kirim"[^>]*name="choice" value="ajukan permohonan"', page)
    after = client.post(
        "/chat", data={"text": "", "choice": "ajukan permohonan", "message_id": message_id(page)}
    )
    assert "Mendapat salinan" in after.text


def test_the_same_form_twice_is_one_message(house: House) -> None:
    client = house.client()
    form = {"text": "sekali saja, ya", "message_id": message_id(client.get("/").text)}
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda: answers.append(client.post("/chat", data=form).text))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.append(client.post("/chat", data=form).text)
    assert all(answer.count("Anda menulis: sekali saja, ya") == 1 for answer in answers)
    assert house.engine.heard.count("sekali saja, ya") == 1


def test_a_form_filled_anew_by_the_browser_loses_nothing(house: House) -> None:
    client = house.client()
    form = {"message_id": message_id(client.get("/").text)}
    client.post("/chat", data=form | {"text": "pesan pertama"})
    page = client.post("/chat", data=form | {"text": "pesan kedua"}).text
    assert "Anda menulis: pesan pertama" in page
    assert "Anda menulis: pesan kedua" in page


def test_with_script_only_what_is_new_comes_back(house: House) -> None:
    client = house.client()
    first = message_id(client.get("/").text)
    answer = client.post("/chat", data={"text": "halo", "message_id": first}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert re.findall(r'<li id="[wb]\d+" class="line (\w+)"', answer.text) == ["citizen", "assistant"]
    assert 'hx-swap-oob="true"' in answer.text
    assert message_id(answer.text) != first


def test_nothing_written_is_no_message(house: House) -> None:
    client = house.client()
    assert client.post("/chat", data={"text": "  "}, headers={"HX-Request": "true"}).status_code == 204
    assert client.post("/chat", data={"text": "  "}).status_code == 200
    assert '<li id="w' not in client.get("/").text


def test_too_much(house: House) -> None:
    client = house.client()
    answer = client.post("/chat", data={"text": "a" * 300_000, "message_id": "c" * 20})
    assert answer.status_code == 413
    assert "terlalu panjang" in answer.text
    assert client.post("/chat", content=b"x" * 2_000_000).status_code == 413


@pytest.mark.parametrize("secret", ["", "short", "x" * 300, "../../etc/passwd" * 4])
def test_a_made_up_cookie_opens_nothing(house: House, secret: str) -> None:
    answer = httpx.get(house.url, headers={"cookie": f"{visitor.COOKIE}={secret}"})
    assert answer.status_code == 200
    assert len(answer.cookies[visitor.COOKIE]) == 43


def test_citizens_words_are_text(house: House) -> None:
    page = house.client().post("/chat", data={"text": "<b onclick=x>hai</b>", "message_id": "d" * 20}).text
    assert "<b onclick" not in page
    assert "&lt;b onclick=x&gt;hai" in page


def test_foreign_forms_are_refused(house: House) -> None:
    headers = {"sec-fetch-site": "cross-site", "origin": "https://jahat.example"}
    assert house.client().post("/chat", data={"text": "a"}, headers=headers).status_code == 403


def test_an_answer_that_takes_long_is_announced_and_follows(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "PATIENCE", 0.2)
    house.engine.wait = 1.5
    client = house.client()
    page = client.post("/chat", data={"text": "pelan saja", "message_id": "e" * 20}).text
    assert "Jawabannya menyusul" in page
    waiting = re.search(r'sse-connect="/chat/events\?after=(\d+)&amp;waiting=(\d+)"', page)
    assert waiting
    with client.stream("GET", f"/chat/events?after={waiting[1]}&waiting={waiting[2]}") as stream:
        event = read_event(stream)
    assert "Anda menulis: pelan saja" in event["data"]
    assert f'id="menyusul-{waiting[2]}" hx-swap-oob="delete"' in event["data"]
    assert "Jawabannya menyusul" not in client.get("/").text


def read_event(stream: httpx.Response) -> dict[str, str]:
    event: dict[str, str] = {}
    for text in stream.iter_lines():
        name, _, value = text.partition(": ")
        if name in ("id", "event", "data"):
            event[name] = f"{event[name]}\n{value}" if name in event else value
        if not text and "data" in event:
            return event
    raise AssertionError("the stream ended")


def test_officers_answers_come_over_the_stream_to_every_tab(house: House) -> None:
    client = house.client()
    client.post("/chat", data={"text": "halo", "message_id": "f" * 20})
    page = client.get("/").text
    after = re.search(r"after=(\d+)", page)
    assert after
    ids = [
        house.officer_says(cookie(client), f"Jawaban <{n}>", f"tab-{cookie(client)[:8]}-{n}") for n in (1, 2)
    ]
    for _tab in range(2):
        with client.stream("GET", f"/chat/events?after={after[1]}") as stream:
            event = read_event(stream)
        assert event["id"] == str(ids[0])
        assert "Jawaban &lt;1&gt;" in event["data"]
        assert "line officer" in event["data"]
    with client.stream(
        "GET", f"/chat/events?after={after[1]}", headers={"Last-Event-ID": str(ids[0])}
    ) as stream:
        assert read_event(stream)["id"] == str(ids[1])
    reloaded = client.get("/").text
    assert reloaded.count("Jawaban &lt;1&gt;") == 1
    assert f"after={ids[1]}" in reloaded


def test_what_the_page_shows_does_not_come_again(house: House) -> None:
    client = house.client()
    client.post("/chat", data={"text": "halo", "message_id": "g" * 20})
    house.officer_says(cookie(client), "Sudah di halaman", f"seen-{cookie(client)[:8]}")
    page = client.get("/").text
    assert "Sudah di halaman" in page
    after = re.search(r"after=(\d+)", page)
    assert after
    next_id = house.officer_says(cookie(client), "Baru", f"new-{cookie(client)[:8]}")
    with client.stream("GET", f"/chat/events?after={after[1]}") as stream:
        assert read_event(stream)["id"] == str(next_id)


def test_nobody_reads_along(house: House) -> None:
    mine, other = house.client(), house.client()
    mine.post("/chat", data={"text": "rahasia saya", "message_id": "h" * 20})
    other.get("/")
    assert "rahasia saya" not in other.get("/").text
    with httpx.stream("GET", f"{house.url}/chat/events?after=0", timeout=5) as stream:
        assert list(stream.iter_lines()) == []


def test_a_new_conversation_leaves_the_old_one(house: House) -> None:
    client = house.client()
    client.post("/chat", data={"text": "yang lama", "message_id": "i" * 20})
    before = cookie(client)
    assert "tidak dapat dibuka lagi" in client.get("/chat/baru").text
    assert "yang lama" not in client.post("/chat/baru").text
    assert cookie(client) != before


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
