"""The chat over HTTP, as a browser without script uses it."""

from __future__ import annotations

import re
import threading

import httpx
import pytest

from bot import limits
from bot.chat import visitor
from tests.bot.chat.house import House, cookie


def message_id(page: str) -> str:
    found = re.search(r'name="message_id" value="([^"]+)"', page)
    assert found
    return found[1]


def test_first_visit(house: House) -> None:
    answer = house.client().get("/")
    assert "mesin, bukan petugas" in answer.text
    assert "dihapus setelah 30 hari. Untuk menghapusnya, tulis: hapus data saya." in answer.text
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
    assert client.post("/chat", content=iter([b"text=a"])).status_code == 413


def test_a_broken_form_is_refused_with_a_page(house: House) -> None:
    headers = {"content-type": "multipart/form-data; boundary=a"}
    answer = house.client().post("/chat", content=b"nothing of the kind", headers=headers)
    assert answer.status_code in (200, 400)
    assert "</html>" in answer.text


@pytest.mark.parametrize("secret", ["", "short", "x" * 300, "../../etc/passwd" * 4])
def test_a_made_up_cookie_opens_nothing(house: House, secret: str) -> None:
    answer = httpx.get(house.url, headers={"cookie": f"{visitor.COOKIE}={secret}"})
    assert answer.status_code == 200
    assert len(answer.cookies[visitor.COOKIE]) == 43


def test_citizens_words_are_text(house: House) -> None:
    page = house.client().post("/chat", data={"text": "<b onclick=x>hai</b>", "message_id": "d" * 20}).text
    assert "<b onclick" not in page
    assert "&lt;b onclick=x&gt;hai" in page


def test_who_is_too_fast_keeps_the_words_and_reads_when_to_send_them(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "newcomer", lambda *_: 7)
    client = house.client()
    client.get("/")
    answer = client.post("/chat", data={"text": "ajukan permohonan", "message_id": "m" * 20})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
    assert "Tunggu 7 detik" in answer.text
    assert ">ajukan permohonan</textarea>" in answer.text


def test_foreign_forms_are_refused(house: House) -> None:
    headers = {"sec-fetch-site": "cross-site", "origin": "https://jahat.example"}
    assert house.client().post("/chat", data={"text": "a"}, headers=headers).status_code == 403


def test_a_new_conversation_leaves_the_old_one(house: House) -> None:
    client = house.client()
    client.post("/chat", data={"text": "yang lama", "message_id": "i" * 20})
    before = cookie(client)
    assert "tidak dapat dibuka lagi" in client.get("/chat/baru").text
    assert "yang lama" not in client.post("/chat/baru").text
    assert cookie(client) != before
