"""Chromium on pages of the running application."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The application on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def small_targets(page: Any, least: int = 24) -> list[str]:
    """Things to press that are smaller than 24 pixels (WCAG 2.5.8); links inside a sentence are excepted."""
    return page.evaluate(
        """least => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select, textarea')]
        .filter(e => e.checkVisibility() && !e.closest('p.words, .skip'))
        .map(e => ['radio', 'checkbox'].includes(e.type) ? e.closest('label') : e)
        .map(e => [e.tagName + ' ' + e.textContent.trim().slice(0, 30), e.getBoundingClientRect()])
        .filter(([, r]) => r.width < least || r.height < least)
        .map(([name, r]) => `${name} ${Math.round(r.width)}x${Math.round(r.height)}`)""",
        least,
    )


def sideways(page: Any) -> int:
    """Pixels that stick out on the right."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
