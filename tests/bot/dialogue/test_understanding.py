"""What the engine makes of a message: the decision, and the door that tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

InRasa = Callable[..., Any]
TOKEN = "the token of this test"


class TestJudge:
    START = """
from dataclasses import asdict
from bot.dialogue.gate import Heard, decide, judge
from office.language import normalise
def hear(text, asked, *ranking):
    heard = Heard(text, normalise(text), *ranking[0], ranking)
    return asdict(judge(heard, asked)) | {"decided": decide(heard, asked)}
"""

    def judged(self, in_rasa: InRasa, call: str) -> dict[str, Any]:
        found: dict[str, Any] = in_rasa(f"{self.START}result = hear({call})")
        return found

    def test_sure_enough_is_acted_on(self, in_rasa: InRasa) -> None:
        judged = self.judged(in_rasa, "'lampu jalan mati', None, ('lapor', 0.8), ('tanya', 0.1)")
        assert (judged["act"], judged["decision"], judged["decided"]) == ("lapor", "act", "lapor")

    def test_doubt_names_the_likeliest_act_and_becomes_a_question(self, in_rasa: InRasa) -> None:
        judged = self.judged(in_rasa, "'lampu jalan itu', None, ('lapor', 0.4), ('usul', 0.3)")
        assert (judged["act"], judged["decision"], judged["decided"]) == ("lapor", "ask", "tanya")

    def test_what_has_effects_in_law_must_be_surer(self, in_rasa: InRasa) -> None:
        judged = self.judged(in_rasa, "'sudah tidak perlu', None, ('cabut', 0.75), ('batal', 0.2)")
        assert (judged["act"], judged["decision"]) == ("cabut", "ask")

    def test_danger_is_believed_though_another_act_is_likelier(self, in_rasa: InRasa) -> None:
        judged = self.judged(in_rasa, "'ada asap', None, ('lapor', 0.6), ('darurat', 0.3)")
        assert (judged["act"], judged["decision"], judged["danger"]) == ("darurat", "act", True)

    @pytest.mark.parametrize("asked", ["None", "'nama'"])
    def test_a_hint_of_danger_changes_no_act(self, in_rasa: InRasa, asked: str) -> None:
        judged = self.judged(in_rasa, f"'asap', {asked}, ('lapor', 0.8), ('darurat', 0.1)")
        assert judged["act"] == ("lapor" if asked == "None" else "isi")
        assert judged["danger"]

    def test_without_a_question_nothing_is_an_answer(self, in_rasa: InRasa) -> None:
        judged = self.judged(in_rasa, "'jalan melati', None, ('isi', 0.6), ('lapor', 0.3)")
        assert (judged["act"], judged["decision"]) == ("lapor", "act")
        assert judged["confidence"] == pytest.approx(0.75)

    def test_without_words_there_is_nothing_to_act_on(self, in_rasa: InRasa) -> None:
        judged = self.judged(in_rasa, "'🙏', None, (None, 0.0)")
        assert (judged["act"], judged["decision"], judged["decided"]) == ("tanya", "ask", "tanya")

    def test_a_certain_utterance_needs_no_classifier(self, in_rasa: InRasa) -> None:
        judged = self.judged(in_rasa, "'batal', 'nama', ('lapor', 0.9)")
        assert (judged["act"], judged["confidence"], judged["decision"]) == ("batal", 1.0, "act")

    @pytest.mark.parametrize("text", ["ya, kirim", "tidak"])
    def test_a_bare_yes_or_no_is_no_story(self, in_rasa: InRasa, text: str) -> None:
        assert self.judged(in_rasa, f"'{text}', 'tujuan', ('isi', 0.9)")["act"] == "ulangi"
        assert self.judged(in_rasa, f"'{text}', 'anonim', ('isi', 0.9)")["act"] == "isi"


class TestCues:
    @pytest.mark.parametrize(
        ("text", "cue"),
        [
            ("bisa hari sabtu?", "?end"),
            ("PI-2026-0001", "case number"),
            ("cek http://contoh.example/a", "link"),
            ("3507", "only numbers"),
            ("TOLONG DIBALAS", "capitals"),
            ("gmn caranya", "asks first"),
            ("kantornya dmn", "asks last"),
        ],
    )
    def test_a_cue_is_seen(self, in_rasa: InRasa, text: str, cue: str) -> None:
        assert cue in in_rasa(f"from bot.dialogue.features import cues\nresult = cues({text!r})")


@pytest.fixture(scope="module")
def door(
    rasa: Any,
    toy: Path,
    rasa_python: Path,
    environment: dict[str, str],
    actions: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Any]:
    """A server like the shared one, with a token."""
    folder = tmp_path_factory.mktemp("door")
    (folder / "token").write_text(TOKEN + "\n")
    with_token = {**environment, "TANYA_TOKEN_FILE": str(folder / "token")}
    server = type(rasa)(toy, folder, rasa_python, with_token, actions.url)
    server.start()
    yield server
    server.kill()


def ask(server: Any, messages: Any, token: str | bytes = TOKEN) -> Any:
    as_bytes = token.encode() if isinstance(token, str) else token
    return server.client.post(
        "/webhooks/rest/understand", json={"messages": messages}, headers=[(b"X-Tanya-Token", as_bytes)]
    )


class TestDoor:
    def test_messages_are_judged_in_order(self, door: Any) -> None:
        messages = [
            {"text": "mau melaporkan sampah menumpuk"},
            {"text": "mau melaporkan sampah menumpuk", "question": "uraian"},
            {"text": "batal", "question": None},
        ]
        judged = ask(door, messages).json()
        assert [each["act"] for each in judged] == ["lapor", "isi", "batal"]
        assert [set(each) for each in judged] == [{"act", "confidence", "decision"}] * 3

    def test_nothing_is_remembered(self, door: Any) -> None:
        ask(door, [{"text": "mau melaporkan sampah"}])
        assert door.rows("understand") == []

    @pytest.mark.parametrize("token", [b"", b"another", "tökén".encode()])
    def test_only_with_the_token(self, door: Any, token: bytes) -> None:
        assert ask(door, [{"text": "halo"}], token).status_code == 401

    def test_a_server_without_a_token_judges_for_nobody(self, rasa: Any) -> None:
        assert ask(rasa, [{"text": "halo"}], "").status_code == 401

    @pytest.mark.parametrize("messages", [None, "halo", [1], [{"text": 1}], [{"text": "a"}] * 300])
    def test_anything_else_is_refused(self, door: Any, messages: Any) -> None:
        assert ask(door, messages).status_code == 400
