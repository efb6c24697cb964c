"""Complaints at the desk: verified, followed up, redirected; anonymous and confidential; SP4N-LAPOR!."""

from bs4 import BeautifulSoup
from deskkit import House
from test_case import kinds, outbox, version

from cases.tables import Case, CaseLine


def complain(house: House, **more: object) -> int:
    case_id = house.open("pengaduan", details="Loket meminta uang tambahan", **more)  # type: ignore[arg-type]
    with house.database.writing() as session:
        session.add(CaseLine(case_id=case_id, name="place", value="Loket 3"))
    return case_id


def step(house: House, who: str, case_id: int, action: str, **data: str) -> int:
    client = house.client(who)
    seen = version(client.get(f"/desk/perkara/{case_id}").text)
    return client.post(f"/desk/perkara/{case_id}/langkah/{action}", data={"version": seen} | data).status_code


def test_from_verification_to_follow_up(house: House) -> None:
    case_id = complain(house)
    assert step(house, "rina", case_id, "verifikasi", **{"class": ""}) == 422
    assert step(house, "rina", case_id, "verifikasi", **{"class": "biasa"}) == 303
    assert step(house, "rina", case_id, "disposisi", unit="dinkes") == 303
    unit = house.client("ppid_pelaksana")
    page = unit.get(f"/desk/perkara/{case_id}").text
    assert "Loket 3" in page
    assert "Siti Aminah" in page
    client = house.client("rina")
    sent = client.post(
        f"/desk/perkara/{case_id}/jawab",
        data={
            "outcome": "ditangani",
            "text": "Petugas loket sudah ditegur.",
            "version": version(client.get(f"/desk/perkara/{case_id}").text),
        },
    )
    assert sent.status_code == 303
    texts = [text for _, text in outbox(house)]
    assert "sudah diverifikasi" in texts[0]
    assert "Petugas loket sudah ditegur." in texts[-1]
    assert kinds(house, case_id)[1:] == ["verifikasi", "disposisi", "jawab"]


def test_the_unit_complained_about_does_not_learn_who_complains(house: House) -> None:
    case_id = complain(house, unit="dinkes", anonymous=True)
    unit = house.client("ppid_pelaksana").get(f"/desk/perkara/{case_id}").text
    assert "Siti Aminah" not in unit
    assert "meminta anonim" in unit
    assert house.client("ppid_pelaksana").post(f"/desk/perkara/{case_id}/identitas").status_code == 403
    assert "Siti Aminah" in house.client("ppid_utama").get(f"/desk/perkara/{case_id}").text


def test_what_is_not_ours_is_sent_the_right_way(house: House) -> None:
    case_id = complain(house)
    told = {"body": "ombudsman", "text": "Ini mengenai instansi lain."}
    assert step(house, "rina", case_id, "alihkan", **(told | {"body": "ngawur"})) == 422
    assert step(house, "rina", case_id, "alihkan", **told) == 303
    ((_, text),) = outbox(house)
    assert "Ombudsman Republik Indonesia" in text
    assert "137" in text


def test_archiving_needs_a_ground_and_a_ppid(house: House) -> None:
    case_id = complain(house)
    why = {"ground": "umum", "text": "Tidak menyebut layanan apa pun."}
    assert step(house, "rina", case_id, "arsipkan", **why) == 403
    assert step(house, "ppid_utama", case_id, "arsipkan", **(why | {"ground": ""})) == 422
    assert step(house, "ppid_utama", case_id, "arsipkan", **why) == 303
    assert "Terlalu umum" in outbox(house)[0][1]


def test_the_copy_for_sp4n_lapor_holds_every_field_and_hides_who_is_hidden(house: House) -> None:
    for anonymous in (False, True):
        case_id = complain(house, unit="dinkes" if anonymous else "dishub", anonymous=anonymous)
        page = house.client("rina").post(f"/desk/perkara/{case_id}/salinan-lapor").text
        labels = [label.text for label in BeautifulSoup(page, "html.parser").select(".copy label")]
        assert labels[:4] == ["Judul laporan", "Isi laporan", "Tanggal kejadian", "Lokasi kejadian"]
        assert ("Nama pelapor" in labels) != anonymous
        assert ("Siti Aminah" in page) != anonymous
        assert ("identitas_dilihat" in kinds(house, case_id)) != anonymous


def test_the_tracking_id_is_typed_in_and_can_be_corrected(house: House) -> None:
    case_id = complain(house)
    client = house.client("rina")
    path = f"/desk/perkara/{case_id}/nomor-lapor"
    assert "lima sampai dua belas angka" in client.post(path, data={"external_number": "abc"}).text
    for typed in ("#9165816", "9165816", "9165817"):
        assert client.post(path, data={"external_number": typed}).status_code == 303
    with house.database.reading() as session:
        assert session.get_one(Case, case_id).external_number == "9165817"
    assert kinds(house, case_id).count("nomor_lapor") == 2
    assert "9165817" in client.get(f"/desk/perkara/{case_id}").text
