"""What the command line asks of a running server: it owns the index, so it answers and imports for them.

Only with the token that lies in ``TANYA_HOME/secrets``.
"""

from __future__ import annotations

import hmac
from typing import Any

from fastapi import APIRouter, Depends, Header, HTTPException
from pydantic import BaseModel

from bot.answers import as_line
from bot.engine import EngineAway
from bot.services import Services
from bot.turn import cleaned


class Questions(BaseModel):
    questions: list[str]


class Message(BaseModel):
    text: str
    question: str | None = None

    def as_handed_in(self) -> dict[str, Any]:
        """As Rasa gets it in a conversation."""
        return {"text": cleaned(self.text), "question": self.question}


def router(services: Services) -> APIRouter:
    """``/internal/…`` for our own command line."""

    def with_token(x_tanya_token: str = Header(default="")) -> None:
        if not hmac.compare_digest(x_tanya_token.encode(), services.internal_token.encode()):
            raise HTTPException(401)

    routes = APIRouter(prefix="/internal", dependencies=[Depends(with_token)], include_in_schema=False)

    @routes.get("/hello")
    def hello() -> dict[str, bool]:
        return {"running": True}

    @routes.post("/ask")
    def ask(body: Questions) -> list[dict[str, Any]]:
        return [as_line(services.answerer.ask(question)) for question in body.questions]

    @routes.post("/understand")
    def understand(body: list[Message]) -> list[dict[str, Any]]:
        messages = [message.as_handed_in() for message in body]
        try:
            return services.engine.understand(messages, services.internal_token)
        except EngineAway as away:
            raise HTTPException(503) from away

    @routes.post("/sync")
    def sync() -> dict[str, bool]:
        services.answerer.sync()
        return {"synced": True}

    @routes.post("/reindex")
    def reindex() -> dict[str, bool]:
        services.answerer.index.rebuild()
        return {"rebuilt": True}

    return routes
