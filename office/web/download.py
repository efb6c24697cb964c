"""Handing out a file somebody else made: saved, never shown inside our pages."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import Response

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    # Were it opened all the same, it runs nothing and reaches nobody.
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
}


def download(content: bytes, name: str, media: str) -> Response:
    """A file to save under its name."""
    plain = name.encode("ascii", "ignore").decode().replace('"', "").replace("\\", "") or "berkas"
    saved = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=media, headers=HEADERS | {"Content-Disposition": saved})
