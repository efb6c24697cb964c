"""Messages as browsers and programs hand them in: JSON or a form, read no further than they may be long."""

from __future__ import annotations

import json
from typing import Any

from fastapi import HTTPException, Request
from pydantic import BaseModel, Field, ValidationError
from pydantic.json_schema import SkipJsonSchema
from starlette.exceptions import HTTPException as MalformedForm
from starlette.formparsers import MultiPartParser

from bot.reply import Turn
from office.texts import Texts
from office.web.bodies import TooLarge, bounded

LARGEST_BODY = 25 * 1024 * 1024
# A recording must not touch the disk in clear: forms stay in memory up to the largest one taken.
MultiPartParser.spool_max_size = LARGEST_BODY
LARGEST_TEXT = 1024 * 1024
"""Bytes of a message that is text alone."""
ID = r"^[A-Za-z0-9_-]{8,64}$"


class ChatMessage(BaseModel):
    """One message of a citizen."""

    conversation: str = Field(pattern=ID)
    message_id: str = Field(pattern=ID)
    text: str = Field(default="", max_length=200_000)
    audio: SkipJsonSchema[bytes | None] = None
    """A recording instead of a text."""
    file: SkipJsonSchema[bytes | None] = None
    """A document or a photo, with or without a text."""
    file_name: SkipJsonSchema[str] = ""


_SCHEMA = ChatMessage.model_json_schema()
_FILE = {"type": "string", "format": "binary"}
_FORM = _SCHEMA | {"properties": _SCHEMA["properties"] | {"audio": _FILE, "file": _FILE}}
CHAT_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _SCHEMA}, "multipart/form-data": {"schema": _FORM}},
    }
}
"""The interface's own description: the body is read by hand, no further than it may be long."""
CHAT_ANSWERS: dict[int | str, dict[str, Any]] = {
    202: {
        "model": Turn,
        "description": "Stored; the answer comes later. The same message again asks for it.",
    },
    413: {"description": "Too large"},
    422: {"description": "Not a message"},
    429: {"description": "Too fast: nothing is stored; the same message again after Retry-After seconds"},
}


async def read_form(request: Request, most: int) -> dict[str, str | bytes]:
    """The fields of a form, a file as its bytes and its name. Raises :class:`TooLarge` or :class:`MalformedForm`."""
    fields: dict[str, str | bytes] = {}
    async with bounded(request, most).form(max_files=1, max_fields=10) as form:
        for name, value in form.items():
            if isinstance(value, str):
                fields[name] = value
            else:
                fields |= {name: await value.read(), f"{name}_name": (value.filename or "")[:200]}
    return fields


async def read_message(request: Request, texts: Texts) -> ChatMessage:
    """Read JSON or a form; anything else gets one clear sentence."""
    parts = request.headers.get("content-type", "").startswith("multipart/")
    try:
        if parts:
            fields: Any = await read_form(request, LARGEST_BODY)
        else:
            fields = json.loads(await bounded(request, LARGEST_TEXT).body())
    except TooLarge as error:
        raise HTTPException(413, texts.say("web.too_large")) from error
    except (ValueError, RecursionError, MalformedForm) as error:
        raise HTTPException(422, texts.say("web.bad_message")) from error
    try:
        message = ChatMessage.model_validate(fields)
    except ValidationError as error:
        raise HTTPException(422, texts.say("web.bad_message")) from error
    # Only a form carries files.
    return message if parts else message.model_copy(update={"audio": None, "file": None})
