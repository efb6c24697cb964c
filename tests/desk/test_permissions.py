"""The permission matrix over HTTP, cell by cell; a new route or permission without a cell fails."""

import pytest
from deskkit import PASSWORD, House
from fastapi.routing import APIRoute, iter_route_contexts

from bot import handover
from cases.answering import Writing, answer
from cases.states import KINDS, machine
from cases.tables import Case
from desk import app as desk
from office.calendar import read_calendar
from office.clock import now
from office.people import permissions, roles

ROUTES = {
    ("GET", "/desk/perkara"): "case.view",
    ("GET", "/desk/perkara/daftar"): "case.view",
    ("POST", "/desk/perkara/disposisi"): "case.dispose",
    ("POST", "/desk/cari"): "case.view",
    ("POST", "/desk/saringan"): "case.view",
    ("POST", "/desk/saringan/{filter_id}/{action}"): "case.view",
    ("GET", "/desk/perkara/baru"): "case.register",
    ("POST", "/desk/perkara/baru"): "case.register",
    ("GET", "/desk/perkara/{case_id}/tanda-terima"): "case.register",
    ("GET", "/desk/perkara/{case_id}"): "case.view",
    ("POST", "/desk/perkara/{case_id}/identitas"): "case.identity",
    ("POST", "/desk/perkara/{case_id}/jawab"): "case.answer",
    ("POST", "/desk/perkara/{case_id}/penolakan"): "case.refuse",
    ("POST", "/desk/perkara/{case_id}/persetujuan"): "case.approve",
    ("POST", "/desk/perkara/{case_id}/keberatan"): "objection.file",
    ("POST", "/desk/perkara/{case_id}/tanggapan"): "objection.decide",
    ("POST", "/desk/perkara/{case_id}/catatan"): "case.note",
    ("POST", "/desk/perkara/{case_id}/ambil"): "case.assign",
    ("POST", "/desk/perkara/{case_id}/tugaskan"): "case.assign",
    ("GET", "/desk/perkara/{case_id}/surat/{event_id}/{kind}"): "case.identity",
    ("GET", "/desk/perkara/{case_id}/lampiran/{name}"): "attachment.open",
    ("POST", "/desk/perkara/{case_id}/lampiran"): "attachment.add",
    ("POST", "/desk/perkara/{case_id}/lampiran/{name}/hapus"): "attachment.add",
    ("GET", "/desk/register"): "register.export",
    ("GET", "/desk/register/unduh"): "register.export",
    ("GET", "/desk/laporan"): "report.view",
    ("GET", "/desk/laporan/unduh"): "report.view",
    ("GET", "/desk/laporan/saq"): "report.view",
    ("GET", "/desk/laporan/saq.json"): "report.view",
    ("GET", "/desk/laporan/tahunan"): "report.write",
    ("POST", "/desk/laporan/tahunan"): "report.write",
    ("POST", "/desk/perkara/{case_id}/balasan"): "draft.write",
    ("POST", "/desk/perkara/{case_id}/draf"): "draft.write",
    ("POST", "/desk/perkara/{case_id}/gabungkan"): "case.merge",
    ("GET", "/desk/surat/balasan"): "letter.edit",
    ("GET", "/desk/surat/balasan/sunting"): "letter.edit",
    ("POST", "/desk/surat/balasan"): "letter.edit",
    ("POST", "/desk/surat/balasan/sembunyikan"): "letter.edit",
    ("GET", "/desk/surat"): "letter.edit",
    ("GET", "/desk/surat/{kind}"): "letter.edit",
    ("POST", "/desk/surat/{kind}"): "letter.edit",
    ("POST", "/desk/surat/{kind}/pratinjau"): "letter.edit",
    ("POST", "/desk/surat/{kind}/bawaan"): "letter.edit",
    ("POST", "/desk/perkara/{case_id}/percakapan"): "case.identity",
    ("POST", "/desk/perkara/{case_id}/klarifikasi"): "hoax.check",
    ("POST", "/desk/perkara/{case_id}/sengketa"): "dispute.record",
    ("POST", "/desk/perkara/{case_id}/salinan-lapor"): "complaint.verify",
    ("POST", "/desk/perkara/{case_id}/nomor-lapor"): "complaint.verify",
    ("GET", "/desk/perkara/{case_id}/terbitkan"): "knowledge.publish",
    ("POST", "/desk/perkara/{case_id}/terbitkan"): "knowledge.publish",
    ("POST", "/desk/perkara/{case_id}/berkas"): "dispute.record",
    ("POST", "/desk/perkara/{case_id}/bahan"): "case.dispose",
    ("GET", "/desk/tugas"): "case.view",
    ("POST", "/desk/tugas/{task_id}/bahan"): "case.return",
    ("POST", "/desk/tugas/{task_id}/dikirim"): "case.answer",
    ("GET", "/desk/kalender"): "case.view",
    ("POST", "/desk/kalender"): "calendar.edit",
    ("POST", "/desk/kalender/tahun"): "calendar.edit",
    ("GET", "/desk/pengumuman"): "notice.view",
    ("POST", "/desk/pengumuman"): "notice.publish",
    ("POST", "/desk/pengumuman/{notice_id}/tarik"): "notice.publish",
    ("GET", "/desk/pengiriman"): "delivery.view",
    ("POST", "/desk/pengiriman/{outbox_id}/lagi"): "delivery.resend",
    ("POST", "/desk/pengiriman/{outbox_id}/selesai"): "delivery.resend",
    ("POST", "/desk/pengiriman/surel/{name}/selesai"): "delivery.resend",
    ("GET", "/desk/pengetahuan"): "knowledge.view",
    ("GET", "/desk/pengetahuan/butir"): "knowledge.view",
    ("GET", "/desk/pengetahuan/baru"): "knowledge.edit",
    ("GET", "/desk/pengetahuan/sunting"): "knowledge.edit",
    ("POST", "/desk/pengetahuan/sunting"): "knowledge.edit",
    ("POST", "/desk/pengetahuan/tarik"): "knowledge.edit",
    ("POST", "/desk/pengetahuan/terbitkan"): "knowledge.edit",
    ("GET", "/desk/pengetahuan/impor"): "knowledge.edit",
    ("POST", "/desk/pengetahuan/impor"): "knowledge.edit",
    ("POST", "/desk/pengetahuan/impor/periksa"): "knowledge.edit",
    ("POST", "/desk/pengetahuan/impor/simpan"): "knowledge.edit",
    ("POST", "/desk/pengetahuan/impor/batal"): "knowledge.edit",
    ("GET", "/desk/pengetahuan/mutu"): "knowledge.edit",
    ("POST", "/desk/pengetahuan/mutu/daftar"): "knowledge.edit",
    ("POST", "/desk/pengetahuan/mutu/jalankan"): "knowledge.edit",
    ("GET", "/desk/pengetahuan/belum-terjawab"): "question.view",
    ("GET", "/desk/dikecualikan"): "exempt.view",
    ("POST", "/desk/dikecualikan"): "exempt.edit",
    ("POST", "/desk/dikecualikan/{item_id}/buka"): "exempt.edit",
    ("GET", "/desk/orang"): "people.manage",
    ("GET", "/desk/orang/baru"): "people.manage",
    ("POST", "/desk/orang/baru"): "people.manage",
    ("GET", "/desk/orang/{person_id}"): "people.manage",
    ("POST", "/desk/orang/{person_id}"): "people.manage",
    ("POST", "/desk/orang/{person_id}/{action}"): "people.manage",
    ("GET", "/desk/catatan"): "audit.view",
}
TALKS = {
    ("GET", "/desk/percakapan"): "conversation.take",
    ("GET", "/desk/percakapan/daftar"): "conversation.take",
    ("GET", "/desk/percakapan/{talk_id}"): "conversation.take",
    ("GET", "/desk/percakapan/{talk_id}/isi"): "conversation.take",
    ("POST", "/desk/percakapan/{talk_id}/ambil"): "conversation.take",
    ("POST", "/desk/percakapan/{talk_id}/jawab"): "conversation.take",
    ("POST", "/desk/percakapan/{talk_id}/selesai/{message_id}"): "conversation.take",
    ("POST", "/desk/percakapan/{talk_id}/kembalikan"): "conversation.take",
}
FILLED = {
    "action": "selesai",
    "event_id": 1,
    "filter_id": 1,
    "kind": "tanda_bukti",
    "message_id": 1,
    "name": "tidak-ada",
    "notice_id": 0,
    "outbox_id": 0,
    "person_id": 1,
    "item_id": 1,
    "talk_id": 1,
    "task_id": 1,
}
"""What the tests put into an address besides the case."""
OWN = {
    ("GET", "/desk/akun"),
    ("POST", "/desk/akun/sandi"),
    ("POST", "/desk/akun/keluar-lain"),
    ("POST", "/desk/akun/aplikasi"),
    ("POST", "/desk/akun/pintasan"),
    ("POST", "/desk/akun/aplikasi/simpan"),
    ("POST", "/desk/akun/aplikasi/hapus"),
    ("POST", "/desk/akun/kode-cadangan"),
}
"""One's own access: every role, and nobody else's."""
OPEN = {
    ("GET", "/desk"),
    ("GET", "/desk/masuk"),
    ("POST", "/desk/masuk"),
    ("GET", "/desk/masuk/kode"),
    ("POST", "/desk/masuk/kode"),
    ("GET", "/desk/masuk/aplikasi"),
    ("POST", "/desk/masuk/aplikasi"),
    ("GET", "/desk/masuk/pemerintah"),
    ("GET", "/desk/masuk/pemerintah/kembali"),
    ("POST", "/desk/keluar"),
}
"""The way in and out."""
BY_ITSELF = ("/desk/perkara/daftar",)
"""Asked for by open pages, which must not turn into the sign-in page."""
STEPS = ("POST", "/desk/perkara/{case_id}/langkah/{action}")
BY_STEP = {
    (kind, action): step.permission for kind in KINDS for action, step in machine(kind).transitions.items()
}


