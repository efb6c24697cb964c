"""Cases registered at the desk: same form, checks, number and receipt as in chat."""

from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from deskkit import NIK, House
from sqlalchemy import select

from cases.fields import lines_of, options
from cases.lookup import history
from cases.tables import Case, CaseLine
from office.clock import local_date, now

WHO = {
    "name": "Budi Santoso",
    "nik": NIK,
    "address": "Jalan Mawar 3, Kota Contoh",
    "contact": "0812 3456 7890",
    "entity": "Yayasan Peduli Sungai",
    "decree": "AHU-0012345.AH.01.04 Tahun 2020",
    "group": "Warga Rukun Tetangga 3",
    "on_behalf_of": "Siti Aminah",
    "power_of_attorney": "05/SK/2026 tanggal 3 November 2026",
}
REQUEST = {
    "kind": "permohonan",
    "channel": "phone",
    "details": "Salinan laporan keuangan dinas tahun 2025",
    "purpose": "untuk penelitian",
    "obtain": "salinan",
    "deliver": "pos",
}


def register(house: House, who: str = "rina", **form: str):  # type: ignore[no-untyped-def]
    return house.client(who).post("/desk/perkara/baru", data={"form_key": uuid4().hex} | form)


def cases(house: House) -> list[Case]:
    with house.database.reading() as session:
        found = list(session.scalars(select(Case).order_by(Case.id)))
        for case in found:
            assert case.events
            assert case.applicant is None or case.applicant.kind
        return found


@pytest.mark.parametrize("kind", [name for name, _ in options("applicant_kind")])
def test_every_kind_of_applicant_is_registered_with_its_lines(house: House, kind: str) -> None:
    page = BeautifulSoup(house.client("rina").get(f"/desk/perkara/baru?sebagai={kind}").text, "html.parser")
    asked = {field["name"] for field in page.select("form.card [name]")}
    assert set(lines_of(kind)) <= asked
    typed = {line: WHO[line] for line in lines_of(kind)}
    sent = register(house, applicant_kind=kind, helped="ya", **REQUEST, **typed)
    assert sent.headers["location"] == "/desk/perkara/1?selesai=terdaftar"
    (case,) = cases(house)
    assert (case.channel, case.conversation_id, case.applicant.kind) == ("phone", None, kind)  # type: ignore[union-attr]
    first = case.events[0]
    assert (first.kind, first.data["helped"], first.actor.startswith("petugas:")) == ("terdaftar", True, True)
    shown = house.client("rina").get("/desk/perkara/1").text
    assert WHO["name"] in shown
    receipt = house.client("rina").get("/desk/perkara/1/tanda-terima").text
    assert case.number in receipt
    assert "keberatan kepada Atasan PPID" in receipt


def test_what_is_wrong_is_said_at_its_line_and_nothing_is_lost(house: House) -> None:
    wrong = REQUEST | WHO | {"nik": "123", "deliver": "percakapan ini", "address": "x"}
    reply = register(house, applicant_kind="perorangan", **wrong)
    assert reply.status_code == 422
    page = BeautifulSoup(reply.text, "html.parser")
    assert {field["name"] for field in page.select("[aria-invalid]")} == {"nik", "deliver", "address"}
    assert "16 angka" in page.select_one("#w-nik").text  # type: ignore[union-attr]
    assert page.select_one("#i-details").text == REQUEST["details"]  # type: ignore[union-attr]
    assert cases(house) == []


def test_the_same_form_sent_twice_makes_one_case(house: House) -> None:
    for _ in range(2):
        register(house, **REQUEST, **WHO, form_key="once")
    assert len(cases(house)) == 1


def test_a_letter_that_came_earlier_counts_from_its_day(house: House) -> None:
    today = local_date(now(), house.office.zone)
    came = today - timedelta(days=5)
    register(house, **REQUEST, **WHO, received=came.isoformat())
    assert cases(house)[0].received_on == came
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert register(house, **REQUEST, **WHO, received=tomorrow).status_code == 422
    assert len(cases(house)) == 1


def test_a_complaint_needs_no_name_and_a_claim_asks_for_nobody(house: House) -> None:
    said = {"kind": "pengaduan", "complaint": "Loket meminta uang tambahan", "anonymous": "ya"}
    register(house, **said, place="Loket 3", channel="social")
    register(house, kind="cek_hoaks", claim="Bantuan dibagikan besok pagi", link="https://contoh.example/x")
    complaint, claim = cases(house)
    assert (complaint.applicant, complaint.anonymous, complaint.confidential) == (None, True, False)
    assert (claim.kind, claim.applicant) == ("cek_hoaks", None)
    with house.database.reading() as session:
        assert {line.name for line in session.scalars(select(CaseLine))} == {"place", "link"}


def test_a_complaint_that_holds_a_request_becomes_two_cases(house: House) -> None:
    complaint = house.open("pengaduan", details="Jalan rusak; minta juga kontrak perbaikannya")
    client = house.client("rina")
    form = client.get(f"/desk/perkara/baru?jenis=permohonan&dari={complaint}").text
    assert "minta juga kontrak perbaikannya" in form
    assert "Siti Aminah" in form
    for _ in range(2):
        register(house, **REQUEST, **WHO, source=str(complaint), form_key="split")
    first, second = cases(house)
    assert (second.kind, second.conversation_id) == ("permohonan", first.conversation_id)
    with house.database.reading() as session:
        assert [event.kind for event in history(session, first.id)] == ["terdaftar", "dipecah"]
        assert [event.kind for event in history(session, second.id)] == ["terdaftar", "pecahan_dari"]
    assert second.number in client.get(f"/desk/perkara/{first.id}").text


def test_another_units_complaint_cannot_be_split(house: House) -> None:
    other = house.open("pengaduan", unit="dishub")
    assert house.client("ppid_pelaksana").get(f"/desk/perkara/baru?dari={other}").status_code == 403
