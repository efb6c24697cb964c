"""A local server that speaks clamd's INSTREAM, over a real socket. It finds EICAR's harmless test text."""

from __future__ import annotations

import socketserver
import struct
import threading

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """``address`` is what the setting wants; ``looked_at`` is what was sent in."""

    def __init__(self) -> None:
        self.looked_at: list[bytes] = []
        self.says: bytes | None = None
        """Said instead of a verdict."""
        scanner = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                if self.rfile.read(10) != b"zINSTREAM\0":
                    self.wfile.write(b"UNKNOWN COMMAND\0")
                    return
                content = b""
                while (size := struct.unpack("!I", self.rfile.read(4))[0]) > 0:
                    content += self.rfile.read(size)
                scanner.looked_at.append(content)
                found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
                self.wfile.write(scanner.says or found)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