def filled(path: str, case_id: int) -> str:
    return path.format_map(FILLED | {"case_id": case_id})


def test_every_route_and_every_permission_is_in_a_cell(house: House) -> None:
    router = desk.router(desk.DeskServices(house.settings, house.database, house.office))
    found = set()
    for context in iter_route_contexts(router.routes):
        route = context.starlette_route or context.original_route
        path, methods = context.path or route.path, context.methods or route.methods
        found |= {(method, path) for method in methods if method != "HEAD"}
    assert found == set(ROUTES) | set(TALKS) | OWN | OPEN | {STEPS}
    assert set(ROUTES.values()) | set(TALKS.values()) | set(BY_STEP.values()) == set(permissions())
    assert APIRoute is not None


@pytest.fixture
def answered(house: House) -> int:
    case_id = house.file("a")
    with house.database.writing() as session:
        case = session.get_one(Case, case_id)
        case.unit = "dinkes"
        writing = Writing("Silakan lihat laman kami.", "petugas:1", None, house.office, read_calendar())
        answer(session, case, "diberikan", writing)
    return case_id


@pytest.mark.parametrize("role", sorted(roles()))
def test_each_role_on_each_route(house: House, answered: int, role: str) -> None:
    client = house.client(role)
    with house.database.writing() as session:
        conversation = session.get_one(Case, answered).conversation_id or ""
        talk = handover.ask(session, conversation, now()).id
    for (method, path), permission in ROUTES.items():
        status = client.request(method, filled(path, answered)).status_code
        assert (status != 403) == (permission in roles()[role].may), (role, path)
        assert status < 500, (role, path)
    for (method, path), permission in TALKS.items():
        status = client.request(method, path.format(talk_id=talk, message_id=1)).status_code
        assert (status != 403) == (permission in roles()[role].may), (role, path)
    for method, path in sorted(OWN):
        status = client.request(method, path, data={"password": PASSWORD}).status_code
        assert status in (200, 303, 422), (role, path)  # done, or something is missing in the form


