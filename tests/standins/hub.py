"""A model hub on this machine: files of folders under ``/owner/name/resolve/revision/file``."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Hub:
    """What it serves, what it was asked for, and whether it lies about its files."""

    def __init__(self, models: dict[str, Path]) -> None:
        self.models = models
        self.asked: list[str] = []
        self.wrong = ""
        """A file that arrives damaged."""
        self.url = ""


@contextmanager
def hub(models: dict[str, Path]) -> Iterator[Hub]:
    """Serve folders as models until the end of the block."""
    served = Hub(models)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def _answer(self, with_body: bool) -> None:
            served.asked.append(self.path)
            owner, model, _resolve, _revision, file = self.path.lstrip("/").split("/", 4)
            folder = served.models.get(f"{owner}/{model}")
            path = folder / file if folder else None
            if path is None or not path.is_file():
                self.send_response(404)
                self.send_header("X-Error-Code", "EntryNotFound" if folder else "RepoNotFound")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            data = path.read_bytes()
            sent = data[:-1] + bytes([data[-1] ^ 1]) if file == served.wrong else data
            self.send_response(200)
            self.send_header("X-Repo-Commit", COMMIT)
            if file.endswith(".onnx"):  # large files are known by SHA-256, small ones by git's sum
                self.send_header("X-Linked-Etag", f'"{hashlib.sha256(data).hexdigest()}"')
            of_git = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
            self.send_header("ETag", f'"{of_git}"')
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if with_body:
                self.wfile.write(sent)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
