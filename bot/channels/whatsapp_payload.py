"""What WhatsApp's webhook says, read leniently: what we use is checked, what we do not know is passed over.

Our own reading and not the client library's: it refuses contacts without ``user_id`` after it has answered
200, and then the message is lost (docs/decisions/0008-whatsapp-webhook.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError

log = structlog.get_logger()


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)


class _Text(_Part):
    body: str = ""


class _Button(_Part):
    text: str = ""


class _Reply(_Part):
    id: str = ""


class _Interactive(_Part):
    button_reply: _Reply | None = None
    list_reply: _Reply | None = None


class _Media(_Part):
    caption: str = ""
    id: str = Field("", max_length=200)
    filename: str = ""
    mime_type: str = ""


class _Message(_Part):
    id: str = Field(min_length=1, max_length=180)
    timestamp: int = Field(ge=0, le=32_503_680_000)
    type: str = ""
    sender: str | None = Field(None, alias="from")
    sender_id: str | None = Field(None, alias="from_user_id")
    text: _Text | None = None
    button: _Button | None = None
    interactive: _Interactive | None = None
    image: _Media | None = None
    document: _Media | None = None
    video: _Media | None = None
    audio: _Media | None = None


class _Contact(_Part):
    wa_id: str | None = None
    user_id: str | None = None


class _Error(_Part):
    code: int = 0


class _Status(_Part):
    id: str = Field(min_length=1, max_length=180)
    status: str
    biz_opaque_callback_data: str | None = None
    errors: list[_Error] = Field(default_factory=list)


class _Metadata(_Part):
    phone_number_id: str = ""


class _Value(_Part):
    """What a call tells. Its items are read one by one: one we cannot read must not take the others with it."""

    metadata: _Metadata = _Metadata()
    contacts: list[Any] = Field(default_factory=list)
    messages: list[Any] = Field(default_factory=list)
    statuses: list[Any] = Field(default_factory=list)


class _Change(_Part):
    field: str = ""
    value: dict[str, Any] = Field(default_factory=dict)


class _Entry(_Part):
    changes: list[_Change] = Field(default_factory=list)


class Payload(_Part):
    """One webhook call: messages of citizens and what became of ours, several of each."""

    object: str = ""
    entry: list[_Entry] = Field(default_factory=list)

    def values(self, phone_id: str) -> Iterator[_Value]:
        """The parts about messages to this office's number; one application may serve several numbers."""
        for entry in self.entry:
            for change in entry.changes:
                value = _read(_Value, change.value) if change.field == "messages" else None
                if value is not None and value.metadata.phone_number_id == phone_id:
                    yield value


SILENT = frozenset({"reaction", "system", "ephemeral", "revoke", "edit"})
"""Signs that want no answer: a heart on our message, a changed number, a deleted message."""


@dataclass(frozen=True)
class Received:
    """A message of a citizen. ``address``: the business-scoped id when there is one, otherwise the number."""

    wamid: str
    address: str
    number: str | None
    text: str
    button: str | None
    at: datetime
    recording: str | None = None
    """Id under which Meta keeps what the citizen said."""
    file: str | None = None
    """Id under which Meta keeps a document, a photo or a video."""
    file_name: str = ""


@dataclass(frozen=True)
class Receipt:
    """What became of a message of ours."""

    wamid: str
    outbox_id: int | None
    status: str
    code: int | None
    whole: bool = True
    """Whether it speaks of the last part of what we sent."""


def mark(outbox_id: int, last: bool = True) -> str:
    """What a message of ours carries, so that its statuses find it: the last part tells of the whole."""
    return str(outbox_id) if last else f"{outbox_id}.part"


def received(payload: Payload, phone_id: str) -> list[Received]:
    """The citizens' messages of a call, in the order they are in."""
    found = []
    for value in payload.values(phone_id):
        contacts = _read_all(_Contact, value.contacts)
        for message in _read_all(_Message, value.messages):
            contact = _contact_of(message, contacts)
            number = message.sender or contact.wa_id
            address = message.sender_id or contact.user_id or number
            if address is None or message.type in SILENT:
                continue
            found.append(
                Received(
                    wamid=message.id,
                    address=address,
                    number=number,
                    text=_words(message),
                    button=_button(message),
                    at=datetime.fromtimestamp(message.timestamp, UTC),
                    recording=sound.id if (sound := _sound(message)) is not None else None,
                    file=file.id or None if (file := _file(message)) is not None else None,
                    file_name=file.filename if file is not None else "",
                )
            )
    return found


def receipts(payload: Payload, phone_id: str) -> list[Receipt]:
    """What the call says about messages we sent."""
    return [
        Receipt(
            wamid=status.id,
            outbox_id=_number((status.biz_opaque_callback_data or "").removesuffix(".part")),
            status=status.status,
            code=status.errors[0].code if status.errors else None,
            whole=not (status.biz_opaque_callback_data or "").endswith(".part"),
        )
        for value in payload.values(phone_id)
        for status in _read_all(_Status, value.statuses)
    ]


P = TypeVar("P", bound=_Part)


def _read(model: type[P], raw: Any) -> P | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        log.warning("part of a webhook not understood", part=model.__name__, errors=error.error_count())
        return None


def _read_all(model: type[P], raws: list[Any]) -> list[P]:
    return [part for raw in raws if (part := _read(model, raw)) is not None]


def _contact_of(message: _Message, contacts: list[_Contact]) -> _Contact:
    """The contact a message is from: named by its number, or the only one there is."""
    named = [one for one in contacts if message.sender is not None and one.wa_id == message.sender]
    if named:
        return named[0]
    return contacts[0] if len(contacts) == 1 and message.sender is None else _Contact()


def _words(message: _Message) -> str:
    if message.text is not None:
        return message.text.body
    if message.button is not None:  # the quick reply of a template
        return message.button.text
    file = _file(message)
    return file.caption if file is not None else ""


def _file(message: _Message) -> _Media | None:
    return None if _sound(message) else message.image or message.document or message.video


def _sound(message: _Message) -> _Media | None:
    """A voice note, or what a recorder on the telephone wrote and the citizen attached as a document."""
    attached = message.document
    recorded = attached if attached is not None and attached.mime_type.startswith("audio/") else None
    return message.audio or recorded


def _button(message: _Message) -> str | None:
    pressed = message.interactive and (message.interactive.button_reply or message.interactive.list_reply)
    return pressed.id if pressed else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
