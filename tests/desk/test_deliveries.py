"""Messages that did not arrive: seen, sent again, or settled in another way; once, whoever is quicker."""

import pytest
from deskbrowser import served
from deskkit import House
from playwright.sync_api import Browser
from sqlalchemy import select

from bot.outbox import enqueue
from bot.reply import Reply
from bot.tables import FailingMail, Outbox
from cases.tables import Case
from desk.sessions import COOKIE
from office.audit import AuditEntry
from office.clock import now
from tests.standins.browser import violations


@pytest.fixture
def stuck(house: House) -> dict[str, int]:
    """A message the platform refused, and one that waits for its citizen; gives their ids."""
    case_id = house.file("a", channel="whatsapp")
    with house.database.writing() as session:
        talk = session.get_one(Case, case_id).conversation_id
        assert talk is not None
        dead, held, notice = (
            enqueue(session, talk, [Reply(text=text)], key)[0]
            for text, key in (("Jawaban pertama", "a"), ("Jawaban kedua", "b"), ("Siap", f"notice:{talk}:x"))
        )
        dead.state, held.state, notice.state, notice.receipt = "dead", "held", "sent", "read"
        return {"dead": dead.id, "held": held.id}


def state(house: House, outbox_id: int) -> str:
    with house.database.reading() as session:
        return session.get_one(Outbox, outbox_id).state


def test_what_did_not_arrive_is_shown_with_its_case_and_its_notice(
    house: House, stuck: dict[str, int]
) -> None:
    page = house.client("rina").get("/desk/pengiriman").text
    with house.database.reading() as session:
        number = session.scalars(select(Case.number)).one()
    assert number in page
    assert "Jawaban pertama" in page
    assert "Pemberitahuan sudah dibaca." in page
    assert "2 pesan belum sampai" in page


def test_a_refused_message_is_sent_again_once(house: House, stuck: dict[str, int]) -> None:
    client = house.client("rina")
    answers = [client.post(f"/desk/pengiriman/{stuck['dead']}/lagi").headers["location"] for _ in range(2)]
    assert answers == ["/desk/pengiriman", "/desk/pengiriman?berubah=ya"]
    assert "petugas lain lebih dahulu" in client.get(answers[1]).text
    assert state(house, stuck["dead"]) == "waiting"
    with house.database.reading() as session:
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.act.startswith("delivery."))).all()
    assert acts == ["delivery.again"]


def test_who_was_told_in_another_way_gets_no_late_message(house: House, stuck: dict[str, int]) -> None:
    client = house.client("rina")
    for outbox_id in stuck.values():
        client.post(f"/desk/pengiriman/{outbox_id}/selesai")
        assert state(house, outbox_id) == "elsewhere"
    assert "0 pesan belum sampai" in client.get("/desk/pengiriman").text


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_is_usable(house: House, browser: Browser, stuck: dict[str, int], width: int) -> None:
    with house.database.writing() as session:
        session.add(FailingMail(name="7.1", attempts=6, since=now(), due_at=now(), put_aside_at=now()))
    with served(house.app) as address:
        context = browser.new_context(viewport={"width": width, "height": 800})
        cookie = house.client("rina").cookies[COOKIE]
        context.add_cookies([{"name": COOKIE, "value": cookie, "url": f"{address}/desk"}])
        page = context.new_page()
        page.goto(f"{address}/desk/pengiriman")
        assert page.get_by_role("heading", name="1 surel tidak terbaca").is_visible()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.get_by_role("button", name="Kirim lagi").press("Enter")
        page.get_by_text("1 pesan belum sampai").wait_for()
        context.close()


def test_a_mail_nobody_could_read_is_shown_until_a_person_has(house: House) -> None:
    with house.database.writing() as session:
        for name, aside in (("7.1", now()), ("7.2", None)):
            session.add(FailingMail(name=name, attempts=6, since=now(), due_at=now(), put_aside_at=aside))
    client = house.client("rina")
    assert "1 surel tidak terbaca" in client.get("/desk/pengiriman").text
    for _ in range(2):
        client.post("/desk/pengiriman/surel/7.1/selesai")
    assert "tidak terbaca" not in client.get("/desk/pengiriman").text
    with house.database.reading() as session:
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.act.startswith("delivery."))).all()
    assert acts == ["delivery.mail_read"]
