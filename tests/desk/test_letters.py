"""Letters at the desk: fetched from a case, and wordings that are tried before they are saved."""

from deskkit import House

from cases.letters.kinds import kinds
from cases.letters.tables import Letter, LetterWording
from cases.lookup import history

KIND = kinds()["tanda_bukti"]


def letter_path(house: House, case_id: int) -> str:
    with house.database.reading() as session:
        event = history(session, case_id)[0].id
    return f"/desk/perkara/{case_id}/surat/{event}/tanda_bukti"


def test_a_letter_is_fetched_from_the_case_and_that_is_in_the_history(house: House) -> None:
    case_id = house.file()
    client = house.client("rina")
    path = letter_path(house, case_id)
    assert path in client.get(f"/desk/perkara/{case_id}").text
    first, second = client.get(path), client.get(path)
    assert first.headers["content-type"] == "application/pdf"
    assert first.content == second.content
    with house.database.reading() as session:
        assert session.query(Letter).count() == 1
    page = client.get(f"/desk/perkara/{case_id}").text
    assert "0001/SRT-PPID/" in page
    assert "dibuka" in page
    assert client.get(path.replace("tanda_bukti", "penolakan")).status_code == 404
    assert client.get(path.replace(f"/perkara/{case_id}/", f"/perkara/{house.file('b')}/")).status_code == 404


def test_an_answer_tells_where_its_letter_is_and_with_which_code(house: House) -> None:
    case_id = house.file()
    form = {
        "outcome": "diberikan", "text": "Laporannya ada di laman kami.", "version": "1", "medium": "cetak",
        "cost": "Rp 15.000", "payment": "tunai", "ready_in": "3 hari kerja",
    }  # fmt: skip
    client = house.client("rina")
    assert client.post(f"/desk/perkara/{case_id}/jawab", data=form).status_code == 303
    page = client.get(f"/desk/perkara/{case_id}").text
    assert "/status dengan nomor 0001/PPID/" in page
    with house.database.reading() as session:
        event = history(session, case_id)[-1]
        assert event.data["cost"] == "15000"
        assert (event.data["medium"], event.data["ready_in"]) == ("cetak", "3 hari kerja")


def test_a_wording_is_saved_previewed_refused_and_put_back(house: House) -> None:
    client = house.client("admin")
    assert KIND.title in client.get("/desk/surat").text
    good = KIND.shipped() + "\n\nTerima kasih."
    preview = client.post("/desk/surat/tanda_bukti/pratinjau", data={"text": good})
    assert preview.content.startswith(b"%PDF-")
    bad = client.post("/desk/surat/tanda_bukti", data={"text": good.replace("{batas_jawaban}", "nanti")})
    assert bad.status_code == 422
    assert "{batas_jawaban} (Batas waktu jawaban) wajib ada menurut" in bad.text
    assert "Terima kasih." in bad.text
    with house.database.reading() as session:
        assert session.query(LetterWording).count() == 0
    saved = client.post("/desk/surat/tanda_bukti", data={"text": good})
    assert saved.headers["location"] == "/desk/surat/tanda_bukti?selesai=simpan"
    assert "disunting kantor" in client.get("/desk/surat").text
    assert "Terima kasih." in client.get("/desk/surat/tanda_bukti?selesai=simpan").text
    client.post("/desk/surat/tanda_bukti/bawaan")
    assert "Terima kasih." not in client.get("/desk/surat/tanda_bukti").text
    assert client.get("/desk/surat/tidak_ada").status_code == 404


def test_an_erased_letter_says_so(house: House) -> None:
    case_id = house.file()
    client = house.client("rina")
    path = letter_path(house, case_id)
    client.get(path)
    with house.database.writing() as session:
        session.query(Letter).update({Letter.pdf: None})
    gone = client.get(path)
    assert gone.status_code == 410
    assert "sudah dihapus" in gone.text
