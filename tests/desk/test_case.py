from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from deskkit import NIK, House, applicant
from sqlalchemy import select

from bot.conversations import conversation_for
from bot.reply import Reply
from bot.tables import Inbox, Outbox
from cases.applicant_acts import add_words
from cases.lookup import history
from cases.tables import Case
from office.clock import now

ANSWER = {"outcome": "diberikan", "text": "Laporannya ada di laman kami, bagian keuangan."}


def version(page: str) -> str:
    return str(BeautifulSoup(page, "html.parser").find("input", {"name": "version"})["value"])  # type: ignore[index]


def kinds(house: House, case_id: int) -> list[str]:
    with house.database.reading() as session:
        return [event.kind for event in history(session, case_id)]


def outbox(house: House) -> list[tuple[str, str]]:
    with house.database.reading() as session:
        return [
            (row.key, Reply.model_validate_json(row.reply).text) for row in session.scalars(select(Outbox))
        ]


def test_the_page_explains_the_clock_and_covers_the_identity(house: House) -> None:
    case_id = house.file("a", 3)
    page = house.client("rina").get(f"/desk/perkara/{case_id}").text
    assert "Minta laporan keuangan dinas 2025" in page
    assert "Undang-Undang Nomor 14 Tahun 2008 Pasal 22 ayat (7)" in page
    assert "Sabtu" in page
    assert NIK not in page
    assert "berakhir 0003" in page
    assert "+6281234567890" not in page


def test_who_looks_at_the_identity_is_written_down(house: House) -> None:
    case_id = house.file("a")
    shown = house.client("rina").post(f"/desk/perkara/{case_id}/identitas")
    assert NIK in shown.text
    assert "+6281234567890" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert kinds(house, case_id)[-1] == "identitas_dilihat"
    assert house.client("pimpinan").post(f"/desk/perkara/{case_id}/identitas").status_code == 403
    assert kinds(house, case_id).count("identitas_dilihat") == 1


def test_an_answer_leaves_through_the_outbox_once(house: House) -> None:
    case_id = house.file("a")
    client = house.client("rina")
    seen = version(client.get(f"/desk/perkara/{case_id}").text)
    sent = client.post(f"/desk/perkara/{case_id}/jawab", data=ANSWER | {"version": seen})
    assert sent.headers["location"] == f"/desk/perkara/{case_id}?selesai=jawab"
    ((key, text),) = outbox(house)
    assert key.startswith(f"case:{case_id}:answer:1")
    assert "Laporannya ada di laman kami" in text
    assert "/PPID/" in text
    assert "Atasan PPID dalam 30 hari kerja" in text
    page = client.get(f"/desk/perkara/{case_id}?selesai=jawab").text
    assert "sedang dikirim ke pemohon" in page
    assert "Kirim jawaban" not in page
    again = client.post(f"/desk/perkara/{case_id}/jawab", data=ANSWER | {"version": seen})
    assert again.status_code == 409
    assert len(outbox(house)) == 1


def test_two_officers_do_not_overwrite_each_other(house: House) -> None:
    case_id = house.file("a")
    first, second = house.client("rina"), house.client("ppid_utama")
    seen = version(second.get(f"/desk/perkara/{case_id}").text)
    first.post(f"/desk/perkara/{case_id}/jawab", data=ANSWER | {"version": seen})
    late = second.post(
        f"/desk/perkara/{case_id}/jawab",
        data={"outcome": "tidak_dikuasai", "text": "Kami tidak punya <b>data</b> itu.", "version": seen},
    )
    assert late.status_code == 409
    assert "Rina Petugas lebih dahulu mengubah" in late.text
    assert "Laporannya ada di laman kami" in late.text
    assert "Kami tidak punya &lt;b&gt;data&lt;/b&gt; itu." in late.text
    assert len(outbox(house)) == 1
    with house.database.reading() as session:
        assert session.get_one(Case, case_id).outcome == "diberikan"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"outcome": "diberikan", "text": "ok"}, "paling sedikit sepuluh huruf"),
        ({"outcome": "", "text": "Jawaban yang cukup panjang"}, "Pilih hasil"),
        ({"outcome": "dikecualikan", "text": "Jawaban yang cukup panjang"}, "persetujuan Atasan PPID"),
    ],
)
def test_a_refused_answer_keeps_what_was_written(house: House, data: dict[str, str], said: str) -> None:
    case_id = house.file("a")
    client = house.client("rina")
    seen = version(client.get(f"/desk/perkara/{case_id}").text)
    back = client.post(f"/desk/perkara/{case_id}/jawab", data=data | {"version": seen})
    assert back.status_code == 422
    assert said in back.text
    if data["outcome"]:
        assert data["text"] in back.text
    assert outbox(house) == []
    assert kinds(house, case_id) == ["terdaftar"]


