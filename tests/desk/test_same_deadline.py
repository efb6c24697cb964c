"""``tanya deadline``, the desk and the chat say the same date and the same reason for the same case."""

import html
import re
from datetime import UTC, datetime

import pytest
from deskkit import House
from typer.testing import CliRunner

from actions.standing import status
from actions.tools import Tools
from bot.cli import app
from cases.changes import Change
from cases.deadlines import from_json
from cases.moves import change
from cases.tables import Case
from cases.texts import long_date
from knowledge.answerer import Answerer
from office.calendar import read_calendar
from office.texts import texts

BEFORE_LEBARAN, BEFORE_NEW_YEAR, PLAIN = "2026-03-13", "2026-12-18", "2026-07-06"


def on(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T03:00:00").replace(tzinfo=UTC)


def desk_says(house: House, case_id: int) -> str:
    page = html.unescape(house.client("rina").get(f"/desk/perkara/{case_id}").text)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def chat_says(house: House, case_id: int) -> str:
    tools = Tools(
        house.settings, house.database, Answerer(house.database, house.settings), texts(), house.office
    )
    with house.database.reading() as session:
        return str(status(tools, session.get_one(Case, case_id))["text"])


def command_says(day: str) -> str:
    return re.sub(r"\s+", " ", CliRunner().invoke(app, ["deadline", "permohonan", day]).stdout)


@pytest.mark.parametrize("extended", [False, True])
@pytest.mark.parametrize("day", [BEFORE_LEBARAN, BEFORE_NEW_YEAR, PLAIN])
def test_the_same_for_the_same_case(
    house: House, monkeypatch: pytest.MonkeyPatch, day: str, extended: bool
) -> None:
    monkeypatch.setenv("TANYA_HOME", str(house.settings.home))
    case_id = house.file("a", at=on(day))
    with house.database.writing() as session:
        case = session.get_one(Case, case_id)
        if extended:
            wanted = Change(
                "perpanjang",
                "petugas:1",
                {"extension": "belum_didokumentasikan"},
                "Dokumen masih disusun oleh unit.",
            )
            change(session, case, wanted, house.office, read_calendar(), on(day))
        due = case.due_on
        (kept,) = [one for raw in case.deadlines if (one := from_json(raw)).due_on == due]
    reason = f"{kept.limit} hari kerja sejak {long_date(kept.starts_on)}. Dasar: {kept.rule}."
    said = {
        "desk": desk_says(house, case_id),
        "chat": chat_says(house, case_id),
        "command": command_says(day),
    }
    for who, words in said.items():
        assert long_date(due) in words, who
        assert reason in words, who
        for skipped in (each for each in kept.skipped if each.date.weekday() < 5):
            assert skipped.reason in words, (who, skipped.reason)
