"""Signing in with a government account: OpenID Connect with code, PKCE and nonce, for known staff only.

Nobody is let in because the provider knows them: an administrator has noted their account beside their name first.
"""

import json
from typing import Any

import httpx2
from authlib.integrations.starlette_client import OAuth, OAuthError, StarletteOAuth2App
from fastapi import APIRouter, Request, Response
from joserfc.errors import JoseError
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from desk.entrance import HOME, VISITOR, first_factor_done, record, safe_path
from desk.room import Away, Desk, DeskRoute
from office.database import sealer
from office.people import Person
from office.sealed import SealBroken
from office.settings import Oidc

STATE = "tanya_desk_oidc"
"""The cookie that carries state, nonce and PKCE verifier while the person is at the provider's; sealed."""
STATE_AGE = 600
PLACE = "sign_in.oidc"
BACK = "/desk/masuk/pemerintah/kembali"


def client_for(settings: Oidc) -> StarletteOAuth2App:
    """The client of the provider; its addresses and keys are read from its own description when first needed."""
    found: StarletteOAuth2App = OAuth().register(
        "government",
        client_id=settings.client_id,
        client_secret=settings.client_secret.get_secret_value(),
        server_metadata_url=f"{str(settings.issuer).rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256", "timeout": 10},
    )
    return found


def routes(desk: Desk) -> APIRouter:
    router = APIRouter(prefix="/desk/masuk/pemerintah", route_class=DeskRoute)
    settings = desk.settings.oidc
    client = client_for(settings)

    def stopped(problem: str, status: int) -> Response:
        response = desk.pages.page("government.html", status, problem=problem, provider=settings.name)
        response.delete_cookie(STATE, path="/desk/masuk")
        return response

    def is_open() -> None:
        if settings.issuer is None:
            raise Away(stopped("closed", 404))

    @router.get("")
    async def go(request: Request, lanjut: str = HOME) -> Response:
        is_open()
        request.scope["session"] = state = {"next": safe_path(lanjut)}
        try:
            response: Response = await client.authorize_redirect(request, f"{desk.settings.address}{BACK}")
        except (httpx2.HTTPError, ValueError, OAuthError):
            return stopped("away", 502)
        response.set_cookie(
            STATE,
            sealer().seal(json.dumps(state), PLACE),
            max_age=STATE_AGE,
            path="/desk/masuk",
            secure=desk.settings.secure_cookies,
            httponly=True,
            samesite="lax",
        )
        return response

    @router.get("/kembali")
    async def come_back(request: Request) -> Response:
        is_open()
        request.scope["session"] = state = _opened(request.cookies.get(STATE))
        try:
            token = await client.authorize_access_token(request)
        except (OAuthError, JoseError, ValueError):
            await run_in_threadpool(failed, request, None)
            return stopped("refused" if "error" in request.query_params else "not_ours", 400)
        except httpx2.HTTPError:
            return stopped("away", 502)
        account = _account(token.get("userinfo") or {}, settings.claim)
        person = await run_in_threadpool(known, account)
        if person is None:
            await run_in_threadpool(failed, request, None)
            return stopped("unknown", 403)
        go_on = safe_path(str(state.get("next", HOME)))
        done: Response = await run_in_threadpool(
            first_factor_done, desk, request, person, go_on, "government"
        )
        done.delete_cookie(STATE, path="/desk/masuk")
        return done

    def known(account: str | None) -> Person | None:
        if account is None:
            return None
        query = select(Person).where(Person.government_account == account, Person.disabled_at.is_(None))
        with desk.database.reading() as session:
            return session.scalar(query)

    def failed(request: Request, person: Person | None) -> None:
        with desk.database.writing(VISITOR) as session:
            record(session, "failed", request, person, how="government")

    return router


def _opened(cookie: str | None) -> dict[str, Any]:
    """What we gave the browser along; nothing when it is missing, too old or made up."""
    try:
        state: dict[str, Any] = json.loads(sealer().open(cookie or "", PLACE))
    except (SealBroken, ValueError):
        return {}
    return state


def _account(claims: dict[str, Any], claim: str) -> str | None:
    """The person as the provider names them; an address that it has not checked itself names nobody."""
    if claim == "email" and claims.get("email_verified") is not True:
        return None
    value = claims.get(claim)
    return str(value).strip().lower() or None if value is not None else None
