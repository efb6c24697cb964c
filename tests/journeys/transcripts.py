"""Whole conversations as readable files, played to the running house by the chat interface.

A file of ``percakapan/`` lists conversations: a title, the turns, and what is so afterwards.

    - judul: Warga bertanya dan dijawab
      percakapan:
        - C: apa syarat akta kelahiran      # what the citizen writes; C2 is another citizen
          A: surat keterangan               # what the answer holds: words, a list of them, or /a pattern/
          bukan: batal                      # what it must not hold
          hasil: answered_faq               # how the turn ends
          pilihan: [Ajukan permohonan]      # buttons that are offered
        - tekan: Ajukan permohonan          # the citizen presses a button of the last answer
        - umumkan: Banjir di bantaran       # the office announces it; then P's "dengar"
        - P: ambil                          # the officer takes it, gives it back ("kembalikan"), or writes
          dengar: terhubung dengan          # what then comes to the citizen
      kemudian:
        perkara: 1                          # cases of this citizen
        isi: {nama: Siti}                   # fields of the newest one
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import yaml

from tests.journeys.house import House
from tests.journeys.records import cases_of_citizen, fields_of

FOLDER = Path(__file__).parent / "percakapan"
WAIT = 60
"""Seconds until what an officer does must have come to the citizen."""


def stories() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every conversation of the folder with its name."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for story in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield f"{path.stem}: {story['judul']}", story


class Talk:
    """A conversation of one citizen with the house, over the chat interface."""

    def __init__(self, house: House) -> None:
        self.house, self.id = house, uuid4().hex
        self.last: dict[str, Any] = {"messages": []}
        self.newest = 0

    def say(self, words: str) -> dict[str, Any]:
        """Write; gives the turn."""
        self.last = self.house.say(self.id, words)
        return self.last

    def choices(self) -> dict[str, str]:
        """The buttons of the last answer: title to what each sends."""
        return {each["title"]: each["payload"] for part in self.last["messages"] for each in part["choices"]}

    def press(self, title: str) -> dict[str, Any]:
        offered = self.choices()
        assert title in offered, f"no button {title!r} among {list(offered)}"
        return self.say(offered[title])

    def hear(self, *wanted: str) -> str:
        """Read what comes by itself until all of ``wanted`` was heard."""
        heard: list[str] = []
        end = time.monotonic() + WAIT
        address = f"{self.house.address}/api/chat/{self.id}/events"
        headers = {"Last-Event-ID": str(self.newest)} if self.newest else {}
        with httpx.stream("GET", address, headers=headers, timeout=WAIT) as stream:
            for line in stream.iter_lines():
                if line.startswith("id:"):
                    self.newest = int(line[3:])
                if line.startswith("data:"):
                    self.last = {"messages": [json.loads(line[5:])]}
                    heard.append(self.last["messages"][0]["text"])
                if all(holds("\n".join(heard), each) for each in wanted) or time.monotonic() > end:
                    break
        said = "\n".join(heard)
        assert all(holds(said, each) for each in wanted), (wanted, said)
        return said


class Desk:
    """An officer at the desk's conversation pages, over plain forms."""

    def __init__(self, house: House) -> None:
        self.client = httpx.Client(base_url=house.address, follow_redirects=True, timeout=30)
        name, password = house.officer
        self.client.post("/desk/masuk", data={"username": name, "password": password})

    def waiting_for(self, words: str) -> str:
        """The address of the conversation whose last words these are."""
        page = self.client.get("/desk/percakapan").text
        for part in page.split("<li>")[1:]:
            if words in part:
                return re.findall(r'href="(/desk/percakapan/\d+)"', part)[0]
        raise AssertionError(f"nobody waits with {words!r}")

    def does(self, address: str, what: str) -> None:
        """Take, give back, or write."""
        if what in ("ambil", "kembalikan"):
            done = self.client.post(f"{address}/{what}")
        else:
            done = self.client.post(f"{address}/jawab", data={"text": what, "key": uuid4().hex})
        assert done.status_code == 200, (what, done.status_code)


def play(house: House, story: dict[str, Any]) -> None:
    """Play one conversation; every expectation names its turn."""
    citizens: dict[str, Talk] = {}
    desk: tuple[Desk, str] | None = None
    told = "C"
    for number, step in enumerate(story["percakapan"]):
        where = f"turn {number + 1}: {step}"
        if "P" in step:
            if desk is None:
                officer = Desk(house)
                desk = officer, officer.waiting_for(_last_words(story["percakapan"][:number]))
            desk[0].does(desk[1], step["P"])
            if "dengar" in step:
                citizens[told].hear(*_list(step["dengar"]))
            continue
        if "umumkan" in step:
            done = house.run(
                "notice", "publish", step["umumkan"], "Segera menjauh dan ikuti petunjuk petugas di tempat."
            )
            assert done.returncode == 0, done.stderr
            if "dengar" in step:
                citizens[told].hear(*_list(step["dengar"]))
            continue
        told = "C2" if "C2" in step else "C"
        talk = citizens.setdefault(told, Talk(house))
        turn = talk.press(step["tekan"]) if "tekan" in step else talk.say(step[told])
        check(turn, step, where)
        if "dengar" in step:
            talk.hear(*_list(step["dengar"]))
    for name, wanted in (("C", story.get("kemudian")), ("C2", story.get("kemudian_C2"))):
        if wanted:
            afterwards(house, citizens[name], wanted)


def check(turn: dict[str, Any], step: dict[str, Any], where: str) -> None:
    """Hold a turn against what its step says."""
    said = "\n".join(message["text"] for message in turn["messages"])
    for wanted in _list(step.get("A")):
        assert holds(said, wanted), f"{where}\nwanted {wanted!r}, heard:\n{said}"
    for unwanted in _list(step.get("bukan")):
        assert not holds(said, unwanted), f"{where}\nnot wanted {unwanted!r}, heard:\n{said}"
    if outcome := step.get("hasil"):
        assert turn["outcome"] == outcome, f"{where}\nended as {turn['outcome']}:\n{said}"
    titles = [each["title"] for message in turn["messages"] for each in message["choices"]]
    for title in _list(step.get("pilihan")):
        assert title in titles, f"{where}\noffered only {titles}"


def afterwards(house: House, talk: Talk, wanted: dict[str, Any]) -> None:
    """Hold the database against what the conversation should have left in it."""
    cases = cases_of_citizen(house, talk.id)
    if "perkara" in wanted:
        assert len(cases) == wanted["perkara"], [case["number"] for case in cases]
    if "isi" in wanted:
        found = fields_of(cases[0])
        assert {name: found.get(name) for name in wanted["isi"]} == wanted["isi"], found


def holds(said: str, wanted: str) -> bool:
    """Whether the words occur, whatever their case; or the pattern between slashes matches."""
    if len(wanted) > 2 and wanted[0] == wanted[-1] == "/":
        return re.search(wanted[1:-1], said) is not None
    return wanted.casefold() in said.casefold()


def _list(value: Any) -> list[str]:
    return [] if value is None else [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _last_words(steps: list[dict[str, Any]]) -> str:
    return str(next(step["C"] for step in reversed(steps) if "C" in step))