def test_without_a_channel_the_answer_is_a_letter(house: House) -> None:
    case_id = house.file("a")
    with house.database.writing() as session:
        session.get_one(Case, case_id).conversation_id = None
    client = house.client("rina")
    page = client.get(f"/desk/perkara/{case_id}").text
    assert "sampaikan jawaban dengan surat" in page
    sent = client.post(f"/desk/perkara/{case_id}/jawab", data=ANSWER | {"version": version(page)})
    assert sent.headers["location"].endswith("jawab_surat")
    assert outbox(house) == []


def test_disposition_and_the_way_back(house: House) -> None:
    case_id = house.file("a")
    client = house.client("rina")

    def take(action: str, **data: str) -> int:
        seen = version(client.get(f"/desk/perkara/{case_id}").text)
        return client.post(
            f"/desk/perkara/{case_id}/langkah/{action}", data=data | {"version": seen}
        ).status_code

    assert take("disposisi", unit="ngawur") == 422
    assert take("disposisi", unit="dinkes", text="Mohon bahan paling lambat Rabu.") == 303
    assert "Diteruskan ke unit Dinas Kesehatan" in client.get(f"/desk/perkara/{case_id}").text
    assert take("telaah") == 303
    assert kinds(house, case_id) == ["terdaftar", "nyatakan_lengkap", "disposisi", "telaah"]
    assert take("jawab") == 404
    assert take("tidak_ada") == 404
    assert take("nyatakan_lengkap") == 422


def test_the_citizen_is_told_what_is_missing_and_of_an_extension(house: House) -> None:
    case_id = house.file("a")
    client = house.client("ppid_utama")
    seen = version(client.get(f"/desk/perkara/{case_id}").text)
    asked = {"text": "Sebutkan tahun laporannya.", "version": seen}
    assert client.post(f"/desk/perkara/{case_id}/langkah/minta_perbaikan", data=asked).status_code == 303
    assert "Sebutkan tahun laporannya." in outbox(house)[0][1]
    seen = version(client.get(f"/desk/perkara/{case_id}").text)
    client.post(f"/desk/perkara/{case_id}/langkah/diperbaiki", data={"version": seen})
    seen = version(client.get(f"/desk/perkara/{case_id}").text)
    more = {"text": "Unit masih menyusun dokumen.", "extension": "belum_didokumentasikan", "version": seen}
    assert client.post(f"/desk/perkara/{case_id}/langkah/perpanjang", data=more).status_code == 303
    assert "hanya dilakukan satu kali" in outbox(house)[1][1]


def test_notes_stay_inside(house: House) -> None:
    case_id = house.file("a")
    client = house.client("rina")
    client.post(f"/desk/perkara/{case_id}/catatan", data={"text": "Sudah ditelepon."})
    assert "Sudah ditelepon." in client.get(f"/desk/perkara/{case_id}").text
    assert outbox(house) == []


def test_what_citizens_write_is_never_markup(house: House) -> None:
    case_id = house.file(
        "a", says="Minta <script>alert(1)</script> dan data", applicant=applicant("A <i>B</i>")
    )
    page = house.client("rina").get(f"/desk/perkara/{case_id}").text
    assert "<script>alert" not in page
    assert "<i>B</i>" not in page


