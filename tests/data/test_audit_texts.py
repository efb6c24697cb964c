"""Every kind of row that records itself, and every act noted in the code, has a name that officers read."""

import re

import bot.tables
import cases.attachments
import cases.exempt
import cases.letters.tables
import cases.reports.tables
import desk.quality
import knowledge.tables
import office.second_factor
import office.working_days
from office.audit import Audited
from office.settings import PROJECT
from office.texts import texts

ROOMS = (bot, cases, desk, knowledge, office)
NOTED = re.compile(r"""\bnote\(\s*\w+,\s*f?["'](\w+)\.""")


def test_every_audited_table_has_a_name() -> None:
    kinds = {each.audited_as for each in Audited.__subclasses__() if hasattr(each, "audited_as")}
    assert {"person", "entry", "exempt", "letter"} <= kinds
    assert [kind for kind in sorted(kinds) if f"audit.group.{kind}" not in texts()] == []


def test_every_act_noted_has_a_name() -> None:
    kinds = {
        kind
        for room in ROOMS
        for path in (PROJECT / room.__name__).rglob("*.py")
        if ".venv" not in path.parts
        for kind in NOTED.findall(path.read_text(encoding="utf-8"))
    }
    assert {"sign_in", "setting", "register"} <= kinds
    assert [kind for kind in sorted(kinds) if f"audit.group.{kind}" not in texts()] == []
