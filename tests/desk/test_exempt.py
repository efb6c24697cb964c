"""The list of exempt information at the desk."""

from datetime import timedelta

from deskkit import House
from sqlalchemy import select

from cases.exempt import ExemptItem
from knowledge.tables import Entry
from office.audit import AuditEntry
from office.clock import now

FORM = {
    "title": "Rencana pengamanan kantor",
    "ground": "c",
    "consequence_test": "3/UK/2026 tanggal 2 Maret 2026",
    "unit": "dinkes",
    "decided_on": "2026-03-02",
}


def test_an_item_is_entered_warned_about_and_declared_open(house: House) -> None:
    client = house.client("ppid_utama")
    refused = client.post("/desk/dikecualikan", data=FORM)
    assert (refused.status_code, "tidak permanen" in refused.text) == (422, True)
    assert 'value="3/UK/2026 tanggal 2 Maret 2026"' in refused.text
    soon = (now() + timedelta(days=20)).date().isoformat()
    assert client.post("/desk/dikecualikan", data=FORM | {"until": soon}).status_code == 303
    page = client.get("/desk/dikecualikan").text
    assert "1 informasi perlu ditetapkan" in page
    with house.database.reading() as session:
        item = session.scalars(select(ExemptItem)).one()
        assert session.scalars(select(Entry)).first() is None  # never knowledge
    client.post(f"/desk/dikecualikan/{item.id}/buka")
    page = client.get("/desk/dikecualikan").text
    assert "sudah terbuka" in page
    assert "perlu ditetapkan" not in page
    with house.database.reading() as session:
        acts = list(session.scalars(select(AuditEntry.act).where(AuditEntry.act.startswith("exempt."))))
    assert acts == ["exempt.added", "exempt.changed"]


def test_a_unit_sees_its_own(house: House) -> None:
    house.client("ppid_utama").post("/desk/dikecualikan", data=FORM | {"until": "2030-01-01"})
    house.client("ppid_utama").post(
        "/desk/dikecualikan",
        data=FORM | {"title": "Jadwal razia angkutan", "unit": "dishub", "until": "2030-01-01"},
    )
    page = house.client("ppid_pelaksana").get("/desk/dikecualikan").text
    assert "Rencana pengamanan" in page
    assert "razia" not in page


def test_what_is_no_date_is_said(house: House) -> None:
    reply = house.client("ppid_utama").post("/desk/dikecualikan", data=FORM | {"decided_on": "kemarin"})
    assert (reply.status_code, "2026-11-23" in reply.text) == (422, True)
