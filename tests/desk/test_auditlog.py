"""The audit log at the desk: who sees it, what it says, how it is filtered."""

from datetime import timedelta

import pytest
import time_machine
from deskkit import House

from office.accounts import required_person
from office.audit import note
from office.clock import now


def number(house: House, username: str) -> int:
    with house.database.reading() as session:
        return required_person(session, username).id


def test_what_officers_do_to_a_case_is_read_in_words(house: House) -> None:
    case_id = house.file("a")
    house.client("rina").post(f"/desk/perkara/{case_id}/identitas")
    page = house.client("atasan_ppid").get("/desk/catatan").text
    assert "data lengkap pemohon dilihat" in page
    assert "Rina Petugas" in page
    assert f'href="/desk/perkara/{case_id}"' in page
    assert "Siti Aminah" not in page


def test_filters_find_by_person_kind_thing_and_day(house: House) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        first, second = house.file("a"), house.file("b")
        house.client("rina").post(f"/desk/perkara/{first}/catatan", data={"text": "halo"})
        clock.shift(timedelta(days=3))
        house.client("ppid_utama").post(f"/desk/perkara/{second}/catatan", data={"text": "halo"})
        client = house.client("admin")

        def shown(**wanted: str) -> tuple[bool, bool]:
            page = client.get("/desk/catatan", params=wanted).text
            table = page.split("<tbody", 1)[1] if "<tbody" in page else ""
            return f"case:{first}<" in table, f"case:{second}<" in table

        assert shown() == (True, True)
        assert shown(petugas=f"petugas:{number(house, 'rina')}") == (True, False)
        assert shown(tentang=f"case:{second}") == (False, True)
        assert shown(jenis="sign_in") == (False, False)
        assert shown(jenis="case") == (True, True)
        assert shown(dari=now().date().isoformat()) == (False, True)
        assert shown(sampai=(now() - timedelta(days=2)).date().isoformat()) == (True, True)
        assert shown(dari="kemarin", jenis="apa") == (True, True)


def test_long_logs_are_turned_over_page_by_page(house: House) -> None:
    with house.database.writing("sistem") as session:
        for count in range(120):
            note(session, "setting.changed", f"setting:{count}")
    client = house.client("admin")
    first = client.get("/desk/catatan?jenis=setting").text
    assert "setting:119<" in first
    assert "setting:69<" not in first
    link = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = client.get(link).text
    assert "setting:69<" in second
    assert "jenis=setting" in link


@pytest.mark.parametrize("role", ["petugas", "ppid_pelaksana", "ppid_utama", "pimpinan"])
def test_others_do_not_read_it(house: House, role: str) -> None:
    assert house.client(role).get("/desk/catatan").status_code == 403
