"""Tasks at the desk: a unit is asked for material and sees no more than that; letters are marked as sent."""

from datetime import timedelta

from deskkit import House
from test_case import ANSWER, kinds, version

from cases.tables import Case
from office.clock import local_date, now


def asked(house: House, unit: str = "dinkes") -> int:
    case_id = house.file("a")
    due = (local_date(now(), house.office.zone) + timedelta(days=2)).isoformat()
    form = {"unit": unit, "text": "Laporan keuangan 2025, halaman neraca.", "due": due}
    sent = house.client("rina").post(f"/desk/perkara/{case_id}/bahan", data=form)
    assert sent.headers["location"].endswith("selesai=bahan_diminta")
    return case_id


def test_a_unit_answers_without_seeing_the_case(house: House) -> None:
    case_id = asked(house)
    unit = house.client("ppid_pelaksana")
    assert unit.get(f"/desk/perkara/{case_id}").status_code == 404
    page = unit.get("/desk/tugas").text
    assert "Laporan keuangan 2025, halaman neraca." in page
    assert "Siti Aminah" not in page
    assert unit.post("/desk/tugas/1/bahan", data={"text": "pendek"}).status_code == 422
    assert unit.post("/desk/tugas/1/bahan", data={"text": "Neraca ada di map tiga."}).status_code == 303
    assert "Tidak ada tugas" in unit.get("/desk/tugas").text
    assert "Neraca ada di map tiga." in house.client("rina").get(f"/desk/perkara/{case_id}").text
    assert kinds(house, case_id)[-1] == "bahan_diberikan"


def test_another_units_task_does_not_exist(house: House) -> None:
    asked(house, "dishub")
    unit = house.client("ppid_pelaksana")
    assert "Tidak ada tugas" in unit.get("/desk/tugas").text
    assert unit.post("/desk/tugas/1/bahan", data={"text": "Neraca ada di map tiga."}).status_code == 404


def test_an_answer_by_letter_stays_a_task_until_it_has_left(house: House) -> None:
    case_id = house.file("a")
    with house.database.writing() as session:
        session.get_one(Case, case_id).conversation_id = None
    client = house.client("rina")
    seen = version(client.get(f"/desk/perkara/{case_id}").text)
    client.post(f"/desk/perkara/{case_id}/jawab", data=ANSWER | {"version": seen})
    assert "Kirim jawaban" in client.get("/desk/tugas").text
    today = local_date(now(), house.office.zone)
    late = {"sent_on": (today + timedelta(days=1)).isoformat()}
    assert client.post("/desk/tugas/1/dikirim", data=late).status_code == 422
    assert client.post("/desk/tugas/1/dikirim", data={"sent_on": today.isoformat()}).status_code == 303
    assert "Tidak ada tugas" in client.get("/desk/tugas").text
    assert kinds(house, case_id)[-1] == "sudah_dikirim"
