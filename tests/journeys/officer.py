"""An officer at the desk, in Chromium."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.house import House


class Officer:
    """Signs in and works on cases as a person does: by labels and buttons."""

    def __init__(self, page: Page, house: House) -> None:
        self.page, self.house = page, house
        name, password = house.officer
        page.goto(f"{house.address}/desk")
        page.get_by_label("Nama pengguna").fill(name)
        page.get_by_label("Kata sandi").fill(password)
        page.get_by_role("button", name="Masuk").click()
        page.wait_for_url("**/desk/perkara*")

    def open(self, number: str) -> str:
        """Open a case from the queue; gives what the page says."""
        self.page.goto(f"{self.house.address}/desk/perkara")
        self.page.get_by_role("link", name=number).first.click()
        self.page.wait_for_url("**/desk/perkara/*")
        return self.page.locator("main").inner_text()

    def answer(self, words: str) -> None:
        """Answer the open case: the information is given."""
        self.page.locator("#jawaban").fill(words)
        self.page.locator("section.answer button[type=submit]").click()
        self.page.wait_for_url("**selesai=jawab")

    def publish(self, question: str) -> None:
        """Publish the answer of the open case as knowledge."""
        self.page.locator("a[href$='/terbitkan']").click()
        self.page.wait_for_url("**/terbitkan")
        self.page.locator("#title").fill(question)
        self.page.locator("input[name=looked]").check()
        if self.page.locator("input[name=not_personal]").count():
            self.page.locator("input[name=not_personal]").check()
        self.page.locator("form.card button[type=submit]").click()
        self.page.wait_for_url("**selesai=terbit*")
