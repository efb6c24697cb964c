"""Forty cases as an office has them on a Monday: late, pressing, with units, waiting, answered."""

from datetime import timedelta

from deskkit import House, applicant

from bot.outbox import enqueue
from bot.reply import Reply
from bot.tables import Inbox
from cases.answering import Writing, answer
from cases.changes import Change, officer
from cases.moves import change
from cases.tables import Case
from office.calendar import read_calendar
from office.clock import now

ASKED = (
    "Salinan laporan keuangan Dinas Kesehatan tahun anggaran 2025 yang sudah diaudit",
    "Daftar penerima bantuan sosial per kecamatan tahun 2026 tanpa nama, cukup jumlahnya",
    "Mohon info kontrak dan RAB perbaikan jalan Simpang Tiga sampai Pasar Lama, jalan2 di sana rusak semua",
    "Jumlah tenaga honorer di tiap dinas dan dasar penggajiannya",
    "Rencana kerja dan anggaran Dinas Perhubungan 2027, khususnya terminal tipe B dan angkutan pelajar",
    "Data sekolah yang rusak berat dan jadwal perbaikannya",
    "Izin lingkungan pabrik pengolahan ikan di Teluk Nirmala beserta lampirannya",
    "Notulen rapat penetapan tarif parkir rumah sakit umum daerah",
)
NAMES = ("Siti Aminah", "Budi Santoso", "I Gede Putu Arya", "Maria Yosefina", "Ahmad Fauzi", "Dewi Lestari")


def fill(house: House, count: int = 40) -> list[int]:
    """File and work on them through the same functions the desk uses."""
    made = []
    for n in range(count):
        days = (25, 17, 14, 13, 12, 11, 9, 7, 4, 2, 1, 0)[n % 12]
        case_id = house.file(
            f"k{n}", days, ASKED[n % len(ASKED)], applicant=applicant(NAMES[n % len(NAMES)]),
            channel=("web", "telegram")[n % 2],
        )  # fmt: skip
        made.append(case_id)
        _work(house, case_id, n)
    return made


def _work(house: House, case_id: int, n: int) -> None:
    calendar = read_calendar()
    with house.database.writing() as session:
        case = session.get_one(Case, case_id)
        heard = session.query(Inbox).filter_by(conversation_id=case.conversation_id).one()
        said = Reply(text=f"Permohonan Anda terdaftar dengan nomor {case.number}.")
        enqueue(session, case.conversation_id or "", [said], f"turn:{heard.id}", heard.id)
        at = min(case.opened_at + timedelta(days=1), now())
        if n % 5 == 1:
            change(
                session,
                case,
                Change("disposisi", officer(1), {"unit": "dinkes"}, "Mohon siapkan bahannya."),
                house.office,
                calendar,
                at,
            )
        elif n % 5 == 2:
            change(
                session, case, Change("disposisi", officer(1), {"unit": "dishub"}), house.office, calendar, at
            )
            change(session, case, Change("telaah", officer(1)), house.office, calendar, at)
        elif n % 5 == 3:
            change(session, case, Change("nyatakan_lengkap", officer(1)), house.office, calendar, at)
        elif n % 10 == 4:
            text = "Laporan itu ada di laman kami, bagian laporan keuangan."
            given = answer(
                session, case, "diberikan", Writing(text, officer(1), None, house.office, calendar, at)
            )
            enqueue(session, case.conversation_id or "", [Reply(text=given.text)], given.key(case))
