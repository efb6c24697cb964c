"""Several cases to one unit at once."""

import httpx
from deskkit import House
from test_holder import version

from cases.changes import Change
from cases.moves import change
from cases.tables import Case, CaseEvent
from office.calendar import read_calendar


def dispose(house: House, chosen: list[str], unit: str = "dinkes", who: str = "rina") -> httpx.Response:
    data = {"pilih": chosen, "unit": unit, "text": "Mohon bahannya.", "query": "jenis=semua&unit=<x>"}
    return house.client(who).post("/desk/perkara/disposisi", data=data)


def pick(house: House, case_id: int) -> str:
    return f"{case_id}:{version(house, case_id)}"


def test_each_case_has_its_own_event_and_the_failing_ones_are_named(house: House) -> None:
    good, stale, closed = (house.file(key) for key in "abc")
    seen = pick(house, stale)
    with house.database.writing() as session:
        for case_id, action in ((stale, "nyatakan_lengkap"), (closed, "cabut")):
            case = session.get_one(Case, case_id)
            change(session, case, Change(action, "petugas:2"), house.office, read_calendar())
    page = dispose(house, [pick(house, good), seen, pick(house, closed), "999:1", "x", ":"])
    assert page.status_code == 200
    assert "1 perkara diteruskan ke Dinkes." in page.text
    assert "2 perkara tidak diteruskan" in page.text
    assert "sudah diubah orang lain" in page.text
    assert 'href="/desk/perkara?jenis=semua"' in page.text
    with house.database.reading() as session:
        assert {case.id: case.unit for case in session.query(Case)} == {
            good: "dinkes",
            stale: None,
            closed: None,
        }
        (event,) = session.query(CaseEvent).filter_by(kind="disposisi")
        assert (event.case_id, event.text, event.data) == (good, "Mohon bahannya.", {"unit": "dinkes"})


def test_sent_twice_it_is_done_once(house: House) -> None:
    chosen = [pick(house, house.file("a"))]
    assert "1 perkara diteruskan" in dispose(house, chosen).text
    assert "1 perkara tidak diteruskan" in dispose(house, chosen).text


def test_nothing_chosen_or_no_unit_does_nothing(house: House) -> None:
    chosen = [pick(house, house.file("a"))]
    assert "Belum ada perkara yang dipilih" in dispose(house, []).text
    reply = dispose(house, chosen, unit="bukan")
    assert (reply.status_code, "Pilih unit tujuannya" in reply.text) == (422, True)
    with house.database.reading() as session:
        assert session.query(CaseEvent).filter_by(kind="disposisi").count() == 0


def test_only_what_can_go_to_a_unit_can_be_ticked(house: House) -> None:
    house.file("a")
    house.open("sengketa")
    assert 'name="pilih"' in house.client("rina").get("/desk/perkara?jenis=permohonan").text
    assert 'name="pilih"' not in house.client("rina").get("/desk/perkara?jenis=sengketa").text
    assert 'name="pilih"' not in house.client("pimpinan").get("/desk/perkara?jenis=permohonan").text
