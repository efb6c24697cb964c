"""Before every request: no form of another site is accepted, and every answer carries security headers.

Cross-site forgery is stopped by what browsers themselves say about a request (Fetch Metadata, Origin);
programs that send neither (platform webhooks, the dialogue engine, a command line) carry no cookies of
a person and pass on to their own checks.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from office.settings import Settings
from office.texts import texts

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
FRAMED = "/sematan"
"""Under here lies the chat for other sites' frames; everything else shows in no frame."""
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: browsers then send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
}


class Guard:
    """The middleware. ``settings`` says under which address the pages are known and whether it is HTTPS."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.own_host = urlsplit(settings.public_url).netloc if settings.public_url else ""
        self.headers = dict(HEADERS)
        if settings.secure_cookies:
            self.headers["Strict-Transport-Security"] = "max-age=31536000"
        self.framed = dict(self.headers)
        if settings.widget.sites:
            ancestors = f"frame-ancestors {' '.join(settings.widget.sites)}"
            policy = CONTENT_POLICY.replace("frame-ancestors 'none'", ancestors)
            # X-Frame-Options knows no list of sites; browsers that read frame-ancestors do not need it.
            del self.framed["X-Frame-Options"]
            self.framed["Content-Security-Policy"] = policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        framed = scope["path"] == FRAMED or scope["path"].startswith(f"{FRAMED}/")
        given = self.framed if framed else self.headers

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in given.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["method"] not in SAFE and not self.own(Headers(scope=scope)):
            refusal = PlainTextResponse(texts().say("desk.foreign_form"), status_code=403)
            await refusal(scope, receive, with_headers)
            return
        await self.app(scope, receive, with_headers)

    def own(self, headers: Headers) -> bool:
        """Whether an unsafe request comes from our own pages, or from no browser at all."""
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = headers.get("origin")
        if origin is None:
            return True
        host = urlsplit(origin).netloc
        return bool(host) and host in (headers.get("host"), self.own_host)
