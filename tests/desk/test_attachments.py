"""Files of a case at the desk: opened by who may, recorded, scanned, sent with the answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from deskkit import House, opened
from sqlalchemy import select

from bot.reply import Reply
from bot.tables import Outbox
from cases.answering import Writing, propose
from cases.attachments import FROM_CITIZEN, Attachment, File, give_to, keep
from cases.files import judge
from cases.lookup import history
from cases.tables import Case
from desk.app import DeskServices, scan_attachments
from office.calendar import read_calendar
from office.clock import now
from office.people import roles
from tests.standins import samples
from tests.standins.clamd import EICAR, Clamd

PHOTO = samples.picture("JPEG")


@pytest.fixture
def clamd() -> Iterator[Clamd]:
    running = Clamd()
    yield running
    running.close()


@pytest.fixture
def scanned(tmp_path: Path, clamd: Clamd) -> Iterator[House]:
    with opened(tmp_path, scanner={"clamd": clamd.address, "time_limit": 2}) as house:
        yield house


def from_citizen(house: House, case_id: int, content: bytes = PHOTO, scan: str = "clean") -> str:
    """A file a citizen sent; gives its name."""
    kind = judge(content).type
    assert kind is not None
    with house.database.writing() as session:
        file = File(f"KTP.{kind.extension}", kind, content, scan, "ini KTP saya")
        row = keep(session, file, FROM_CITIZEN, "pemohon", now(), key=f"inbox:{case_id}{scan}")
        give_to(session, row, session.get_one(Case, case_id), now(), house.office)
        return row.name


def attach(
    house: House,
    case_id: int,
    content: bytes = samples.PDF,
    name: str = "laporan.pdf",
    who: str = "rina",
    **more: Any,
) -> Any:
    form = {"use": "jawaban", "form_key": f"{name[:20]}{len(content)}"} | more
    return house.client(who).post(
        f"/desk/perkara/{case_id}/lampiran", data=form, files={"file": (name, content, "application/pdf")}
    )


def files(house: House) -> list[Attachment]:
    with house.database.reading() as session:
        return list(session.scalars(select(Attachment).order_by(Attachment.id)))


def kinds(house: House, case_id: int) -> list[str]:
    with house.database.reading() as session:
        return [event.kind for event in history(session, case_id)]


def test_a_citizens_file_is_saved_never_shown_and_the_look_is_recorded(house: House) -> None:
    case_id = house.file()
    name = from_citizen(house, case_id)
    page = house.client("rina").get(f"/desk/perkara/{case_id}").text
    assert "KTP.jpg" in page
    assert "ini KTP saya" in page
    reply = house.client("rina").get(f"/desk/perkara/{case_id}/lampiran/{name}")
    assert reply.content == PHOTO
    assert reply.headers["content-disposition"].startswith("attachment;")
    assert reply.headers["content-security-policy"].startswith("sandbox;")
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["cache-control"] == "no-store"
    assert kinds(house, case_id).count("lampiran_dibuka") == 1


def test_a_file_opens_under_its_own_case_only(house: House) -> None:
    mine, other = house.file("a"), house.file("b")
    name = from_citizen(house, mine)
    assert house.client("rina").get(f"/desk/perkara/{other}/lampiran/{name}").status_code == 404


@pytest.mark.parametrize("role", sorted(roles()))
def test_who_may_open_and_who_may_not(house: House, role: str) -> None:
    case_id = house.file(unit="dinkes")
    name = from_citizen(house, case_id)
    status = house.client(role).get(f"/desk/perkara/{case_id}/lampiran/{name}").status_code
    assert status == (200 if "attachment.open" in roles()[role].may else 403)


def test_a_unit_sees_no_file_of_an_anonymous_complaint(house: House) -> None:
    case_id = house.open("pengaduan", unit="dinkes", anonymous=True)
    name = from_citizen(house, case_id)
    unit = house.client("ppid_pelaksana")
    assert "KTP.jpg" not in unit.get(f"/desk/perkara/{case_id}").text
    assert unit.get(f"/desk/perkara/{case_id}/lampiran/{name}").status_code == 404
    assert unit.post(f"/desk/perkara/{case_id}/lampiran/{name}/hapus").status_code == 404
    assert house.client("rina").get(f"/desk/perkara/{case_id}/lampiran/{name}").status_code == 200


def test_without_a_scanner_the_desk_says_so(house: House) -> None:
    case_id = house.file()
    name = from_citizen(house, case_id, scan="unscanned")
    client = house.client("rina")
    assert "belum memasang pemindai virus" in client.get(f"/desk/perkara/{case_id}").text
    assert client.get(f"/desk/perkara/{case_id}/lampiran/{name}").status_code == 200


def test_with_a_scanner_only_what_was_found_clean_opens(scanned: House, clamd: Clamd) -> None:
    case_id = scanned.file()
    waiting = from_citizen(scanned, case_id, scan="unscanned")
    infected = from_citizen(scanned, case_id, samples.PDF + EICAR, "infected")
    client = scanned.client("rina")
    page = client.get(f"/desk/perkara/{case_id}").text
    assert "Belum selesai dipindai" in page
    assert "Berisi virus" in page
    for name, words in ((waiting, "belum selesai dipindai"), (infected, "menemukan virus")):
        reply = client.get(f"/desk/perkara/{case_id}/lampiran/{name}")
        assert reply.status_code == 422
        assert words in reply.text
    assert kinds(scanned, case_id).count("lampiran_dibuka") == 0
    services = DeskServices(scanned.settings, scanned.database, scanned.office)
    scan_attachments(services)
    assert client.get(f"/desk/perkara/{case_id}/lampiran/{waiting}").status_code == 200
    assert clamd.looked_at == [PHOTO]


def test_what_the_scanner_finds_later_is_shut(scanned: House, clamd: Clamd) -> None:
    case_id = scanned.file()
    name = from_citizen(scanned, case_id, samples.PDF + EICAR, "unscanned")
    scan_attachments(DeskServices(scanned.settings, scanned.database, scanned.office))
    assert files(scanned)[0].scan == "infected"
    assert scanned.client("rina").get(f"/desk/perkara/{case_id}/lampiran/{name}").status_code == 422
    clamd.close()
    other = scanned.file("b")
    assert attach(scanned, other).status_code == 303
    scan_attachments(DeskServices(scanned.settings, scanned.database, scanned.office))
    assert files(scanned)[1].scan == "unscanned", "a scanner that is away finds nothing clean"


def test_an_officers_file_goes_out_with_the_answer_and_its_letter(house: House) -> None:
    case_id = house.file()
    assert attach(house, case_id).status_code == 303
    assert attach(house, case_id, name="dalam.pdf", use="catatan").status_code == 303
    client = house.client("rina")
    page = client.get(f"/desk/perkara/{case_id}").text
    assert "Ikut dikirim: laporan.pdf." in page
    with house.database.reading() as session:
        version = session.get_one(Case, case_id).version
    text = "Laporan keuangan kami lampirkan bersama jawaban ini."
    form = {"outcome": "diberikan", "text": text, "version": version}
    assert client.post(f"/desk/perkara/{case_id}/jawab", data=form).status_code == 303
    with house.database.reading() as session:
        sent = Reply.model_validate_json(
            session.scalars(select(Outbox.reply).order_by(Outbox.id.desc())).first() or ""
        )
    answer, internal = files(house)
    assert [(each.attachment, each.letter) for each in sent.files] == [
        (None, "pemberitahuan"),
        (answer.name, None),
    ]
    assert (answer.sent_at is not None, internal.sent_at) == (True, None)
    assert "/status" in sent.text
    assert client.post(f"/desk/perkara/{case_id}/lampiran/{answer.name}/hapus").status_code == 422


def test_a_refused_answer_keeps_its_files_for_the_next_try(house: House) -> None:
    case_id = house.file()
    attach(house, case_id)
    form = {"outcome": "diberikan", "text": "x", "version": 1}
    assert house.client("rina").post(f"/desk/perkara/{case_id}/jawab", data=form).status_code == 422
    assert files(house)[0].sent_at is None


def test_files_of_a_proposal_go_out_when_it_is_approved(house: House) -> None:
    case_id = house.file()
    attach(house, case_id)
    facts = {"ground": "h", "consequence_test": "12/UK/2026"}
    writing = Writing(
        "Memuat data kesehatan.", "petugas:99", None, house.office, read_calendar(), facts=facts
    )
    with house.database.writing() as session:
        propose(session, session.get_one(Case, case_id), "ajukan_penolakan", "sebagian", writing)
        version = session.get_one(Case, case_id).version
    assert files(house)[0].sent_at is None
    boss = house.client("atasan_ppid")
    assert "Ikut dikirim: laporan.pdf." in boss.get(f"/desk/perkara/{case_id}").text
    form = {"text": "Memuat data kesehatan orang lain.", "version": version}
    assert boss.post(f"/desk/perkara/{case_id}/persetujuan", data=form).status_code == 303
    assert files(house)[0].sent_at is not None


def test_a_file_that_was_not_scanned_holds_the_answer_back(scanned: House, clamd: Clamd) -> None:
    case_id = scanned.file()
    clamd.close()
    attach(scanned, case_id)
    form = {"outcome": "diberikan", "text": "Kami lampirkan laporannya.", "version": 1}
    reply = scanned.client("rina").post(f"/desk/perkara/{case_id}/jawab", data=form)
    assert reply.status_code == 422
    assert "belum selesai dipindai" in reply.text
    assert "Kami lampirkan laporannya." in reply.text


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (samples.PROGRAM, "laporan.pdf", "dinilai dari isi"),
        (b"", "laporan.pdf", "kosong"),
        (samples.HTML, "a.html", "dinilai dari isi"),
    ],
)
def test_what_is_not_taken_is_told_in_one_sentence(
    house: House, content: bytes, name: str, words: str
) -> None:
    case_id = house.file()
    reply = attach(house, case_id, content, name)
    assert reply.status_code == 422
    assert words in reply.text
    assert files(house) == []


def test_a_form_without_a_file_and_a_file_with_a_virus_are_refused(scanned: House) -> None:
    case_id = scanned.file()
    reply = scanned.client("rina").post(f"/desk/perkara/{case_id}/lampiran", data={"use": "jawaban"})
    assert "Pilih berkas" in reply.text
    assert "menemukan virus" in attach(scanned, case_id, samples.PDF + EICAR).text
    assert files(scanned) == []


def test_the_same_form_twice_is_one_file_and_five_go_with_an_answer(house: House) -> None:
    case_id = house.file()
    for _ in range(2):
        assert attach(house, case_id).status_code == 303
    assert len(files(house)) == 1
    for number in range(4):
        assert attach(house, case_id, name=f"{number}.pdf").status_code == 303
    assert "paling banyak 5 berkas" in attach(house, case_id, name="6.pdf").text


def test_an_unsent_file_is_taken_back_and_its_content_gone(house: House) -> None:
    case_id = house.file()
    attach(house, case_id)
    name = files(house)[0].name
    assert house.client("rina").post(f"/desk/perkara/{case_id}/lampiran/{name}/hapus").status_code == 303
    with house.database.reading() as session:
        row = session.scalars(select(Attachment)).one()
        assert (row.content, row.title) == (None, None)
    assert house.client("rina").get(f"/desk/perkara/{case_id}/lampiran/{name}").status_code == 422
    assert kinds(house, case_id)[-2:] == ["lampiran_ditambahkan", "lampiran_dihapus"]


def test_a_unit_attaches_for_colleagues_but_not_for_the_citizen(house: House) -> None:
    case_id = house.file(unit="dinkes")
    assert attach(house, case_id, who="ppid_pelaksana").status_code == 303
    assert files(house)[0].use == "catatan"