REFUSAL = {
    "outcome": "dikecualikan",
    "ground": "h",
    "consequence_test": "12/UK/2026 tanggal 1 Desember 2026",
    "text": "Dokumen itu memuat data kesehatan orang lain.",
}


def test_a_refusal_waits_for_the_atasan(house: House) -> None:
    case_id = house.file("a")
    ppid, atasan = house.client("ppid_utama"), house.client("atasan_ppid")
    seen = version(ppid.get(f"/desk/perkara/{case_id}").text)
    less = ppid.post(f"/desk/perkara/{case_id}/penolakan", data=REFUSAL | {"ground": "", "version": seen})
    assert less.status_code == 422
    assert "Pilih huruf Pasal 17" in less.text
    assert REFUSAL["text"] in less.text
    assert (
        ppid.post(f"/desk/perkara/{case_id}/penolakan", data=REFUSAL | {"version": seen}).status_code == 303
    )
    assert outbox(house) == []
    assert "Menunggu persetujuan Atasan PPID" in ppid.get(f"/desk/perkara/{case_id}").text
    assert house.client("rina").post(f"/desk/perkara/{case_id}/persetujuan", data=REFUSAL).status_code == 403
    page = atasan.get(f"/desk/perkara/{case_id}").text
    assert "huruf h, mengungkap rahasia pribadi" in page
    sent = {"text": REFUSAL["text"], "version": version(page)}
    approved = atasan.post(f"/desk/perkara/{case_id}/persetujuan", data=sent)
    assert approved.headers["location"].endswith("setujui_penolakan")
    ((key, text),) = outbox(house)
    assert key.startswith(f"case:{case_id}:answer:1")
    assert "dikecualikan" in text
    assert "12/UK/2026" in text
    assert "keberatan" in text
    assert (
        ppid.get(f"/desk/perkara/{case_id}/terbitkan").status_code == 303
    )  # what is exempt is not published


def test_the_atasan_sends_a_refusal_back(house: House) -> None:
    case_id = house.file("a")
    ppid, atasan = house.client("ppid_utama"), house.client("atasan_ppid")
    assert atasan.post(f"/desk/perkara/{case_id}/persetujuan", data={"text": "x" * 20}).status_code == 303
    seen = version(ppid.get(f"/desk/perkara/{case_id}").text)
    ppid.post(f"/desk/perkara/{case_id}/penolakan", data=REFUSAL | {"version": seen})
    back = {
        "text": "Sebagian masih dapat diberikan.",
        "version": version(atasan.get(f"/desk/perkara/{case_id}").text),
    }
    assert atasan.post(f"/desk/perkara/{case_id}/langkah/kembalikan", data=back).status_code == 303
    assert kinds(house, case_id)[-2:] == ["ajukan_penolakan", "kembalikan"]
    assert outbox(house) == []


def test_an_objection_goes_to_the_atasan_and_back_to_the_citizen(house: House) -> None:
    case_id = house.file("a", 40)
    rina, atasan = house.client("rina"), house.client("atasan_ppid")
    soup = BeautifulSoup(rina.get(f"/desk/perkara/{case_id}").text, "html.parser")
    form = {"form_key": soup.find("input", {"name": "form_key"})["value"]}  # type: ignore[index]
    bare = rina.post(
        f"/desk/perkara/{case_id}/keberatan", data=form | {"text": "Tidak dijawab sampai lewat tenggat."}
    )
    assert bare.status_code == 422
    assert "paling sedikit satu alasan" in bare.text
    told = form | {"text": "Tidak dijawab sampai lewat tenggat.", "grounds": ["c", "g"]}
    filed = [rina.post(f"/desk/perkara/{case_id}/keberatan", data=told) for _ in range(2)]
    assert filed[0].headers["location"] == filed[1].headers["location"]
    assert kinds(house, case_id) == ["terdaftar", "keberatan_diajukan"]
    target = filed[0].headers["location"].split("?")[0]
    assert "/KEB-PPID/" in outbox(house)[0][1]
    page = atasan.get(target).text
    assert "c. Permohonan tidak ditanggapi" in page
    decision = {
        "outcome": "dikabulkan",
        "text": "PPID memberikan informasi itu besok.",
        "version": version(page),
    }
    assert rina.post(f"{target}/tanggapan", data=decision).status_code == 403
    assert atasan.post(f"{target}/tanggapan", data=decision).status_code == 303
    assert "Keberatan Anda dikabulkan." in outbox(house)[1][1]
    assert "Komisi Informasi dalam 14 hari kerja" in outbox(house)[1][1]
    assert "1 keberatan" in rina.get("/desk/perkara?jenis=keberatan&tahap=ditutup").text
    assert rina.get(f"{target}/terbitkan").status_code == 303


