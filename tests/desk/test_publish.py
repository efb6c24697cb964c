import pytest
from deskkit import NIK, OFFICE, House, applicant
from sqlalchemy import select

from cases.answering import Writing, answer
from cases.lookup import history
from cases.tables import Case, CaseApplicant
from desk.leftovers import leftovers
from knowledge.tables import Entry
from office.calendar import read_calendar

GOOD = {
    "title": "Di mana laporan keuangan dinas tahun 2025?",
    "body": "Laporan keuangan tahun 2025 ada di laman kami, bagian laporan keuangan.",
    "variants": "laporan duit dinas 2025 dmn\n\n laporan keuangan terbaru \n",
    "unit": "dinkes",
    "looked": "ya",
}


def answered(house: House, **more: object) -> int:
    case_id = house.file("a", **more)
    with house.database.writing() as session:
        text = f"Silakan lihat laman kami. {NIK}"
        writing = Writing(text, "petugas:1", None, house.office, read_calendar())
        answer(session, session.get_one(Case, case_id), "diberikan", writing)
    return case_id


def entries(house: House) -> list[Entry]:
    with house.database.reading() as session:
        return list(session.scalars(select(Entry)))


def test_published_with_source_unit_and_date(house: House) -> None:
    case_id = answered(house)
    client = house.client("rina")
    form = client.get(f"/desk/perkara/{case_id}/terbitkan").text
    assert "Silakan lihat laman kami." in form
    assert NIK not in form
    sent = client.post(f"/desk/perkara/{case_id}/terbitkan", data=GOOD)
    assert sent.headers["location"] == f"/desk/perkara/{case_id}?selesai=terbitkan"
    (entry,) = entries(house)
    assert (entry.kind, entry.status, entry.unit) == ("published", "published", "Dinas Kesehatan")
    assert entry.variants == ["laporan duit dinas 2025 dmn", "laporan keuangan terbaru"]
    assert entry.source_date is not None
    with house.database.reading() as session:
        assert history(session, case_id)[-1].kind == "diterbitkan"
    client.post(
        f"/desk/perkara/{case_id}/terbitkan",
        data=GOOD | {"body": "Laporan itu sekarang ada di halaman baru."},
    )
    (entry,) = entries(house)
    assert (entry.body, entry.version) == ("Laporan itu sekarang ada di halaman baru.", 2)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"looked": ""}, "sudah membaca ulang"),
        ({"title": "apa"}, "Tulis pertanyaannya"),
        ({"body": "ya"}, "Tulis jawabannya"),
        ({"body": f"Pemohon dengan nomor {NIK} sudah dijawab."}, "Hapus dulu nomor identitas"),
        ({"body": "Hubungi 0812-3456-7890 untuk salinan laporan ini."}, "Hapus dulu nomor identitas"),
        ({"body": "Dikirim ke jalan melati 5 pada hari Senin."}, "Hapus dulu nomor identitas"),
        ({"body": "Ibu Siti meminta laporan keuangan ini."}, "Periksa yang ditemukan"),
        ({"variants": "kirim ke budi@contoh.id"}, "Periksa yang ditemukan"),
    ],
)
def test_nothing_is_published_before_it_is_clean(house: House, change: dict[str, str], said: str) -> None:
    case_id = answered(house)
    back = house.client("rina").post(f"/desk/perkara/{case_id}/terbitkan", data=GOOD | change)
    assert back.status_code == 422
    assert said in back.text
    assert entries(house) == []


def test_a_person_may_let_an_uncertain_find_pass(house: House) -> None:
    case_id = answered(house, applicant=applicant("Bunga Mekar"))
    data = GOOD | {"body": "Tarif sewa tanaman bunga ada di laman kami.", "not_personal": "ya"}
    assert house.client("rina").post(f"/desk/perkara/{case_id}/terbitkan", data=data).status_code == 303


def test_an_open_case_is_not_published(house: House) -> None:
    case_id = house.file("a")
    assert house.client("rina").get(f"/desk/perkara/{case_id}/terbitkan").status_code == 303
    assert house.client("rina").post(f"/desk/perkara/{case_id}/terbitkan", data=GOOD).status_code == 303
    assert entries(house) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NIK 3578 0141 0190 0003", ["nik"]),
        ("3578-0141-0190-0004", ["nik"]),
        ("telepon 021 345 6789", ["phone"]),
        ("+62 812 9999 8888", ["phone"]),
        ("surel x.y@z.co.id", ["email"]),
        ("Siti AMINAH", ["name", "name"]),
        ("situs dan amin", []),
        ("hubungi ppid@contoh.example", []),
        ("Peraturan Nomor 14 Tahun 2008 Pasal 22, anggaran 1.250.000.000 rupiah", []),
        ("tahun 2024-2026, halaman 12-15", []),
    ],
)
def test_what_counts_as_left_over(text: str, found: list[str]) -> None:
    person = CaseApplicant(kind="perorangan", name="Siti Aminah", contact="+6281234567890")
    assert [one.kind for one in leftovers(text, person, OFFICE)] == found


def test_the_applicants_own_contact_never_passes() -> None:
    person = CaseApplicant(kind="perorangan", name="Siti Aminah", contact="siti@contoh.id")
    (one,) = leftovers(
        "tulis ke SITI@contoh.id ya", CaseApplicant(kind="x", name="", contact=person.contact), OFFICE
    )
    assert one.certain
