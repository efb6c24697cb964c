"""Whether we are alive and ready, for whoever watches over us; and figures for the operator's monitoring."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from bot.services import Services, secret_file


def router(services: Services) -> APIRouter:
    """``/healthz``, ``/readyz`` and, with the token of ``secrets/metrics.token``, ``/metrics``."""
    routes = APIRouter()
    token = secret_file(services.settings.secrets / "metrics.token")

    @routes.get("/healthz", response_class=PlainTextResponse)
    def alive() -> str:
        return "ok"

    @routes.get("/readyz", responses={503: {"description": "Not all parts answer"}})
    def ready() -> JSONResponse:
        parts = {
            "engine": services.engine.ready(),
            "database": _database_answers(services),
            "index": _index_answers(services),
        }
        return JSONResponse(parts, status_code=200 if all(parts.values()) else 503)

    @routes.get("/metrics", include_in_schema=False)
    def metrics(authorization: Annotated[str, Header()] = "") -> PlainTextResponse:
        # On the port that citizens reach: how busy an office is, and what fails, is for its operator.
        if not hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
            raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
        return PlainTextResponse(generate_latest().decode(), media_type=CONTENT_TYPE_LATEST)

    return routes


def _index_answers(services: Services) -> bool:
    try:
        return services.answerer.index.mark is not None
    except Exception:
        return False


def _database_answers(services: Services) -> bool:
    try:
        with services.database.reading() as session:
            session.execute(text("SELECT 1"))
    except Exception:
        return False
    return True