def test_a_case_shows_the_conversation_from_its_question_on(house: House) -> None:
    with house.database.writing() as session:
        talk = conversation_for(session, "web", "address-a")
        for n, (hours, said) in enumerate([(300, "Jam buka kantor?"), (299, "Anak saya sakit apa ya")]):
            at = now() - timedelta(hours=hours)
            session.add(
                Inbox(
                    channel="web", platform_id=f"old-{n}", conversation_id=talk.id, received_at=at, text=said
                )
            )
    case_id = house.file("a")
    client = house.client("rina")
    page = client.get(f"/desk/perkara/{case_id}").text
    assert "Anak saya sakit" not in page
    assert "Tampilkan 2 pesan sebelumnya" in page
    assert "Anak saya sakit" in client.post(f"/desk/perkara/{case_id}/percakapan").text
    assert kinds(house, case_id)[-1] == "percakapan_dilihat"
    assert house.client("pimpinan").post(f"/desk/perkara/{case_id}/percakapan").status_code == 403


def test_a_long_message_is_folded(house: House) -> None:
    case_id = house.file("a", says="Minta daftar ini. " * 100)
    page = BeautifulSoup(house.client("rina").get(f"/desk/perkara/{case_id}").text, "html.parser")
    shown = page.select("section[aria-labelledby=h-minta] > p.ask")[0].text
    assert len(shown) < 600
    assert len(page.select("section[aria-labelledby=h-minta] details")[0].text) > 1700


def test_words_added_later_stand_with_the_request(house: House) -> None:
    case_id = house.file("a")
    with house.database.writing() as session:
        case = session.get_one(Case, case_id)
        add_words(session, case, "Tahun 2024 juga", now(), house.office, key="m1")
    page = BeautifulSoup(house.client("rina").get(f"/desk/perkara/{case_id}").text, "html.parser")
    assert "Tahun 2024 juga" in page.select("section[aria-labelledby=h-minta]")[0].text


def test_an_upheld_objection_and_a_dispute_over_http(house: House) -> None:
    objection = house.open("keberatan")
    boss = house.client("atasan_ppid")
    early = boss.post(f"/desk/perkara/{objection}/sengketa", data={"external_number": "1/KI/2026"})
    assert early.status_code == 422
    reply = {"outcome": "ditolak", "text": "Keputusan PPID sudah tepat."}
    seen = version(boss.get(f"/desk/perkara/{objection}").text)
    assert (
        boss.post(f"/desk/perkara/{objection}/tanggapan", data=reply | {"version": seen}).status_code == 303
    )
    assert "dapat ke Komisi Informasi sampai" in boss.get(f"/desk/perkara/{objection}").text
    form = {"external_number": "1/KI/2026", "text": "Mohon dibuka.", "form_key": "k"}
    first, second = (boss.post(f"/desk/perkara/{objection}/sengketa", data=form) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    page = boss.get(first.headers["location"]).text
    assert "1/KI/2026" in page
    assert "Sengketa dicatat." in page
