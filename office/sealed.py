"""Personal data at rest: AES-256-GCM with the place it belongs to as associated data.

Depends on ``cryptography`` alone, so that both environments (ours and Rasa's) can import it.

Row format: ``v1.<key id>.<base64url of nonce(12) + ciphertext + tag(16)>``. The associated data is the
name of the place (``table.column`` or a sender id): a value moved to another place does not open there.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PREFIX = "v1"


class SealBroken(ValueError):
    """A sealed value could not be opened: wrong key, wrong place or damaged."""


class Sealer:
    """Seals and opens texts with one key.

    The key is 32 bytes, kept outside the database: who steals the database alone reads nothing.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError("the key must be 32 bytes")
        self._cipher = AESGCM(key)
        self._index_key = hmac.digest(key, b"blind-index", "sha256")
        self.key_id = hashlib.sha256(key).hexdigest()[:8]

    @classmethod
    def from_file(cls, path: Path) -> Sealer:
        """Open the key file (base64 of 32 bytes); make it, mode 600, when it is not there."""
        if not path.exists():
            _make_key(path)
        return cls(base64.b64decode(path.read_bytes().strip()))

    def seal(self, text: str, place: str) -> str:
        """Encrypt ``text`` for ``place``; equal texts give different results."""
        nonce = os.urandom(12)
        sealed = self._cipher.encrypt(nonce, text.encode(), place.encode())
        return f"{PREFIX}.{self.key_id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, place: str) -> str:
        """Decrypt; raises :class:`SealBroken`."""
        try:
            prefix, key_id, body = sealed.split(".", 2)
            raw = base64.urlsafe_b64decode(body)
            if prefix != PREFIX or key_id != self.key_id:
                raise SealBroken("sealed with another key")
            return self._cipher.decrypt(raw[:12], raw[12:], place.encode()).decode()
        except (ValueError, InvalidTag) as error:
            raise SealBroken("the value does not open here") from error

    def seal_bytes(self, raw: bytes, place: str) -> bytes:
        """Encrypt bytes: key id, nonce, ciphertext, one after the other."""
        nonce = os.urandom(12)
        return self.key_id.encode() + nonce + self._cipher.encrypt(nonce, raw, place.encode())

    def open_bytes(self, sealed: bytes, place: str) -> bytes:
        """Decrypt bytes; raises :class:`SealBroken`."""
        if sealed[:8] != self.key_id.encode():
            raise SealBroken("sealed with another key")
        try:
            return self._cipher.decrypt(sealed[8:20], sealed[20:], place.encode())
        except (ValueError, InvalidTag) as error:
            raise SealBroken("the bytes do not open here") from error

    def blind(self, text: str, place: str) -> str:
        """A keyed fingerprint, to find an encrypted value without opening all of them."""
        return hmac.new(self._index_key, f"{place}\0{text}".encode(), "sha256").hexdigest()


def _make_key(path: Path) -> None:
    """Written aside and then named: who starts at the same moment finds the whole key or makes none of its own."""
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=".key-")  # mode 600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(os.urandom(32)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(aside, path)
    finally:
        os.unlink(aside)
