"""Thousands of webhook calls at the running product, as platforms make them on a bad day.

Each message of a citizen is brought several times, out of order, by many callers at once; the process is killed
again and again in the middle, and now and then a platform takes a reply and its answer gets lost. A call counts as
made when it is told 200; until then the platform brings it again.
"""

from __future__ import annotations

import json
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bot.channels.telegram import PATH, webhook_secret
from bot.forgetting import kept
from office.database import Database, sealer
from office.migrations import migrate
from office.settings import Settings
from office.texts import texts
from tests.journeys.house import READY, House, until
from tests.standins.rasa import Rasa
from tests.standins.telegram import TOKEN, Telegram
from tests.standins.whatsapp import PHONE_ID, WhatsApp, signature_of

CALLERS = 8
A_MESSAGE = 10
"""Calls for each message, on average."""
FAR = 40
"""Places by which a call may come before or after its turn."""


@dataclass(frozen=True)
class Message:
    """What one citizen wrote once."""

    channel: str
    citizen: int
    number: int

    @property
    def words(self) -> str:
        return f"warga {self.citizen} pesan {self.number}"

    @property
    def platform_id(self) -> str:
        return (
            f"{TOKEN.partition(':')[0]}:{self.number}"
            if self.channel == "telegram"
            else f"wamid.{self.number}"
        )


@dataclass
class Found:
    """What the house and the platforms had in the end."""

    messages: int = 0
    calls: int = 0
    kills: int = 0
    answers_lost: int = 0
    seconds: float = 0.0
    stored: Counter[str] = field(default_factory=Counter)
    effects: Counter[str] = field(default_factory=Counter)
    replies: Counter[str] = field(default_factory=Counter)
    told: Counter[int] = field(default_factory=Counter)
    """How often each citizen was told what is kept of them."""
    marked: set[str] = field(default_factory=set)
    """Messages whose reply the log says was sent a second time."""
    left_to_a_person: set[str] = field(default_factory=set)
    """Messages whose reply was sent twice without a word whether it arrived."""
    out_of_order: list[int] = field(default_factory=list)
    """Citizens who got replies in another order than their messages were stored in."""


def planned(calls: int, citizens: int, seed: int) -> list[Message]:
    """The calls in the order in which callers begin them."""
    dice = random.Random(seed)
    fresh = [
        Message("telegram" if who % 2 else "whatsapp", who, number)
        for number in range(1, int(calls / A_MESSAGE) + 1)
        for who in [dice.randrange(citizens)]
    ]
    again = [dice.choice(fresh) for _ in range(calls - len(fresh))]
    placed = [(message.number + dice.uniform(0, FAR), message) for message in fresh]
    placed += [(message.number + dice.uniform(0, 10 * FAR), message) for message in again]
    return [message for _, message in sorted(placed, key=lambda each: each[0])]


def held(folder: Path, calls: int, citizens: int, kills: int, seed: int) -> Found:
    """Run it all; what was found."""
    plan = planned(calls, citizens, seed)
    home = folder / "home"
    (home / "secrets").mkdir(parents=True)
    settings = Settings(home=home)
    migrate(settings)
    Database(settings).close()  # makes the key that the engine's tracker is sealed with
    engine, telegram, whatsapp = Rasa(home, sealer()), Telegram(), WhatsApp()
    house = House(home, _told(engine, telegram, whatsapp))
    house.environment["TANYA_PUBLIC_URL"] = house.address
    found = Found(messages=len({message.number for message in plan}))
    began = time.monotonic()
    try:
        house.start()
        _deliver(house, plan, kills, seed, found, telegram, whatsapp)
        until(lambda: _open(home) == 0, 1800, house.log)
        found.seconds = time.monotonic() - began
        _look(home, engine, telegram, whatsapp, plan, found)
    finally:
        house.stop()
        for platform in (engine, telegram, whatsapp):
            platform.close()
    return found


def _told(engine: Rasa, telegram: Telegram, whatsapp: WhatsApp) -> dict[str, str]:
    ours = {f"TANYA_WHATSAPP__{name.upper()}": value for name, value in whatsapp.settings().items()}
    return ours | {
        "TANYA_RASA__URL": engine.url,
        "TANYA_TELEGRAM__TOKEN": TOKEN,
        "TANYA_TELEGRAM__API_BASE": telegram.address,
        "TANYA_TELEGRAM__RECEIVE": "webhook",
    }


