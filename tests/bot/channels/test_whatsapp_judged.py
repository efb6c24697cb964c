"""Meta's own examples of webhook calls, out of Meta's own document, read by our door.

The document may not be kept in this repository (its licence is Meta's): it lies beside it, as in CI. Where it does
not, these tests cannot run and say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from bot.channels.whatsapp_payload import SILENT, Payload, receipts, received
from office.settings import PROJECT

DOCUMENT = PROJECT.parent / "shared" / "data" / "whatsapp" / "business-messaging-api_v23.0.yaml"

pytestmark = pytest.mark.skipif(
    not DOCUMENT.exists(), reason=f"Meta's OpenAPI document is not there ({DOCUMENT.name}): nothing is judged"
)


def calls(part: Any) -> Iterator[dict[str, Any]]:
    """Every example of a call to our webhook, wherever it stands in the document."""
    if isinstance(part, dict):
        if part.get("object") == "whatsapp_business_account" and "entry" in part:
            yield part
        for inner in part.values():
            yield from calls(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from calls(inner)


@pytest.fixture(scope="module")
def examples() -> list[dict[str, Any]]:
    document = yaml.load(DOCUMENT.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return list(calls(document))


def values(example: dict[str, Any]) -> list[dict[str, Any]]:
    return [change["value"] for entry in example["entry"] for change in entry["changes"]]


def test_every_message_of_metas_examples_is_read_and_every_sign_is_passed_over(
    examples: list[dict[str, Any]],
) -> None:
    assert len(examples) >= 16
    for example in examples:
        (value,) = values(example)
        sent = [one for one in value.get("messages", []) if one["type"] not in SILENT]
        found = received(Payload.model_validate(example), value["metadata"]["phone_number_id"])
        assert [one.wamid for one in found] == [one["id"] for one in sent]
        assert [one.number for one in found] == [one["from"] for one in sent]
        assert receipts(Payload.model_validate(example), value["metadata"]["phone_number_id"]) == []


def test_words_and_pressed_buttons_of_metas_examples_are_what_was_meant(
    examples: list[dict[str, Any]],
) -> None:
    for example in examples:  # they share ids, so each is looked at by itself
        (value,) = values(example)
        found = received(Payload.model_validate(example), value["metadata"]["phone_number_id"])
        sent = [one for one in value.get("messages", []) if one["type"] not in SILENT]
        for one, message in zip(found, sent, strict=True):
            if message["type"] == "text":
                assert one.text == message["text"]["body"]
            if message["type"] == "interactive":
                pressed = message["interactive"]
                assert one.button == (pressed.get("button_reply") or pressed.get("list_reply"))["id"]
