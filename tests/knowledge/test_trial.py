"""An entry on trial: what it would spoil is named before it is published, and nothing is changed by trying."""

from collections.abc import Iterator

import pytest

from knowledge.answerer import Answerer
from knowledge.store import Draft, list_entries, new_entry, put
from knowledge.trial import Trial, spoils
from office.database import Database
from office.settings import Settings

ASKED = {
    "gimana cara bikin akta lahir": ["akta-lahir"],
    "biaya salinan informasi berapa": ["biaya"],
    "laporan keuangan daerah tahun 2025": ["keuangan"],
}


@pytest.fixture
def answerer(database: Database, settings: Settings) -> Iterator[Answerer]:
    drafts = (
        Draft(
            kind="faq", id="akta-lahir", title="Bagaimana cara mengurus akta kelahiran?", body="Siapkan KK."
        ),
        Draft(kind="faq", id="biaya", title="Berapa biaya salinan informasi?", body="Tidak dipungut biaya."),
        Draft(kind="dip", id="keuangan", title="Laporan keuangan daerah 2025", body="Hasil audit."),
        Draft(kind="dip", id="renstra", title="Rencana strategis dinas perhubungan"),
    )
    with database.writing() as session:
        for draft in drafts:
            put(session, draft)
    opened = Answerer(database, settings)
    yield opened
    opened.close()


def test_an_entry_that_takes_an_answer_away_is_named(answerer: Answerer) -> None:
    rival = new_entry(
        "akta-baru", Draft(kind="faq", title="gimana cara bikin akta lahir", body="Lewat telepon.")
    )
    (spoilt,) = spoils(answerer, rival, ASKED)
    assert (spoilt.question, spoilt.right, spoilt.by) == (
        "gimana cara bikin akta lahir",
        "akta-lahir",
        "akta-baru",
    )


def test_an_entry_about_something_else_spoils_nothing(answerer: Answerer) -> None:
    fresh = new_entry("parkir", Draft(kind="faq", title="Di mana parkir sepeda motor?", body="Di belakang."))
    assert spoils(answerer, fresh, ASKED) == []


def test_an_edit_is_tried_in_place_of_what_it_replaces(answerer: Answerer) -> None:
    worse = new_entry("biaya", Draft(kind="faq", title="Jadwal rapat pimpinan", body="Hari Senin."))
    assert spoils(answerer, worse, {"gimana cara bikin akta lahir": ["akta-lahir"]}) == []
    emptied = spoils(answerer, worse, {"biaya salinan informasi berapa": ["biaya", "lain"]})
    assert emptied == []  # its own question is for who edits it to see
    trial = Trial(answerer, worse)
    before = answerer.ask("biaya salinan informasi berapa")
    assert before.entry is not None
    assert before.entry.id == "biaya"
    after = trial.ask("biaya salinan informasi berapa")
    assert after.entry is None or after.entry.title != "Berapa biaya salinan informasi?"


def test_trying_changes_nothing(answerer: Answerer, database: Database) -> None:
    rival = new_entry(
        "akta-baru", Draft(kind="faq", title="gimana cara bikin akta lahir", body="Lewat telepon.")
    )
    spoils(answerer, rival, ASKED)
    with database.reading() as session:
        assert "akta-baru" not in {entry.id for entry in list_entries(session)}
    found = answerer.ask("gimana cara bikin akta lahir")
    assert found.entry is not None
    assert found.entry.id == "akta-lahir"


def test_the_trial_says_what_publishing_then_does(answerer: Answerer, database: Database) -> None:
    draft = Draft(
        kind="faq", id="akta-hilang", title="Akta kelahiran hilang, bagaimana?", body="Buat laporan."
    )
    questions = [*ASKED, "akta lahir saya hilang", "akta kelahiran"]
    before = [Trial(answerer, new_entry(draft.id, draft)).ask(question) for question in questions]
    with database.writing() as session:
        put(session, draft)
    answerer.sync()
    after = [answerer.ask(question) for question in questions]
    assert [each.entry and each.entry.id for each in before] == [
        each.entry and each.entry.id for each in after
    ]
    assert [each.candidates[0].entry for each in before] == [each.candidates[0].entry for each in after]
