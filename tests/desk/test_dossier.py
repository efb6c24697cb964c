"""The dossier of a dispute: everything from the request on, in one file."""

import io
import zipfile

from deskkit import House
from test_case import kinds, version

from cases.tables import Case


def disputed(house: House) -> tuple[int, int, int]:
    """A request that was not answered, its objection and the dispute about it."""
    request = house.file("a", 40)
    boss, clerk = house.client("atasan_ppid"), house.client("ppid_utama")
    story = {"grounds": ["c"], "text": "Tidak dijawab sampai lewat tenggat.", "form_key": "k"}
    made = clerk.post(f"/desk/perkara/{request}/keberatan", data=story).headers["location"]
    objection = int(made.split("/")[-1].split("?")[0])
    reply = {"outcome": "ditolak", "text": "Keputusan PPID sudah tepat."}
    seen = version(boss.get(f"/desk/perkara/{objection}").text)
    boss.post(f"/desk/perkara/{objection}/tanggapan", data=reply | {"version": seen})
    form = {"external_number": "12/KI/2026", "text": "Mohon dibuka.", "form_key": "s"}
    made = boss.post(f"/desk/perkara/{objection}/sengketa", data=form).headers["location"]
    return request, objection, int(made.split("/")[-1].split("?")[0])


def test_every_document_and_every_event_is_in_it(house: House) -> None:
    request, objection, dispute = disputed(house)
    sent = house.client("atasan_ppid").post(f"/desk/perkara/{dispute}/berkas")
    assert sent.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(sent.content))
    names = archive.namelist()
    assert names[0] == "00-daftar-isi.txt"
    contents = archive.read(names[0]).decode()
    assert all(name in contents for name in names[1:])
    with house.database.reading() as session:
        numbers = [session.get_one(Case, one).number for one in (request, objection, dispute)]
    history = archive.read("riwayat.csv").decode("utf-8-sig")
    for n, (number, kind) in enumerate(zip(numbers, ("permohonan", "keberatan", "sengketa"), strict=True), 1):
        (text,) = [name for name in names if name.startswith(f"{n:02d}-{kind}") and name.endswith(".txt")]
        assert number in archive.read(text).decode()
        assert number in history
    written = "".join(archive.read(name).decode() for name in names if name.endswith(".txt"))
    assert "Keputusan PPID sudah tepat." in written
    letters = [name for name in names if name.endswith(".pdf")]
    assert any("tanda_bukti" in name for name in letters)
    assert all(archive.read(name).startswith(b"%PDF") for name in letters)
    assert "Undang-Undang" in history
    assert kinds(house, dispute)[-1] == "berkas_diunduh"


def test_only_for_a_dispute_and_only_for_who_leads_it(house: House) -> None:
    request = house.file("a")
    assert house.client("atasan_ppid").post(f"/desk/perkara/{request}/berkas").status_code == 404
    assert house.client("rina").post(f"/desk/perkara/{request}/berkas").status_code == 403