def _deliver(
    house: House,
    plan: list[Message],
    kills: int,
    seed: int,
    found: Found,
    telegram: Telegram,
    whatsapp: WhatsApp,
) -> None:
    dice = random.Random(seed + 1)
    done = threading.Semaphore(0)
    plugs = sorted(dice.sample(range(len(plan) // 20, len(plan)), kills))
    with ThreadPoolExecutor(CALLERS) as callers:
        client = httpx.Client(timeout=30, limits=httpx.Limits(max_connections=CALLERS))
        calls = [callers.submit(_call, client, house, message, done) for message in plan]
        answered = 0
        for plug in plugs:
            while answered < plug:
                done.acquire()
                answered += 1
            telegram.lose_answers += 1
            whatsapp.lose_answers += 1
            found.answers_lost += 2
            house.kill_application()
            found.kills += 1
            house.start(wait=False)
            until(lambda: _alive(house), READY, house.log)
        found.calls = sum(call.result() for call in calls)
        client.close()


def _alive(house: House) -> bool:
    try:
        return httpx.get(f"{house.address}/healthz", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def _call(client: httpx.Client, house: House, message: Message, done: threading.Semaphore) -> int:
    """Bring one message until it is told 200; how many calls that took."""
    path, body, headers = _request(message)
    for tries in range(1, 10_000):
        try:
            if client.post(house.address + path, content=body, headers=headers).status_code == 200:
                done.release()
                return tries
        except httpx.HTTPError:
            pass  # the plug was pulled: the platform waits and brings it again
        time.sleep(0.2)
    raise AssertionError("never told 200")


def _request(message: Message) -> tuple[str, bytes, dict[str, str]]:
    if message.channel == "telegram":
        who = {"id": message.citizen, "is_bot": False, "first_name": "Warga"}
        chat = {"id": message.citizen, "type": "private"}
        told = {"message_id": message.number, "date": 1_760_000_000, "chat": chat, "from": who}
        body = json.dumps({"update_id": message.number, "message": told | {"text": message.words}}).encode()
        return PATH, body, {"x-telegram-bot-api-secret-token": webhook_secret(TOKEN)}
    number = f"62800{message.citizen:06d}"
    text = {"id": message.platform_id, "from": number, "timestamp": str(int(time.time())), "type": "text"}
    value = {
        "metadata": {"phone_number_id": PHONE_ID},
        "contacts": [{"wa_id": number}],
        "messages": [text | {"text": {"body": message.words}}],
    }
    body = json.dumps(
        {"object": "x", "entry": [{"changes": [{"field": "messages", "value": value}]}]}
    ).encode()
    return "/channels/whatsapp/webhook", body, {"x-hub-signature-256": signature_of(body)}


def _rows(home: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(f"file:{home / 'tanya.db'}?mode=ro", uri=True, timeout=30) as connection:
        return connection.execute(query).fetchall()


def _open(home: Path) -> int:
    """Messages not answered and replies not sent yet."""
    waiting = "state IN ('hearing', 'waiting', 'taken')"
    ((inbox,),) = _rows(home, f"SELECT count(*) FROM inbox WHERE {waiting}")
    ((outbox,),) = _rows(home, f"SELECT count(*) FROM outbox WHERE {waiting}")
    return int(str(inbox)) + int(str(outbox))


def _look(
    home: Path, engine: Rasa, telegram: Telegram, whatsapp: WhatsApp, plan: list[Message], found: Found
) -> None:
    by_id = {message.platform_id: message for message in plan}
    inbox = {
        row[0]: by_id[str(row[1])] for row in _rows(home, "SELECT id, platform_id FROM inbox ORDER BY id")
    }
    found.stored.update(message.words for message in inbox.values())
    found.effects.update(body["message"] for body in engine.heard)
    arrived = [(m["chat"]["id"], m["text"]) for m in telegram.sent]
    arrived += [(int(m["to"][-6:]), m["text"]["body"]) for m in whatsapp.sent]
    notice = texts().say("dialogue.data_use", days=kept("words").days)
    found.told.update(who for who, text in arrived if text == notice)
    arrived = [(who, text) for who, text in arrived if text != notice]
    found.replies.update(text.removeprefix("Anda menulis: ") for _, text in arrived)
    outbox = {row[0]: row[1:] for row in _rows(home, "SELECT id, inbox_id, state, error FROM outbox")}
    for line in _log(home):
        if line.get("event", "").startswith("sent a second time"):
            found.marked.add(inbox[outbox[line["outbox"]][0]].words)
    found.left_to_a_person = {inbox[row[0]].words for row in outbox.values() if row[1] == "dead"}
    for citizen in {message.citizen for message in plan}:
        stored = [message.words for message in inbox.values() if message.citizen == citizen]
        heard = dict.fromkeys(text.removeprefix("Anda menulis: ") for who, text in arrived if who == citizen)
        if list(heard) != [words for words in stored if words in heard]:
            found.out_of_order.append(citizen)


def _log(home: Path) -> Iterator[dict[str, str]]:
    for path in home.glob("tanya.log*"):
        for line in path.read_text().splitlines():
            if line.startswith("{") and line.endswith("}"):  # the last line of a killed process may be half
                yield json.loads(line)
