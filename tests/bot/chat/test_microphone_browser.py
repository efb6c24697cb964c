"""The microphone of the chat in Chromium: what is spoken into it is heard by the real engine and answered aloud."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.bot.chat.house import House, served
from tests.bot.chat.window import shoot, sideways, small_targets, watch
from tests.standins.browser import violations, with_microphone
from tests.standins.voices import note

SAID = "Apa itu PPID?"
SPEAKING = 3500
"""Milliseconds the citizen's sentence takes, silence before and after it included."""


@pytest.fixture(scope="module")
def hearing_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with ears: the test model, in its own process."""
    with served(tmp_path_factory.mktemp("ears") / "home", lambda _: None, hearing={"model": "uji"}) as opened:
        yield opened


@pytest.fixture(scope="module")
def talking(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Chromium into whose microphone somebody says one sentence when it is opened."""
    opened = with_microphone(browser, SAID, tmp_path_factory.mktemp("microphone") / "said.wav")
    yield opened
    opened.close()


def window(talking: Browser, house: House, allowed: bool = True, **more: Any) -> BrowserContext:
    return talking.new_context(base_url=house.url, permissions=["microphone"] if allowed else [], **more)


@pytest.fixture
def page(talking: Browser, hearing_house: House) -> Iterator[Page]:
    context = window(talking, hearing_house, viewport={"width": 360, "height": 740})
    opened = context.new_page()
    troubles = watch(opened)
    opened.goto("/")
    yield opened
    context.close()
    assert troubles == []


def answered(page: Page) -> None:
    """Wait for the answer; words heard unsurely are confirmed first, as a citizen would."""
    log = page.get_by_role("log", name="Percakapan")
    answer, confirm = log.get_by_text(f"Anda menulis: {SAID}"), log.get_by_role("button", name="Ya, benar")
    expect(answer.or_(confirm)).to_be_visible(timeout=60_000)
    if confirm.is_visible():
        confirm.press("Enter")
    expect(answer).to_be_visible()


def status(page: Page) -> Any:
    return expect(page.get_by_role("status"))


def test_a_question_is_spoken_heard_and_answered_by_keyboard_alone(page: Page, hearing_house: House) -> None:
    page.get_by_label("Tulis pertanyaan atau pesan Anda").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "rekam":
            break
    button = page.get_by_role("button", name="Rekam suara")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    status(page).to_have_text("Sedang merekam. Bicaralah, lalu tekan selesai dan kirim.")
    stop = page.get_by_role("button", name="Selesai dan kirim rekaman", pressed=True)
    expect(stop).to_be_focused()
    page.wait_for_timeout(SPEAKING)
    page.keyboard.press("Enter")
    status(page).to_have_text("Kami sedang mendengarkan rekaman Anda …")
    answered(page)
    status(page).to_have_text("")
    expect(button).to_be_enabled()
    assert hearing_house.engine.heard[-1] == SAID


def test_the_answer_can_be_played_and_does_not_play_by_itself(page: Page) -> None:
    page.locator("#suara summary").click()
    page.get_by_label("Berkas rekaman suara").set_input_files(
        {"name": "rekaman.ogg", "mimeType": "audio/ogg", "buffer": note(SAID)}
    )
    page.get_by_role("button", name="Kirim berkas").click()
    audio = page.locator("audio")
    expect(audio).to_have_count(1, timeout=60_000)
    expect(page.get_by_label("Berkas rekaman suara")).to_be_hidden()
    expect(page.locator("#suara summary")).to_be_focused()
    assert audio.evaluate("a => [a.paused, a.autoplay, a.preload, a.controls]") == [True, False, "none", True]
    length = audio.evaluate(
        """a => new Promise(done => {
            a.onloadedmetadata = () => done(a.duration);
            a.onerror = () => done(-1);
            a.preload = 'auto';
            a.load();
        })"""
    )
    assert length > 1


def test_escape_throws_a_recording_away(page: Page, hearing_house: House) -> None:
    heard = len(hearing_house.engine.heard)
    button = page.get_by_role("button", name="Rekam suara")
    button.click()
    expect(page.get_by_role("button", name="Batalkan rekaman")).to_be_visible()
    page.keyboard.press("Escape")
    status(page).to_have_text("Rekaman dibatalkan. Tidak ada yang dikirim.")
    expect(button).to_be_visible()
    page.get_by_role("button", name="Rekam suara").click()
    page.get_by_role("button", name="Batalkan rekaman").click()
    expect(button).to_be_focused()
    expect(page.locator("#pesan > li")).to_have_count(0)
    assert len(hearing_house.engine.heard) == heard


def test_without_leave_for_the_microphone_the_other_ways_are_named(
    talking: Browser, hearing_house: House
) -> None:
    context = window(talking, hearing_house, allowed=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name="Rekam suara").click()
    status(page).to_contain_text("pilih berkas rekaman, atau tulis pesan Anda")
    context.close()


def test_without_script_a_recording_is_sent_as_a_file(talking: Browser, hearing_house: House) -> None:
    context = window(talking, hearing_house, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    expect(page.get_by_role("button", name="Rekam suara")).to_be_hidden()
    page.locator("#suara summary").click()
    page.get_by_label("Berkas rekaman suara").set_input_files(
        {"name": "rekaman.ogg", "mimeType": "audio/ogg", "buffer": note(SAID)}
    )
    page.get_by_role("button", name="Kirim berkas").click()
    expect(page.locator("audio")).to_have_count(1, timeout=60_000)
    answered(page)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_microphone_is_usable_on_a_narrow_page(
    talking: Browser, hearing_house: House, scheme: Any
) -> None:
    context = window(
        talking,
        hearing_house,
        viewport={"width": 320, "height": 740},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/")
    page.locator("#suara summary").click()
    page.get_by_role("button", name="Rekam suara").click()
    expect(page.get_by_role("button", name="Batalkan rekaman")).to_be_visible()
    assert sideways(page) == 0
    assert small_targets(page) == []
    assert violations(page) == []
    shoot(page, f"microphone-320-{scheme}")
    page.keyboard.press("Escape")
    page.get_by_label("Berkas rekaman suara").set_input_files(
        {"name": "rekaman.ogg", "mimeType": "audio/ogg", "buffer": note(SAID)}
    )
    page.get_by_role("button", name="Kirim berkas").click()
    expect(page.locator("audio")).to_have_count(1, timeout=60_000)
    assert sideways(page) == 0
    assert violations(page) == []
    shoot(page, f"microphone-answer-320-{scheme}")
    context.close()
