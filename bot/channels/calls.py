"""How calls of platforms stand in our OpenAPI document; their bodies are read by hand, once it is sure who calls."""

from __future__ import annotations

from typing import Any

REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"description": "Not a call of this platform"},
    401: {"description": "Without secret or signature"},
    403: {"description": "With a wrong one"},
    413: {"description": "Too large"},
}


def signed_call(header: str) -> dict[str, Any]:
    """A JSON object with a header that proves who calls."""
    return {
        "parameters": [{"name": header, "in": "header", "required": True, "schema": {"type": "string"}}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}},
    }
