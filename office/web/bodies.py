"""Bodies of requests: read no further than they may be long."""

from __future__ import annotations

from typing import Any

from fastapi import Request


class TooLarge(Exception):
    """More came than is taken."""


def bounded(request: Request, most: int) -> Request:
    """The request, read no further than ``most`` bytes; a sender need not say beforehand how long it is."""
    read = 0

    async def receive() -> Any:
        nonlocal read
        message = await request.receive()
        read += len(message.get("body", b""))
        if read > most:
            raise TooLarge
        return message

    return Request(request.scope, receive)
