"""Knowledge at the desk: found, written, warned about, versioned, retired; live at the next look of the index."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from deskkit import House, opened
from sqlalchemy import select

from bot.conversations import conversation_for
from bot.tables import Inbox
from knowledge.store import Draft
from knowledge.tables import Entry
from knowledge.versions import versions_of
from office.audit import AuditEntry
from office.clock import now

ENTRIES = (
    Draft(kind="faq", id="akta", title="Bagaimana cara mengurus akta kelahiran?", 
          body="Siapkan kartu keluarga dan surat lahir."),
    Draft(kind="dip", id="dip/keuangan & aset", title="Laporan keuangan daerah 2025",
          body="Hasil audit.", unit="BPKAD"),
    Draft(kind="dip", id="renstra", title="Rencana strategis dinas perhubungan"),
)  # fmt: skip
NEW = {
    "kind": "faq",
    "title": "Jam berapa layanan informasi buka?",
    "body": "Senin sampai Jumat pukul 08.00 sampai 15.30.",
    "variants": "buka jam brp min\nlayanan hari apa saja",
    "source_date": "2026-11-01",
}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with opened(tmp_path, ENTRIES) as house:
        yield house


def entry(house: House, identity: str) -> Entry:
    with house.database.reading() as session:
        return session.get_one(Entry, identity)


def test_entries_are_found_by_words_kind_and_state(house: House) -> None:
    client = house.client("pimpinan")
    assert "3 butir" in client.get("/desk/pengetahuan").text
    assert "Laporan keuangan" in client.get("/desk/pengetahuan?cari=KEUANGAN daerah").text
    assert "1 butir" in client.get("/desk/pengetahuan?jenis=faq").text
    assert "0 butir" in client.get("/desk/pengetahuan?cari=100%25").text
    page = client.get("/desk/pengetahuan/butir", params={"id": "dip/keuangan & aset"})
    assert (page.status_code, "BPKAD" in page.text) == (200, True)
    assert client.get("/desk/pengetahuan/butir?id=tidak-ada").status_code == 404


def test_a_new_entry_answers_at_the_next_look_of_the_index(house: House) -> None:
    assert house.answerer is not None
    client = house.client("rina")
    done = client.post("/desk/pengetahuan/sunting", data=NEW)
    assert done.status_code == 303
    house.answerer.sync()
    found = house.answerer.ask("buka jam brp min")
    assert found.entry is not None
    assert found.entry.body == NEW["body"]
    with house.database.reading() as session:
        act = session.scalars(
            select(AuditEntry).where(AuditEntry.act == "entry.added").order_by(AuditEntry.id.desc())
        ).first()
    assert act is not None
    assert act.actor.startswith("petugas:")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": "Jam"}, "delapan huruf"),
        ({"body": "pendek"}, "dua puluh huruf"),
        ({"link": "javascript:alert(1)"}, "https://"),
        ({"valid_until": "besok"}, "2026-11-23"),
        ({"body": "Hubungi 0812 3456 7890 untuk keterangan lebih lanjut."}, "Hapus data pribadi"),
        ({"body": "Nomor saya 3578014101900003 di kantor itu.", "not_personal": "ya"}, "Hapus data pribadi"),
    ],
)
def test_what_cannot_be_published_is_refused_and_kept_in_the_form(
    house: House, wrong: dict[str, str], said: str
) -> None:
    reply = house.client("rina").post("/desk/pengetahuan/sunting", data=NEW | wrong)
    assert (reply.status_code, said in reply.text) == (422, True)
    assert "buka jam brp min" in reply.text
    with house.database.reading() as session:
        assert session.scalars(select(Entry).where(Entry.title == NEW["title"])).first() is None


def test_an_entry_that_spoils_answers_is_warned_about_first(house: House) -> None:
    with house.database.writing() as session:
        talk = conversation_for(session, "web", "a")
        session.add(
            Inbox(
                channel="web", platform_id="1", conversation_id=talk.id, received_at=now(), state="done",
                text="gimana cara bikin akta lahir, hp saya 0812 3456 7890", outcome="answered_faq", entry="akta",
            )
        )  # fmt: skip
    client = house.client("rina")
    rival = NEW | {"title": "gimana cara bikin akta lahir, hp saya", "variants": ""}
    warned = client.post("/desk/pengetahuan/sunting", data=rival)
    assert warned.status_code == 422
    assert "Bagaimana cara mengurus akta kelahiran?" in warned.text
    assert "0812" not in warned.text
    assert client.post("/desk/pengetahuan/sunting", data=rival | {"anyway": "ya"}).status_code == 303


def test_a_second_entry_of_the_same_title_is_warned_about(house: House) -> None:
    same = NEW | {"title": "Bagaimana cara mengurus akta kelahiran?", "variants": ""}
    reply = house.client("rina").post("/desk/pengetahuan/sunting", data=same)
    assert (reply.status_code, "tidak lagi dijawab seperti sekarang" in reply.text) == (422, True)


def test_an_edit_keeps_what_was_and_says_who(house: House) -> None:
    client = house.client("rina")
    form = {
        "version": "1",
        "title": "Bagaimana cara mengurus akta kelahiran anak?",
        "body": "Datang ke Disdukcapil saja.",
    }
    assert client.post("/desk/pengetahuan/sunting?id=akta", data=form).status_code == 303
    page = client.get("/desk/pengetahuan/butir?id=akta").text
    assert "Datang ke Disdukcapil" in page
    assert "Siapkan kartu keluarga" in page
    assert "diganti oleh Rina Petugas" in page
    with house.database.reading() as session:
        assert [each.version for each in versions_of(session, "akta")] == [1]


def test_two_officers_do_not_overwrite_each_other(house: House) -> None:
    form = {
        "version": "1",
        "title": "Bagaimana cara mengurus akta kelahiran?",
        "body": "Yang pertama menulis ini.",
    }
    assert house.client("rina").post("/desk/pengetahuan/sunting?id=akta", data=form).status_code == 303
    second = house.client("petugas").post(
        "/desk/pengetahuan/sunting?id=akta", data=form | {"body": "Yang kedua menulis itu."}
    )
    assert (second.status_code, "Yang kedua menulis itu" in second.text) == (409, True)
    assert entry(house, "akta").body == "Yang pertama menulis ini."


def test_an_entry_is_taken_back_and_published_again(house: House) -> None:
    assert house.answerer is not None
    client = house.client("rina")
    client.post("/desk/pengetahuan/tarik?id=akta")
    house.answerer.sync()
    assert house.answerer.ask("cara mengurus akta kelahiran").entry is None
    assert "ditarik" in client.get("/desk/pengetahuan?keadaan=retired").text
    client.post("/desk/pengetahuan/terbitkan?id=akta")
    house.answerer.sync()
    found = house.answerer.ask("Bagaimana cara mengurus akta kelahiran?").entry
    assert found is not None
    assert found.id == "akta"
