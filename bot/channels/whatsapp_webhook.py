"""Where Meta calls: the one-time check of our address, and messages and statuses, signed over the raw body."""

from __future__ import annotations

import hmac

import structlog
from anyio import to_thread
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import PlainTextResponse, Response
from pydantic import ValidationError
from pywa.utils import webhook_updates_validator

from bot.channels.calls import REFUSALS, signed_call
from bot.channels.whatsapp import WhatsAppDoor
from bot.channels.whatsapp_payload import Payload
from bot.workers import Workers
from office.settings import WhatsApp as Settings
from office.web.bodies import TooLarge, bounded

log = structlog.get_logger()

SIGNATURE = "x-hub-signature-256"
LARGEST = 3 * 1024 * 1024
"""Bytes of one call; Meta sends at most this much."""


def router(door: WhatsAppDoor, workers: Workers, settings: Settings) -> APIRouter:
    """``GET`` and ``POST /channels/whatsapp/webhook``."""
    routes = APIRouter()
    verify = settings.verify_token.get_secret_value() if settings.verify_token else ""
    secret = settings.app_secret.get_secret_value() if settings.app_secret else ""

    @routes.get(
        "/channels/whatsapp/webhook", response_class=PlainTextResponse, responses={403: REFUSALS[403]}
    )
    def check(request: Request) -> PlainTextResponse:
        asked = request.query_params
        told = asked.get("hub.verify_token", "")
        if asked.get("hub.mode") != "subscribe" or not verify or not _same(told, verify):
            raise HTTPException(403)
        return PlainTextResponse(asked.get("hub.challenge", ""))

    @routes.post("/channels/whatsapp/webhook", openapi_extra=signed_call(SIGNATURE), responses=REFUSALS)
    async def call(request: Request) -> Response:
        try:
            body = await bounded(request, LARGEST).body()
        except TooLarge as error:
            raise HTTPException(413) from error
        signature = request.headers.get(SIGNATURE, "")
        if not signature:
            raise HTTPException(401)
        if not signature.isascii() or not webhook_updates_validator(secret, body, signature):
            raise HTTPException(403)
        try:
            payload = Payload.model_validate_json(body)
        except ValidationError as error:
            log.warning("webhook not understood", errors=error.error_count())
            raise HTTPException(400) from error
        # Stored first: after a 200 Meta forgets the message.
        await to_thread.run_sync(door.take_in, payload, workers)
        return Response(status_code=200)

    return routes


def _same(told: str, ours: str) -> bool:
    return hmac.compare_digest(told.encode(), ours.encode())
