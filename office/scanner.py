"""Looking for viruses in files, with what the office has: a clamd it reaches, or a command.

What is looked at never touches the disk in clear: clamd gets it over its socket, a command on its standard input.
"""

from __future__ import annotations

import shlex
import socket
import struct
import subprocess

import structlog

from office.settings import Scanner as Settings

log = structlog.get_logger()

CLEAN, INFECTED, UNSCANNED = "clean", "infected", "unscanned"
"""Results. ``unscanned``: no scanner is set, or it did not answer; who asks tries again later."""
_CHUNK = 64 * 1024
_LONGEST_REPLY = 4096


class Scanner:
    """The office's scanner. Without one every file stays unscanned, and the desk says so."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def is_set(self) -> bool:
        return bool(self._settings.clamd or self._settings.command)

    def scan(self, content: bytes) -> str:
        """``clean``, ``infected`` or ``unscanned``; never raises."""
        try:
            if self._settings.clamd:
                return self._by_clamd(content)
            if self._settings.command:
                return self._by_command(content)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            log.error("scanner does not answer", error=type(error).__name__)
        return UNSCANNED

    def _by_clamd(self, content: bytes) -> str:
        """clamd's INSTREAM: pieces with their length before them, ended by a length of zero."""
        with self._connected() as line:
            line.sendall(b"zINSTREAM\0")
            for at in range(0, len(content), _CHUNK):
                piece = content[at : at + _CHUNK]
                line.sendall(struct.pack("!I", len(piece)) + piece)
            line.sendall(struct.pack("!I", 0))
            reply = b""
            while not reply.endswith(b"\0") and len(reply) < _LONGEST_REPLY:
                if not (more := line.recv(_LONGEST_REPLY)):
                    break
                reply += more
        said = reply.rstrip(b"\0\n").decode(errors="replace")
        if said.endswith(" FOUND"):
            return INFECTED
        if said == "stream: OK":
            return CLEAN
        raise ValueError("clamd refused the file")

    def _connected(self) -> socket.socket:
        where, limit = self._settings.clamd, self._settings.time_limit
        if where.startswith("/"):
            line = socket.socket(socket.AF_UNIX)
            line.settimeout(limit)
            try:
                line.connect(where)
            except OSError:
                line.close()
                raise
            return line
        host, _, port = where.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), limit)

    def _by_command(self, content: bytes) -> str:
        """As clamscan says it: 0 clean, 1 infected, anything else went wrong."""
        done = subprocess.run(
            shlex.split(self._settings.command),
            input=content,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=self._settings.time_limit,
            check=False,
        )
        if done.returncode not in (0, 1):
            raise ValueError("the scanner's command failed")
        return INFECTED if done.returncode == 1 else CLEAN