@pytest.mark.parametrize("kind", KINDS)
def test_each_role_on_each_step_of_each_kind(house: House, kind: str) -> None:
    case_id = house.open(kind, unit="dinkes")
    for role in sorted(roles()):
        client = house.client(role)
        for action, step in machine(kind).transitions.items():
            path = STEPS[1].format(case_id=case_id, action=action)
            status = client.post(path).status_code
            if status != 404:  # steps with a page of their own
                assert (status != 403) == (step.permission in roles()[role].may), (role, action)


@pytest.mark.parametrize("kind", KINDS)
def test_another_units_case_of_any_kind_does_not_exist(house: House, kind: str) -> None:
    case_id = house.open(kind, unit="dishub")
    client = house.client("ppid_pelaksana")
    assert client.get(f"/desk/perkara/{case_id}").status_code == 404
    for method, path in ROUTES:
        if "{case_id}" in path:
            assert client.request(method, filled(path, case_id)).status_code in (403, 404), path
    for action in machine(kind).transitions:
        path = STEPS[1].format(case_id=case_id, action=action)
        assert client.post(path, data={"version": "1"}).status_code in (403, 404), action


def test_another_units_case_does_not_exist(house: House, answered: int) -> None:
    with house.database.writing() as session:
        session.get_one(Case, answered).unit = "dishub"
    client = house.client("ppid_pelaksana")
    for method, path in ROUTES:
        if "{case_id}" in path:
            where = filled(path, answered)
            assert client.request(method, where).status_code in (403, 404), path


def test_nobody_signed_out_gets_anywhere(house: House, answered: int) -> None:
    client = house.client()
    for method, path in [*ROUTES, *TALKS, *OWN, STEPS]:
        reply = client.request(method, filled(path, answered))
        if path in BY_ITSELF:
            assert (reply.status_code, reply.text) == (401, "")
            continue
        assert (reply.status_code, reply.headers["location"].split("?")[0]) == (303, "/desk/masuk")
