"""The staff console: its pages put together under ``/desk``."""

from fastapi import APIRouter

from desk import (
    account,
    answer,
    auditlog,
    case,
    deliveries,
    government,
    letters,
    objection,
    publish,
    queue,
    secondstep,
    signin,
    staff,
    steps,
    talk,
    talks,
)
from desk.room import Desk, DeskServices

PARTS = (
    signin,
    secondstep,
    government,
    account,
    staff,
    auditlog,
    queue,
    case,
    answer,
    objection,
    steps,
    publish,
    letters,
    deliveries,
    talks,
    talk,
)

__all__ = ["DeskServices", "router"]


def router(services: DeskServices) -> APIRouter:
    """All routes of the desk."""
    desk = Desk(services)
    together = APIRouter(include_in_schema=False)
    for part in PARTS:
        together.include_router(part.routes(desk))
    return together
