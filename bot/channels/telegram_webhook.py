"""Where Telegram calls when it is not asked: one update a call, with a secret only the two of us know."""

from __future__ import annotations

import hmac
import json
from typing import Any

import structlog
from anyio import to_thread
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from bot.channels.calls import REFUSALS, signed_call
from bot.channels.telegram import PATH, TelegramDoor
from office.web.bodies import TooLarge, bounded

log = structlog.get_logger()

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - its name
LARGEST = 1024 * 1024
"""Bytes of one call; an update is a few thousand."""


def router(door: TelegramDoor) -> APIRouter:
    """``POST /channels/telegram/webhook``."""
    routes = APIRouter()

    @routes.post(PATH, openapi_extra=signed_call(SECRET_HEADER), responses=REFUSALS)
    async def call(request: Request) -> Response:
        told = request.headers.get(SECRET_HEADER, "")
        if not told:
            raise HTTPException(401)
        if not hmac.compare_digest(told.encode(), door.secret.encode()):
            raise HTTPException(403)
        try:
            update = json.loads(await bounded(request, LARGEST).body())
        except TooLarge as error:
            raise HTTPException(413) from error
        except (ValueError, RecursionError) as error:
            raise HTTPException(400) from error
        if not _is_update(update):
            raise HTTPException(400)
        # Stored first: after a 200 Telegram forgets the update.
        await to_thread.run_sync(door.take_in, update)
        return Response(status_code=200)

    return routes


def _is_update(update: Any) -> bool:
    return isinstance(update, dict) and type(update.get("update_id")) is int
