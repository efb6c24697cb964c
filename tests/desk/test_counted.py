"""Counts that take long never hold a page up."""

import threading

import pytest
from deskkit import House
from playwright.sync_api import Browser
from sqlalchemy.orm import Session

from desk import counted
from desk.app import DeskServices
from desk.room import Desk

from deskbrowser import served  # isort: skip
from test_look import as_person  # isort: skip


@pytest.fixture
def count(house: House, monkeypatch: pytest.MonkeyPatch) -> counted.Counted:
    monkeypatch.setattr(counted, "PATIENCE", 0)
    return counted.Counted(Desk(DeskServices(house.settings, house.database, house.office)))


def test_a_page_goes_on_and_the_count_is_made_once(house: House, count: counted.Counted) -> None:
    go, made = threading.Event(), []

    def slow(_session: Session) -> int:
        made.append(go.wait(30))
        return 7

    assert count.soon(("a",), slow) is None
    assert count.soon(("a",), slow) is None
    go.set()
    assert count.whole(("a",), slow) == 7
    assert count.soon(("a",), slow) == 7
    assert made == [True]
    house.file("a")  # something has happened, so it is counted anew
    assert count.whole(("a",), slow) == 7
    assert made == [True, True]


def test_a_count_that_failed_is_tried_again(count: counted.Counted) -> None:
    def fails(_session: Session) -> int:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        count.whole(("b",), fails)
    assert count.whole(("b",), lambda _session: 1) == 1


def test_the_page_says_so_and_shows_the_result_by_itself(
    house: House, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.file("a")
    monkeypatch.setattr(counted, "PATIENCE", 0)
    with served(house.app) as address:
        page = browser.new_page()
        as_person(page.context, house, "pimpinan", address)
        first = page.goto(f"{address}/desk/laporan?jenis=ringkas&tahun=2026")
        assert first is not None
        assert first.status == 202
        page.get_by_role("link", name="Unduh PDF").wait_for()
        assert page.locator("main").count() == 1
        page.context.close()
