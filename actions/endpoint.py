"""Rasa's action contract, served by our application.

Rasa's own action server binds every interface and prints the whole conversation into its log on an error;
this one does neither.
"""

from __future__ import annotations

import hmac
from traceback import format_tb

import structlog
from fastapi import APIRouter, Header, HTTPException, Request, Response
from rasa_sdk.executor import ActionExecutor

from actions.asking import Arahkan, Darurat, Tanya
from actions.base import TanyaAction
from actions.filing import Kirim
from actions.notices import Pengumuman
from actions.privacy import DataSaya
from actions.requests import MulaiPermohonan
from actions.starting import Mulai
from actions.status import Status
from actions.steps import Batal, Kembali, Koreksi, Sibuk, Tanyakan, Validasi
from actions.talk import Bantuan, Lanjut, Petugas, Setuju, Suara, Tolak, Ucapkan, Ulangi
from actions.tools import Tools

log = structlog.get_logger()

NOTHING = '{"events": [], "responses": []}'

ACTIONS: tuple[type[TanyaAction], ...] = (
    Tanya,
    Arahkan,
    Darurat,
    MulaiPermohonan,
    Mulai,
    Validasi,
    Tanyakan,
    Kirim,
    Koreksi,
    Kembali,
    Batal,
    Sibuk,
    Bantuan,
    Petugas,
    Status,
    Setuju,
    Tolak,
    Ulangi,
    Ucapkan,
    Suara,
    DataSaya,
    Pengumuman,
    Lanjut,
)


def router(tools: Tools, token: str) -> APIRouter:
    """The one route Rasa calls. Without the token it answers 401."""
    routes = APIRouter()
    executor = ActionExecutor()
    for action in ACTIONS:
        made = action(tools)
        executor.register_function(made.name(), made.run)

    @routes.post("/internal/actions", include_in_schema=False)
    async def run_action(request: Request, x_tanya_token: str = Header(default="")) -> Response:
        if not hmac.compare_digest(x_tanya_token.encode(), token.encode()):
            raise HTTPException(401)
        call = await request.json()
        call.setdefault("domain", {})  # no action of ours reads it: Rasa is told not to send it every time
        name = call.get("next_action")
        try:
            result = await executor.run(call)
        except Exception as error:
            # The tracker is in the call: it must not be in the log.
            log.error(
                "action failed",
                action=name,
                error=type(error).__name__,
                frames=format_tb(error.__traceback__)[-4:],
            )
            raise HTTPException(500, {"error": type(error).__name__, "action_name": name}) from None
        answer = result.model_dump_json() if result is not None else NOTHING
        return Response(answer, media_type="application/json")

    return routes
