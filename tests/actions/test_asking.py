"""Questions in conversation: answered with a source, asked back, or offered as a request; and the way to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from actions import endpoint
from actions.asking import Arahkan, Darurat, Tanya
from actions.status import Status
from actions.talk import Bantuan, Lanjut, Petugas, Setuju, Tolak, Ulangi
from actions.tools import Tools
from knowledge.answerer import Decision, Source
from knowledge.tables import Entry
from office.outcome import Outcome
from tests.actions.house import Knowledge, filled, open_tools, said_before, slots, tracker, words


def test_an_answer_comes_with_its_source_and_closes_what_was_open(tools: Tools, knowledge: Knowledge) -> None:
    knowledge.outcome = Outcome.ANSWERED_FAQ
    spoken = Tanya(tools).decide(tracker("cara membuat akta?", slots={"tawaran": "permohonan"}))
    assert spoken.said[0]["sources"][0]["entry"] == "faq-1"
    assert slots(spoken) == {"tawaran": None, "pertanyaan": None}


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome.ABSTAINED_NO_EVIDENCE,
        Outcome.ABSTAINED_OUT_OF_SCOPE,
        Outcome.ABSTAINED_AMBIGUOUS,
        Outcome.ASKED_BACK,
    ],
)
def test_what_is_not_answered_is_offered_as_a_request(
    tools: Tools, knowledge: Knowledge, outcome: Outcome
) -> None:
    knowledge.outcome = outcome
    spoken = Tanya(tools).decide(tracker("berapa harga kucing?"))
    assert spoken.said[0]["outcome"] == outcome
    assert slots(spoken) == {"tawaran": "permohonan", "pertanyaan": "berapa harga kucing?"}
    assert "permohonan" in words(spoken)[0]


def test_within_a_form_a_question_changes_nothing_of_the_form(tools: Tools, knowledge: Knowledge) -> None:
    for knowledge.outcome in (Outcome.ANSWERED_FAQ, Outcome.ABSTAINED_NO_EVIDENCE, Outcome.ASKED_BACK):
        spoken = Tanya(tools).decide(tracker("nik itu apa?", asked="nik"))
        assert spoken.events == []
        words(spoken)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("emang datanya aman?", "tersandi"),
        ("nik saya ga disalahgunakan kan", "tersandi"),
        ("kenapa harus pakai nik sih", "diwajibkan"),
        ("bayar ga ini?", "tidak dipungut biaya"),
        ("berapa lama dijawabnya", "sepuluh hari kerja"),
    ],
)
def test_a_question_about_the_form_itself_is_answered(tools: Tools, asked: str, told: str) -> None:
    assert told in words(Tanya(tools).decide(tracker(asked, asked="nik")))[0]


class Known:
    """Knows one thing: what a certificate needs, and another: where taxes are paid."""

    def ask(self, question: str, before: Any = ()) -> Decision:
        found = [name for name in ("akta", "pajak") if name in question]
        if len(found) != 1:
            return Decision(question, Outcome.ABSTAINED_NO_EVIDENCE, 0.1, None, "")
        entry = Entry(id=found[0], kind="faq", title=found[0])
        source = Source(found[0], "Diskominfo", None, "", found[0])
        return Decision(question, Outcome.ANSWERED_FAQ, 0.9, entry, f"Tentang {found[0]}.", [source])


def test_two_questions_of_one_message_are_both_answered_with_their_sources(tmp_path: Path) -> None:
    tools = open_tools(tmp_path, Known())
    spoken = Tanya(tools).decide(tracker("syarat akta apa? terus bayar pajak di mana?"))
    assert [said["sources"][0]["entry"] for said in spoken.said] == ["akta", "pajak"]
    assert slots(spoken) == {"tawaran": None, "pertanyaan": None}


def test_of_two_questions_the_unknown_one_is_offered_as_a_request(tmp_path: Path) -> None:
    tools = open_tools(tmp_path, Known())
    spoken = Tanya(tools).decide(tracker("akta dan pajak itu apa? harga kucing berapa?"))
    assert len(spoken.said) == 1
    spoken = Tanya(tools).decide(tracker("harga kucing berapa? akta atau pajak itu apa? syarat akta apa?"))
    assert spoken.said[0]["outcome"] == Outcome.ANSWERED_FAQ
    assert "harga kucing berapa?" in words(spoken)[1]
    assert slots(spoken) == {"tawaran": "permohonan", "pertanyaan": "harga kucing berapa?"}


def test_a_follow_up_leans_on_the_questions_before_it_and_on_nothing_else(
    tools: Tools, knowledge: Knowledge
) -> None:
    before = [said_before(f"tanya {n}") for n in range(5)]
    before += [said_before("3578014101900003", "isi"), said_before("terima kasih", "terima_kasih")]
    Tanya(tools).decide(tracker("kalau anak?", before=before))
    Arahkan(tools).decide(tracker("jalan rusak", "luar_lingkup", before=before))
    assert knowledge.asked == [
        ("kalau anak?", ["tanya 2", "tanya 3", "tanya 4"]),
        ("jalan rusak", ["tanya 2", "tanya 3", "tanya 4"]),
    ]


def test_what_is_not_ours_is_declined_kindly_unless_knowledge_has_it(
    tools: Tools, knowledge: Knowledge
) -> None:
    spoken = Arahkan(tools).decide(tracker("siapa juara dunia tahun lalu", "luar_lingkup"))
    assert spoken.said[0]["outcome"] == Outcome.ABSTAINED_OUT_OF_SCOPE
    words(spoken)
    knowledge.outcome = Outcome.ANSWERED_FAQ
    assert words(Arahkan(tools).decide(tracker("jalan rusak", "luar_lingkup"))) == ["Begini caranya."], (
        "evidence wins"
    )


def test_yes_and_no_without_a_form_answer_what_was_offered(tools: Tools) -> None:
    words(Setuju(tools).decide(tracker("ya", "ya")))
    declined = Tolak(tools).decide(tracker("tidak", "tidak", {"tawaran": "permohonan"}))
    assert slots(declined) == {"tawaran": None}


def test_help_and_the_way_to_a_person_are_filled_with_the_office(tools: Tools) -> None:
    assert tools.office.phone in words(Petugas(tools).decide(tracker("petugas", "petugas")))[0]
    outside, inside = (
        words(Bantuan(tools).decide(tracker("bantuan", asked=slot)))[0] for slot in (None, "nik")
    )
    assert tools.office.name in outside
    assert "batal" in inside


def test_what_was_said_last_is_said_again_without_counting_again(tools: Tools) -> None:
    bot = [{"event": "bot", "data": {"custom": {"text": text, "outcome": "answered_faq"}}} for text in "ab"]
    before = [said_before("lama"), bot[0], said_before("tanya"), *bot]
    spoken = Ulangi(tools).decide(tracker("ulangi", "ulangi", before=before))
    assert spoken.said == [{"text": "a"}, {"text": "b"}]
    assert words(Ulangi(tools).decide(tracker("ulangi", "ulangi")))
    assert Lanjut(tools).decide(tracker()).said == []


@pytest.fixture
def called(tools: Tools) -> TestClient:
    app = FastAPI()
    app.include_router(endpoint.router(tools, "kunci"))
    return TestClient(app, raise_server_exceptions=False)


def call(action: str, text: str = "halo") -> dict[str, object]:
    state = tracker(text).current_state()
    return {"next_action": action, "sender_id": "c1", "tracker": state, "domain": {}, "version": "3.6.21"}


@pytest.mark.parametrize("token", [None, "", "salah", "kunc\xed"])
def test_actions_are_for_rasa_alone(called: TestClient, token: str | None) -> None:
    headers = {} if token is None else {"X-Tanya-Token": token.encode("latin-1")}
    assert called.post("/internal/actions", json=call("action_bantuan"), headers=headers).status_code == 401


def test_an_action_answers_on_rasas_contract(called: TestClient) -> None:
    answer = called.post("/internal/actions", json=call("action_bantuan"), headers={"X-Tanya-Token": "kunci"})
    assert answer.json()["responses"][0]["custom"]["say"] == "dialogue.bantuan"


def test_an_action_that_fails_says_so_and_tells_nobody_the_words(
    called: TestClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Status, "decide", lambda *_: 1 / 0)
    headers = {"X-Tanya-Token": "kunci"}
    answer = called.post(
        "/internal/actions", json=call("action_status", "nik 3578014101900003"), headers=headers
    )
    assert answer.status_code == 500
    assert called.post("/internal/actions", json=call("action_nowhere"), headers=headers).status_code == 500
    output = capsys.readouterr()
    assert "3578014101900003" not in answer.text + output.out + output.err


@pytest.fixture(scope="module")
def knowing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tools]:
    """Knowledge for real, on a few entries."""
    from knowledge.answerer import Answerer
    from knowledge.importing import import_file

    folder: Path = tmp_path_factory.mktemp("knowing")
    tools = open_tools(folder)
    table = folder / "tanya-jawab.csv"
    table.write_text(
        "pertanyaan,jawaban,unit\n"
        "Apa syarat membuat akta kelahiran?,Surat keterangan lahir dan kartu keluarga.,Disdukcapil\n"
        "Berapa lama permohonan informasi dijawab?,Paling lama sepuluh hari kerja.,Diskominfo\n",
        encoding="utf-8",
    )
    import_file(tools.database, table)
    answerer = Answerer(tools.database, tools.settings)
    answerer.sync()
    object.__setattr__(tools, "answerer", answerer)
    yield tools
    answerer.close()
    tools.database.close()


def test_an_answer_of_the_office_reaches_the_citizen_word_for_word(knowing: Tools) -> None:
    spoken = Tanya(knowing).decide(tracker("Apa syarat membuat akta kelahiran?"))
    assert "Surat keterangan lahir dan kartu keluarga." in words(spoken)[0]
    assert str(spoken.said[0]["outcome"]).startswith("answered_")
    assert spoken.said[0]["sources"][0]["unit"]


@pytest.mark.parametrize("odd", ["", "?", "\U0001f600" * 50, "x" * 5000, "'; DROP TABLE entry; --", "1 2 3"])
def test_odd_questions_are_abstained_from_calmly(knowing: Tools, odd: str) -> None:
    spoken = Tanya(knowing).decide(tracker(odd))
    assert not str(spoken.said[0]["outcome"]).startswith("answered_")


def test_danger_gets_the_numbers_first_and_its_answer_all_the_same(
    tools: Tools, knowledge: Knowledge
) -> None:
    heard = tracker("air sudah masuk ke teras rumah kami", "darurat")
    alone = Darurat(tools).decide(heard)
    assert "112" in words(alone)[0]
    assert alone.said[0]["urgent"], "nothing else is said before it"
    knowledge.outcome = Outcome.ANSWERED_FAQ
    both = words(Darurat(tools).decide(heard))
    assert "112" in both[0]
    assert both[1:] == ["Begini caranya."]


def test_an_old_button_of_a_form_that_is_closed_asks_nothing_of_knowledge(
    tools: Tools, knowledge: Knowledge
) -> None:
    said = words(Tanya(tools).decide(tracker("lewat percakapan ini", "isi")))
    assert "tidak ada pengisian" in said[0]
    assert knowledge.asked is None


def test_danger_told_as_the_story_of_a_complaint_is_kept_as_its_answer(tools: Tools) -> None:
    story = "tolong, ada orang mengamuk membawa parang di depan kantor kecamatan"
    known = filled({}, jenis="pengaduan")
    spoken = Darurat(tools).decide(tracker(story, "darurat", known, asked="uraian"))
    assert "112" in words(spoken)[0]
    assert slots(spoken)["isian"] == {"uraian": story}
    elsewhere = Darurat(tools).decide(tracker(story, "darurat", known, asked="nama"))
    assert elsewhere.events == []


def test_danger_names_who_is_responsible_for_it_too(tools: Tools) -> None:
    told = words(Darurat(tools).decide(tracker("saya dipukuli suami, ini kdrt, tolong", "darurat")))
    assert "112" in told[0]
    assert "129" in told[1]
    silenced = words(Darurat(tools).decide(tracker("diancam setelah lapor korupsi kepala desa", "darurat")))
    assert "198" in " ".join(silenced)


def test_a_real_question_heard_as_small_talk_is_answered(tools: Tools, knowledge: Knowledge) -> None:
    knowledge.outcome = Outcome.ANSWERED_FAQ
    assert "Begini caranya." in words(
        Bantuan(tools).decide(tracker("petunjuk teknis murid baru sma", "bantuan"))
    )
    assert "Begini caranya." not in words(Bantuan(tools).decide(tracker("menu", "bantuan")))
