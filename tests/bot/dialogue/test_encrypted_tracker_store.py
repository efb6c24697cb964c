from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from office.sealed import SealBroken, Sealer

WORDS = "lampu jalan Cikaret mati semua"


def test_rows_hold_no_plain_text(rasa: Any) -> None:
    rasa.say("sealed", "saya mau lapor jalan rusak")
    rasa.say("sealed", WORDS)
    for path in (rasa.database, rasa.database.with_name(rasa.database.name + "-wal")):
        raw = path.read_bytes() if path.exists() else b""
        for secret in (WORDS, "Cikaret", "lapor", "uraian", "action_jawab"):
            assert secret.encode() not in raw
    columns = set(rasa.rows("sealed")[0])
    assert columns == {"id", "sender_id", "type_name", "timestamp", "data"}


def test_the_application_opens_the_rows_with_the_key(rasa: Any, key_file: Path) -> None:
    rasa.say("opened", "saya mau lapor jalan rusak")
    rasa.say("opened", WORDS)
    sealer = Sealer.from_file(key_file)
    events = [json.loads(sealer.open(row["data"], "opened")) for row in rasa.rows("opened")]
    assert WORDS in [event.get("text") for event in events if event["event"] == "user"]
    assert [e["name"] for e in events if e["event"] == "active_loop"] == ["form_lapor"]


def test_a_row_does_not_open_in_another_conversation(rasa: Any, key_file: Path) -> None:
    rasa.say("mine", "halo")
    with pytest.raises(SealBroken):
        Sealer.from_file(key_file).open(rasa.rows("mine")[0]["data"], "yours")


def test_a_tracker_of_whatever_making_adds_only_what_is_not_stored_yet(in_rasa: Any, tmp_path: Path) -> None:
    code = f"""
import asyncio, os
from office.sealed import Sealer
from pathlib import Path
os.environ["TANYA_KEY_FILE"] = {str(tmp_path / "key")!r}
Sealer.from_file(Path(os.environ["TANYA_KEY_FILE"]))
from bot.dialogue.encrypted_tracker_store import EncryptedTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

async def run():
    store = EncryptedTrackerStore(Domain.empty(), dialect="sqlite", db={str(tmp_path / "d.db")!r})
    names = lambda tracker: [type(event).__name__ for event in tracker.events]
    made = DialogueStateTracker.from_events("a", [SlotSet("x", 1), SlotSet("y", 2)])
    await store.save(made)
    await store.save(made)
    copied = made.copy()
    copied.update(SlotSet("z", 3))
    await store.save(copied)
    read = await store.retrieve("a")
    seen = [names(read)]
    read.update(SessionStarted())
    read.update(SlotSet("x", 4))
    await store.save(read)
    await store.save(read)
    again = await store.retrieve("a")
    seen.append(names(again))
    seen.append(names(await store.retrieve_full_tracker("a")))
    seen.append(await store.retrieve("b"))
    return seen
result = asyncio.run(run())
"""
    slot, begun = "SlotSet", "SessionStarted"
    assert in_rasa(code) == [[slot] * 3, [begun, slot], [slot] * 3 + [begun, slot], None]


def test_a_form_survives_a_killed_server(new_server: Any) -> None:
    new_server.start()
    new_server.say("killed", "saya mau lapor jalan rusak", "1")
    new_server.say("killed", WORDS, "2")
    new_server.kill()
    new_server.start()
    assert new_server.say("killed", "Jalan Cikaret nomor 5", "3") == [
        {"say": "terkirim", "uraian": WORDS, "lokasi": "Jalan Cikaret nomor 5"}
    ]


def test_rows_that_do_not_open_fail_the_turn_instead_of_starting_over(
    new_server: Any, tmp_path: Path
) -> None:
    new_server.start()
    new_server.say("key", "saya mau lapor jalan rusak")
    new_server.kill()
    before = new_server.rows("key")
    (tmp_path / "other").write_text("A" * 43 + "=\n")
    new_server.environment = {**new_server.environment, "TANYA_KEY_FILE": str(tmp_path / "other")}
    new_server.start()
    answer = new_server.post("key", WORDS)
    assert (answer.status_code, answer.json()) == (503, {"failed": ["SealBroken"]})
    assert new_server.rows("key") == before


@pytest.mark.parametrize("key", ["", "/nowhere/key"])
def test_without_its_key_rasa_does_not_start(new_server: Any, key: str) -> None:
    new_server.environment = {**new_server.environment, "TANYA_KEY_FILE": key}
    with pytest.raises(AssertionError, match="TANYA_KEY_FILE must name the key file"):
        new_server.start()


def test_a_store_that_cannot_be_imported_stops_the_start(new_server: Any) -> None:
    new_server.endpoints.write_text(
        new_server.endpoints.read_text().replace("EncryptedTrackerStore", "Misspelt")
    )
    with pytest.raises(AssertionError, match="Cannot retrieve class from path"):
        new_server.start()
