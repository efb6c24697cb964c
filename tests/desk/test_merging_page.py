"""A likely duplicate is shown with its case, and linked to the earlier one; its citizen is told once."""

import httpx
from deskkit import House
from sqlalchemy import select
from test_holder import version

from bot.tables import Outbox
from cases.tables import Case

WORDS = "Minta salinan laporan keuangan dinas kesehatan tahun anggaran 2025"
REASON = "Isinya sama dengan permohonan sebelumnya."


def two(house: House) -> tuple[int, int]:
    return house.file("a", days_ago=3, says=WORDS), house.file("b", says=WORDS)


def number(house: House, case_id: int) -> str:
    with house.database.reading() as session:
        return session.get_one(Case, case_id).number


def join(house: House, case_id: int, into: str, who: str = "ppid_utama", **more: str) -> httpx.Response:
    data = {"into": into, "text": REASON, "version": str(version(house, case_id))} | more
    return house.client(who).post(f"/desk/perkara/{case_id}/gabungkan", data=data)


def told(house: House) -> list[str]:
    with house.database.reading() as session:
        return [row.reply for row in session.scalars(select(Outbox).order_by(Outbox.id))]


def test_the_later_case_offers_the_earlier_one(house: House) -> None:
    first, second = two(house)
    page = house.client("ppid_utama").get(f"/desk/perkara/{second}").text
    assert f'href="/desk/perkara/{first}"' in page
    assert f'value="{number(house, first)}"' in page


def test_a_duplicate_is_linked_once_and_its_citizen_hears_both_numbers(house: House) -> None:
    first, second = two(house)
    numbers, seen = (number(house, first), number(house, second)), str(version(house, second))
    assert join(house, second, numbers[0]).headers["location"].endswith("?selesai=gabungkan")
    assert join(house, second, numbers[0], version=seen).status_code in (409, 422), "an old page"
    with house.database.reading() as session:
        assert session.get_one(Case, second).state == "digabung"
        assert session.get_one(Case, first).state == "terdaftar"
    [words] = told(house)
    assert all(each in words for each in numbers)
    client = house.client("ppid_utama")
    assert number(house, first) in client.get(f"/desk/perkara/{second}").text
    assert number(house, second) in client.get(f"/desk/perkara/{first}").text


def test_what_cannot_be_merged_is_refused_with_what_was_written(house: House) -> None:
    first, second = two(house)
    page = join(house, second, "0099/PPID/XI/2026")
    assert page.status_code == 422
    assert REASON in page.text
    assert join(house, second, number(house, second)).status_code == 422
    assert join(house, second, number(house, first), who="pimpinan").status_code == 403
    assert told(house) == []
