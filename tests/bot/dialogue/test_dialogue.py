"""Whole conversations with the toy bot: what our application may rely on."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

from office.sealed import Sealer


def test_a_form_survives_a_question_in_the_middle(rasa: Any, actions: Any) -> None:
    assert rasa.say("form", "saya mau lapor jalan rusak") == ["Apa yang terjadi?"]
    # Words that the classifier knows from other acts are an answer here.
    assert rasa.say("form", "jalan depan kantor berlubang, halo admin") == ["Di mana?"]
    assert rasa.say("form", "berapa lama prosesnya") == [{"say": "jawaban"}, "Di mana?"]
    assert rasa.say("form", "Jalan Kartini") == [
        {"say": "terkirim", "uraian": "jalan depan kantor berlubang, halo admin", "lokasi": "Jalan Kartini"}
    ]
    assert rasa.say("form", "selamat pagi") == ["Halo."]  # the form is closed


def test_a_cancelled_form_sends_nothing(rasa: Any, actions: Any) -> None:
    rasa.say("cancel", "saya mau lapor jalan rusak")
    rasa.say("cancel", "lampu jalan mati semua")
    actions.calls.clear()
    assert rasa.say("cancel", "batal") == [{"say": "batal"}]
    assert actions.names() == ["action_batal"]
    assert rasa.say("cancel", "saya mau lapor jalan rusak") == ["Apa yang terjadi?"]


def test_a_message_without_words_is_answered(rasa: Any) -> None:
    assert rasa.say("emoji", "🙏🙏") == [{"say": "jawaban"}]


def test_metadata_reaches_the_action_and_the_tracker(rasa: Any, actions: Any, key_file: Path) -> None:
    actions.calls.clear()
    rasa.say("meta", "jam buka kantor berapa", message_id="0198-abc")
    assert actions.calls[-1]["tracker"]["latest_message"]["metadata"]["message_id"] == "0198-abc"
    row = [row for row in rasa.rows("meta") if row["type_name"] == "user"][-1]
    event = json.loads(Sealer.from_file(key_file).open(row["data"], "meta"))
    assert event["metadata"]["message_id"] == "0198-abc"
    assert event["text"] == "jam buka kantor berapa"


def test_the_intent_is_the_gates_decision_and_the_ranking_what_was_heard(rasa: Any, actions: Any) -> None:
    rasa.say("ranking", "mau melaporkan sampah menumpuk")
    rasa.say("ranking", "laporkan jalan berlubang")
    actions.calls.clear()
    rasa.say("ranking", "lapor lampu jalan mati")
    heard = actions.calls[-1]["tracker"]["latest_message"]
    assert heard["intent"]["name"] == "isi"
    assert heard["intent_ranking"][0]["name"] == "lapor"


def test_a_failed_action_fails_the_turn_and_leaves_no_trace(rasa: Any, actions: Any) -> None:
    rasa.say("fails", "halo")
    before = len(rasa.rows("fails"))
    actions.refuse = "action_jawab"
    try:
        answer = rasa.post("fails", "jam buka kantor berapa", "again")
    finally:
        actions.refuse = None
    assert (answer.status_code, answer.json()) == (503, {"failed": ["action_jawab"]})
    assert len(rasa.rows("fails")) == before
    assert rasa.say("fails", "jam buka kantor berapa", "again") == [{"say": "jawaban"}]
    assert sum(row["type_name"] == "user" for row in rasa.rows("fails")) == 2


def test_the_log_does_not_quote_the_citizen(rasa: Any, actions: Any) -> None:
    actions.refuse = "action_jawab"
    try:
        rasa.post("log", "apakah gratis rahasiaku123")
    finally:
        actions.refuse = None
    assert "rahasiaku123" not in rasa.log.read_text()


def test_an_action_server_that_is_away_fails_the_turn(new_server: Any) -> None:
    new_server.endpoints.write_text(
        new_server.endpoints.read_text().replace("url: http://127.0.0.1:", "url: http://127.0.0.1:1/gone#")
    )
    new_server.start()
    answer = new_server.post("away", "jam buka kantor berapa")
    assert (answer.status_code, answer.json()) == (503, {"failed": ["action_jawab"]})
    assert new_server.rows("away") == []


def test_a_wrong_header_fails_the_turn(new_server: Any) -> None:
    new_server.endpoints.write_text(new_server.endpoints.read_text().replace("a secret", "another secret"))
    new_server.start()
    assert new_server.post("header", "jam buka kantor berapa").status_code == 503


def test_nothing_but_the_message_door_is_open(rasa: Any) -> None:
    assert rasa.client.get("/conversations/form/tracker").status_code == 404
    assert rasa.client.post("/model/train").status_code == 404


def test_different_citizens_do_not_wait_for_each_other(rasa: Any) -> None:
    said: dict[int, list[Any]] = {}

    def ask(number: int) -> None:
        said[number] = rasa.say(f"crowd-{number}", "jam buka kantor berapa")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == {number: [{"say": "jawaban"}] for number in range(12)}
